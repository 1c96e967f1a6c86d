package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MappedFile;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** POSIX shared memory and mapped files between this JVM and C++ and Python processes, in both directions. */
public abstract class MemoryPeerContract {
    private final String name = Unique.name();
    private final Path path = Unique.path();

    @AfterEach
    void erase() throws IOException {
        Files.deleteIfExists(Path.of("/dev/shm", name));
        Files.deleteIfExists(path);
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesSharedMemoryAndThePeerAnswers(Peers kind) throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 4096);
                Peer peer = Peer.start(kind, "posix-shm", "/" + name)) {
            javaSpeaksFirst(memory, peer);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesSharedMemoryAndJavaAnswers(Peers kind) throws IOException {
        try (Peer peer = Peer.start(kind, "posix-shm", "/" + name)) {
            peer.ask("create 4096 600");
            try (PosixSharedMemory memory = PosixSharedMemory.open("/" + name)) {
                thePeerSpeaksFirst(memory, peer);
            }
            peer.ask("unlink");
        }
        assertThat(Path.of("/dev/shm", name)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAFileAndThePeerAnswers(Peers kind) throws IOException {
        try (MappedFile file = MappedFile.create(path, 4096);
                Peer peer = Peer.start(kind, "file", path.toString())) {
            javaSpeaksFirst(file, peer);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAFileAndJavaAnswers(Peers kind) throws IOException {
        try (Peer peer = Peer.start(kind, "file", path.toString())) {
            peer.ask("create 4096");
            try (MappedFile file = MappedFile.open(path)) {
                thePeerSpeaksFirst(file, peer);
            }
        }
    }

    /**
     * Python's multiprocessing.shared_memory.SharedMemory("name") opens the same memory as SharedMemory.open("name").
     */
    @Test
    void pythonsSharedMemoryIsOurs() throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 4096);
                Peer peer = Peer.start(Peers.PYTHON, "shared_memory", name)) {
            javaSpeaksFirst(memory, peer);
        }
        try (SharedMemory memory = SharedMemory.open(name)) {
            assertThat(memory.buffer().getInt(0))
                    .as("after the Python process has ended")
                    .isEqualTo(100);
            memory.unlink();
        }
        try (Peer peer = Peer.start(Peers.PYTHON, "shared_memory", name)) {
            peer.ask("create 4096");
            try (SharedMemory memory = SharedMemory.open(name)) {
                thePeerSpeaksFirst(memory, peer);
            }
            peer.ask("unlink");
        }
    }

    @Test
    void aKilledPeerTakesNothingAlong() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 4096);
                Peer peer = Peer.start(Peers.CPP, "posix-shm", "/" + name)) {
            peer.ask("open");
            peer.ask("write 8 " + Hex.ofInt(77));
            peer.kill();
            assertThat(memory.buffer().getInt(8)).isEqualTo(77);
            try (PosixSharedMemory again = PosixSharedMemory.open("/" + name)) {
                assertThat(again.buffer().getInt(8)).isEqualTo(77);
            }
        }
    }

    private static void javaSpeaksFirst(Region region, Peer peer) {
        region.buffer().putInt(0, 100);
        peer.ask("open");
        assertThat(peer.ask("read 0 4")).isEqualTo(Hex.ofInt(100));
        peer.ask("write 4092 " + Hex.ofInt(200));
        assertThat(region.buffer().getInt(4092)).isEqualTo(200);
    }

    private static void thePeerSpeaksFirst(Region region, Peer peer) {
        assertThat(region.byteSize()).isEqualTo(4096);
        peer.ask("write 4092 " + Hex.ofInt(100));
        assertThat(region.buffer().getInt(4092)).isEqualTo(100);
        region.buffer().putInt(0, 200);
        assertThat(peer.ask("read 0 4")).isEqualTo(Hex.ofInt(200));
    }
}
