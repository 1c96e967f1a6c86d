package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.FileStat;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** POSIX shared memory within one process: names, sizes, state and lifetime. */
public abstract class PosixSharedMemoryContract extends PartContract {
    private final String name = Unique.posixName();

    @AfterEach
    void unlinkName() throws IOException {
        Files.deleteIfExists(file());
    }

    /** {@return the file that is the object on Linux} */
    private Path file() {
        return Path.of("/dev/shm" + name);
    }

    @Override
    Region createRegion(long byteSize) throws IOException {
        return PosixSharedMemory.create(name, byteSize);
    }

    @Override
    Region openRegion() throws IOException {
        return PosixSharedMemory.open(name);
    }

    @Override
    Region openPart(MappingOpenOption... options) throws IOException {
        return PosixSharedMemory.open(name, options);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY);
    }

    @Test
    void theSizeIsExactAndItsSpaceIsReserved() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 100_000)) {
            assertThat(memory.created()).isTrue();
            assertThat(memory.byteSize()).isEqualTo(100_000);
            assertThat(Files.size(file())).isEqualTo(100_000);
            assertThat(reservedBytes()).isGreaterThanOrEqualTo(100_000);
        }
        try (PosixSharedMemory memory = PosixSharedMemory.open(name, MemoryOpenOption.atLeast(100_000))) {
            assertThat(memory.created()).isFalse();
            assertThat(memory.byteSize()).isEqualTo(100_000);
        }
    }

    @Test
    void aPartOfATruncatedObjectIsCorrupt() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 200_000);
                PosixSharedMemory part = PosixSharedMemory.open(name, MappingOpenOption.part(100_000, 50_000));
                RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(145_000);
            assertThatThrownBy(() -> part.read(0, ByteBuffer.allocate(50_000)))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining(memory.toString())
                    .hasMessageContaining("smaller than its mapping of 50000 bytes");
        }
    }

    /** The C side of growth is {@code ftruncate} and another {@code mmap}. */
    @Test
    void memoryGrowsAndOtherProcessesFollow() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 100);
                PosixSharedMemory reader = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY)) {
            ByteBuffer before = memory.buffer();
            before.putInt(0, 5);
            memory.grow(100_000);
            assertThat(reservedBytes()).isGreaterThanOrEqualTo(100_000);
            assertThat(memory.byteSize()).isEqualTo(100_000);
            memory.buffer().putInt(99_996, 6);
            before.putInt(4, 7);
            assertThat(reader.byteSize()).isEqualTo(100);
            reader.grow(memory.stat().byteSize());
            assertThat(reader.buffer().getInt(0)).isEqualTo(5);
            assertThat(reader.buffer().getInt(4)).isEqualTo(7);
            assertThat(reader.buffer().getInt(99_996)).isEqualTo(6);
            assertThat(reader.buffer().isReadOnly()).isTrue();
            assertThatThrownBy(() -> reader.grow(100_001))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(memory.toString())
                    .hasMessageContaining("reading only");
            assertThatThrownBy(() -> memory.grow(99_999))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(memory.toString());
            assertThatThrownBy(() -> memory.grow(1L << 46))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessageContaining("70368744177664 bytes were asked for");
            assertThat(memory.byteSize()).as("after a failure").isEqualTo(100_000);
            memory.close();
            assertThatThrownBy(() -> memory.grow(200_000)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A read of the JDK into buffers of all mappings is a call that a close waits 100 ms for: once, not for each. */
    @Test
    void aCloseAfterManyGrowsWaitsOnce() throws Exception {
        int grows = 20;
        Pipe pipe = Pipe.open();
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 100);
                Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            ByteBuffer[] buffers = new ByteBuffer[grows];
            for (int i = 0; i < grows; i++) {
                buffers[i] = memory.buffer(0, 8);
                memory.grow(memory.byteSize() + 4096);
            }
            Background<Long> read = Background.start(() -> source.read(buffers)).awaitWaiting();
            long start = System.nanoTime();
            memory.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            sink.write(ByteBuffer.allocate(8 * grows));
            assertThat(read.result()).isEqualTo(8L * grows);
        }
    }

    @Test
    void aSparseObjectTakesItsPagesWhenTheyAreWritten() throws IOException {
        try (PosixSharedMemory memory =
                PosixSharedMemory.create(name, 1 << 20, Permissions.OWNER, MemoryCreateOption.SPARSE)) {
            assertThat(reservedBytes()).isZero();
            memory.buffer().put(1 << 19, (byte) 1);
            assertThat(reservedBytes()).isPositive().isLessThan(1 << 20);
        }
    }

    private long reservedBytes() throws IOException {
        Process du = new ProcessBuilder("du", "-B1", file().toString()).start();
        return Long.parseLong(new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                .split("\\s", 2)[0]);
    }

    @Test
    void openOrCreateTellsWhichItWas() throws IOException {
        try (PosixSharedMemory first = PosixSharedMemory.openOrCreate(name, 64);
                PosixSharedMemory second = PosixSharedMemory.openOrCreate(name, 64)) {
            assertThat(first.created()).isTrue();
            assertThat(second.created()).isFalse();
            first.buffer().putInt(0, 42);
            assertThat(second.buffer().getInt(0)).isEqualTo(42);
        }
    }

    @Test
    void unlinkTakesTheNameAndLeavesTheMemoryToThoseWhoHaveIt() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
                PosixSharedMemory second = PosixSharedMemory.open(name)) {
            assertThat(memory.stat().links()).isEqualTo(1);
            memory.unlink();
            assertThatThrownBy(() -> PosixSharedMemory.open(name)).isInstanceOf(NotFoundException.class);
            memory.buffer().putInt(0, 9);
            assertThat(second.buffer().getInt(0)).isEqualTo(9);
            assertThat(memory.stat().links()).isZero();
            assertThatThrownBy(memory::unlink).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void openWaitsForTheSizeOfOneWhoIsStillCreating() throws Exception {
        Files.createFile(file());
        Background<Long> opened = Background.start(() -> {
                    try (PosixSharedMemory memory = PosixSharedMemory.open(name)) {
                        return memory.byteSize();
                    }
                })
                .awaitWaiting();
        Files.write(file(), new byte[77]);
        assertThat(opened.result()).isEqualTo(77);
    }

    @Test
    void openGivesUpOnACreatorWhoNeverSetsTheSize() throws IOException {
        Files.createFile(file());
        assertThatThrownBy(() -> PosixSharedMemory.open(name))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("size 0");
    }

    @Test
    void theModeIsTheCallersWhateverTheUmask() throws IOException {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 64)) {
            assertThat(memory.stat().permissions()).isEqualTo(0600);
            memory.unlink();
        }
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        Permissions everyone = Permissions.of("rw-rw-rw-").withGroup("daemon");
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 64, everyone)) {
            FileStat stat = memory.stat();
            assertThat(stat.permissions()).isEqualTo(0666);
            assertThat(stat.gid()).isEqualTo(Groups.idOf(everyone)).isNotZero();
            memory.setPermissions(Permissions.OWNER);
            assertThat(memory.stat().permissions()).isEqualTo(0600);
        }
    }

    @Test
    void statSurvivesTheNameButNotTheClose() throws IOException {
        PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
        FileStat stat = memory.stat();
        assertThat(stat.byteSize()).isEqualTo(64);
        assertThat((Long) Files.getAttribute(file(), "unix:ino")).isEqualTo(stat.inode());
        memory.close();
        assertThatThrownBy(memory::stat).isInstanceOf(IllegalStateException.class);
        memory.unlink();
        assertThat(file()).doesNotExist();
    }
}
