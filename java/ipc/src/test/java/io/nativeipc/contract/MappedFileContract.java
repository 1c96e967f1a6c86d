package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MappedFile;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/** Files mapped within one process. */
public abstract class MappedFileContract extends PartContract {
    private final Path path = Unique.path();

    @AfterEach
    void deleteFile() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    Region createRegion(long byteSize) throws IOException {
        return MappedFile.create(path, byteSize);
    }

    @Override
    Region openRegion() throws IOException {
        return MappedFile.open(path);
    }

    @Override
    Region openPart(MappingOpenOption... options) throws IOException {
        return MappedFile.open(path, options);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return MappedFile.open(path, MemoryOpenOption.READ_ONLY);
    }

    @Test
    void whatIsWrittenIsInTheFile() throws IOException {
        try (MappedFile file = MappedFile.openOrCreate(path, 1000)) {
            assertThat(file.created()).isTrue();
            assertThat(file).hasToString("file:" + path);
            file.buffer().put(999, (byte) 7);
            file.flush();
            byte[] bytes = Files.readAllBytes(path);
            assertThat(bytes).hasSize(1000);
            assertThat(bytes[999]).isEqualTo((byte) 7);
        }
        try (MappedFile file = MappedFile.openOrCreate(path, 1000)) {
            assertThat(file.created()).isFalse();
        }
        Path other = Files.write(Unique.path(), new byte[] {1, 2, 3});
        try (MappedFile file = MappedFile.open(other)) {
            assertThat(file.byteSize()).isEqualTo(3);
        } finally {
            Files.delete(other);
        }
    }

    @Test
    void growKeepsWhatIsThereAndTheBuffersThatWereTaken() throws IOException {
        try (MappedFile file = MappedFile.create(path, 4096);
                MappedFile other = MappedFile.open(path)) {
            ByteBuffer before = file.buffer();
            before.putInt(0, 5);
            file.grow(1 << 20);
            assertThat(file.byteSize()).isEqualTo(1 << 20);
            assertThat(file.buffer().getInt(0)).isEqualTo(5);
            file.buffer().putInt((1 << 20) - 4, 6);
            before.putInt(4, 7);
            assertThat(file.buffer().getInt(4))
                    .as("old buffers show the same bytes")
                    .isEqualTo(7);
            assertThat(other.byteSize()).as("a mapping from before the grow").isEqualTo(4096);
            try (MappedFile again = MappedFile.open(path, MemoryOpenOption.atLeast(1 << 20))) {
                assertThat(again.buffer().getInt((1 << 20) - 4)).isEqualTo(6);
            }
            file.close();
            if (Native.providerName().equals("ffm")) {
                assertThatThrownBy(() -> before.getInt(0)).isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(before.getInt(0)).isEqualTo(OS.WINDOWS.isCurrentOs() ? 5 : 0);
            }
        }
    }

    @Test
    void aReaderFollowsAFileThatHasGrown() throws IOException {
        try (MappedFile file = MappedFile.create(path, 4096);
                MappedFile reader = MappedFile.open(path, MemoryOpenOption.READ_ONLY)) {
            file.grow(8192);
            file.buffer().putInt(8188, 8);
            reader.grow(8192);
            assertThat(reader.buffer().getInt(8188)).isEqualTo(8);
            assertThat(reader.isReadOnly()).isTrue();
            assertThat(reader.buffer().isReadOnly()).isTrue();
            reader.grow(8192);
            assertThatThrownBy(() -> reader.grow(8193)).hasMessageContaining("open for reading only");
            assertThat(reader.byteSize()).isEqualTo(8192);
        }
    }

    @Test
    void aPartDoesNotGrow() throws IOException {
        try (MappedFile file = MappedFile.create(path, 8192);
                MappedFile part = MappedFile.open(path, MappingOpenOption.part(0, 4096))) {
            assertThatThrownBy(() -> part.grow(8192))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a part does not grow");
            assertThat(file.stat().byteSize()).isEqualTo(8192);
        }
    }

    /** A process that has mapped less than the file has by now must not cut off the rest. */
    @Test
    void aSmallerGrowOfAnotherProcessCutsNothingOff() throws IOException {
        try (MappedFile file = MappedFile.create(path, 100);
                MappedFile other = MappedFile.open(path)) {
            file.grow(100_000);
            file.buffer().putInt(99_996, 6);
            file.close();
            other.grow(200);
            assertThat(other.byteSize()).isEqualTo(200);
            assertThat(other.stat().byteSize()).isEqualTo(100_000);
            other.grow(100_000);
            assertThat(other.buffer().getInt(99_996)).isEqualTo(6);
        }
    }

    @Test
    void anInterruptedGrowCutsNothingOff() throws IOException {
        try (MappedFile file = MappedFile.create(path, 4096)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.grow(256 << 20)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.byteSize()).as("the mapping").isEqualTo(4096);
            assertThat(file.stat().byteSize())
                    .as("another process may have grown the file as well and used the space")
                    .isGreaterThan(4096);
        }
    }

    @Test
    void aFileBeyondTwoGibibytesIsReachedByOffset() throws IOException {
        long size = 5L << 30;
        try (MappedFile file = MappedFile.create(path, size, Permissions.OWNER, MemoryCreateOption.SPARSE)) {
            assertThat(file.byteSize()).isEqualTo(size);
            assertThatThrownBy(file::buffer)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("take buffer(offset, length)");
            file.buffer(size - 8, 8).putLong(0, 0x1122334455667788L);
            file.write((3L << 30) - 2, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            try (MappedFile again = MappedFile.open(path, MemoryOpenOption.READ_ONLY)) {
                assertThat(again.buffer(size - 8, 8).getLong(0)).isEqualTo(0x1122334455667788L);
                ByteBuffer read = ByteBuffer.allocate(4);
                again.read((3L << 30) - 2, read);
                assertThat(read.array()).containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void theModeIsTheCallersWhateverTheUmask() throws IOException {
        try (MappedFile file = MappedFile.create(path, 10, Permissions.of("rw-rw-rw-"))) {
            assertThat(file.stat().permissions()).isEqualTo(0666);
            file.setPermissions(Permissions.OWNER);
            assertThat(file.stat().permissions()).isEqualTo(0600);
            file.unlink();
            assertThat(path).doesNotExist();
            assertThat(file.stat().links()).isZero();
        }
    }
}
