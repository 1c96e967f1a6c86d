package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.MappedFile;
import io.nativeipc.Region;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Tests a peer that truncates memory that this process has mapped. The access throws, and the JVM continues. The code
 * runs interpreted first, and then often enough to be compiled.
 */
public abstract class TruncationContract {
    private static final int SIZE = 1 << 20;

    @Test
    void ofPosixSharedMemoryIsCorruptException() throws IOException {
        Peers.CPP.require();
        String name = Unique.posixName();
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
                Peer peer = Peer.start(Peers.CPP, "posix-shm", name)) {
            peer.ask("open");
            memory.unlink();
            truncatedUnder(memory, peer);
        }
    }

    @Test
    void ofAFileIsCorruptException() throws IOException {
        Path path = Unique.path();
        try (MappedFile file = MappedFile.create(path, SIZE);
                Peer peer = Peer.start(Peers.CPP, "file", path.toString())) {
            peer.ask("open");
            truncatedUnder(file, peer);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static void truncatedUnder(Region region, Peer peer) throws IOException {
        ByteBuffer all = ByteBuffer.allocateDirect(SIZE);
        region.read(0, all);
        peer.ask("truncate 4096");
        for (int round = 0; round < 2_000; round++) {
            ByteBuffer part = ByteBuffer.allocate(64);
            assertThatThrownBy(() -> region.read(SIZE - 64, part))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining(region.toString())
                    .hasMessageContaining("smaller than its mapping of " + SIZE + " bytes")
                    .hasCauseInstanceOf(InternalError.class);
            assertThatThrownBy(() -> region.write(SIZE - 64, ByteBuffer.allocate(64)))
                    .isInstanceOf(CorruptException.class);
        }
        if (Runtime.version().feature() > 17) { // later versions throw at the access, 17 some calls later
            assertThatThrownBy(() -> region.buffer().getLong(SIZE - 8)).isInstanceOf(InternalError.class);
        }
        all.clear();
        assertThatThrownBy(() -> region.read(0, all)).isInstanceOf(CorruptException.class);
        region.write(0, ByteBuffer.wrap(new byte[] {1}));
        assertThat(region.buffer().get(0)).as("what is left can be used").isEqualTo((byte) 1);
    }
}
