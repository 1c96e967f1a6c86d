package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.Seal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Unnamed memory within one process: its second mapping, its seals and its lifetime. */
public abstract class MemfdContract extends PartContract {
    private final OpenDescriptors descriptors = new OpenDescriptors();
    private Descriptor again;

    @AfterEach
    void nothingIsLeftOpen() {
        if (again != null) {
            again.close();
        }
        descriptors.assertNoMore();
    }

    @Override
    Region createRegion(long byteSize) throws IOException {
        Memfd memory = Memfd.create("ipc-test", byteSize).seal(Seal.SHRINK);
        again = memory.descriptor();
        return memory;
    }

    @Override
    Region openRegion() throws IOException {
        return Objects.requireNonNull(again).map();
    }

    @Override
    Region openPart(MappingOpenOption... options) throws IOException {
        return Objects.requireNonNull(again).map(options);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return Objects.requireNonNull(again).map(MemoryOpenOption.READ_ONLY);
    }

    @Test
    void theSizeIsExactAndItsSpaceIsReserved() throws IOException {
        try (Memfd memory = Memfd.create("ipc-test", 100_000);
                Descriptor descriptor = memory.descriptor()) {
            assertThat(memory.byteSize()).isEqualTo(100_000);
            assertThat(memory.stat().byteSize()).isEqualTo(100_000);
            assertThat(memory.stat().links()).as("it has no name").isZero();
            assertThat(memory).hasToString("memfd:ipc-test");
            assertThat(memory.name()).isEqualTo("ipc-test");
            Path file = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.number());
            assertThat(Files.readSymbolicLink(file)).hasToString("/memfd:ipc-test (deleted)");
            assertThat(reservedBytes(file)).isGreaterThanOrEqualTo(100_000);
        }
    }

    /** {@return the bytes of the file's allocated blocks} Java does not report blocks, so this uses stat(1). */
    private static long reservedBytes(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-L", "-c", "%b", file.toString())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = stat.inputReader()) {
            return Long.parseLong(out.readLine()) * 512;
        }
    }

    @Test
    void sealsStay() throws IOException {
        try (Memfd memory = Memfd.create("", 4096);
                Descriptor descriptor = memory.descriptor()) {
            assertThat(memory.seals()).isEmpty();
            assertThat(Native.posix().ftruncate(descriptor.number(), 8192)).isZero();
            memory.seal(Seal.SHRINK, Seal.GROW);
            assertThat(Native.posix().ftruncate(descriptor.number(), 4096)).isEqualTo(-Errno.EPERM);
            assertThat(Native.posix().ftruncate(descriptor.number(), 9000)).isEqualTo(-Errno.EPERM);
            descriptor.seal(Seal.SEAL);
            assertThat(memory.seals()).containsExactlyInAnyOrder(Seal.SHRINK, Seal.GROW, Seal.SEAL);
            assertThatThrownBy(() -> memory.seal(Seal.FUTURE_WRITE)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void whatIsSealedAgainstNewWritersIsStillWrittenByTheOld() throws IOException {
        try (Memfd memory = Memfd.create("ipc-test", 4096).seal(Seal.SHRINK, Seal.FUTURE_WRITE);
                Descriptor descriptor = memory.descriptor();
                Region readOnly = descriptor.map(MemoryOpenOption.READ_ONLY)) {
            memory.buffer().putInt(0, 7);
            assertThat(readOnly.buffer().getInt(0)).isEqualTo(7);
            assertThat(readOnly.isReadOnly()).isTrue();
            assertThatThrownBy(() -> descriptor.map()).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void whatNobodyMapsForWritingIsSealedForGood() throws IOException {
        try (Memfd memory = Memfd.create("ipc-test", 4096);
                Descriptor descriptor = memory.descriptor()) {
            memory.buffer().putInt(4092, 8);
            memory.close();
            descriptor.seal(Seal.SHRINK, Seal.WRITE);
            try (Region readOnly = descriptor.map(MemoryOpenOption.READ_ONLY)) {
                assertThat(readOnly.buffer().getInt(4092)).isEqualTo(8);
            }
            assertThatThrownBy(() -> descriptor.map()).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void aFileIsMappedTooWhereItsWritersAreTrusted() throws IOException {
        Path file = Files.write(Unique.path(), new byte[] {1, 2, 3});
        try (Descriptor descriptor = OpenDescriptors.of(file);
                Region memory = descriptor.mapUnsealed();
                Region readOnly = descriptor.mapUnsealed(MemoryOpenOption.READ_ONLY)) {
            assertThat(memory.byteSize()).isEqualTo(3);
            assertThat(memory).hasToString(descriptor.toString());
            memory.buffer().put(0, (byte) 9);
            memory.flush();
            assertThat(readOnly.buffer().get(0)).isEqualTo((byte) 9);
            assertThat(Files.readAllBytes(file)).containsExactly(9, 2, 3);
        } finally {
            Files.delete(file);
        }
    }
}
