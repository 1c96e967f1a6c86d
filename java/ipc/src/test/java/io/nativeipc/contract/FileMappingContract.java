package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named file mappings of Windows within one process. */
@EnabledOnOs(OS.WINDOWS)
public abstract class FileMappingContract extends PartContract {
    private final String name = "Local\\" + Unique.name();

    @Override
    Region createRegion(long byteSize) throws IOException {
        return FileMapping.create(name, byteSize);
    }

    @Override
    Region openRegion() throws IOException {
        return FileMapping.openOrCreate(name, 4096);
    }

    @Override
    Region openPart(MappingOpenOption... options) throws IOException {
        return FileMapping.open(name, options);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return FileMapping.open(name, MemoryOpenOption.READ_ONLY);
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws IOException {
        try (FileMapping created = FileMapping.openOrCreate(name, 4096);
                FileMapping opened = FileMapping.open(name, MemoryOpenOption.atLeast(4096));
                FileMapping either = FileMapping.openOrCreate(name, 10)) {
            assertThat(created.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(either.created()).isFalse();
            assertThat(created.name()).isEqualTo(name);
            assertThat(created).hasToString("win-map:" + name);
        }
    }

    /** An opened mapping reports its size in whole pages. The creator's mapping reports the exact size in bytes. */
    @Test
    void anExistingObjectOfUnknownSizeIsMappedWhole() throws IOException {
        try (FileMapping created = FileMapping.create(name, 5000);
                FileMapping opened = FileMapping.open(name)) {
            assertThat(created.byteSize()).isEqualTo(5000);
            assertThat(opened.byteSize()).isEqualTo(8192);
            created.buffer().putInt(4996, 7);
            assertThat(opened.buffer().getInt(4996)).isEqualTo(7);
        }
    }

    @Test
    void moreThanFourGibibytesAreMapped() throws IOException {
        long size = (5L << 30) + 4096;
        try (FileMapping mapping = FileMapping.create(name, size);
                FileMapping other = FileMapping.open(name, MemoryOpenOption.atLeast(size))) {
            assertThat(other.byteSize()).isEqualTo(size);
            mapping.buffer(size - 8, 8).putLong(0, 0x1122334455667788L);
            assertThat(other.buffer(size - 8, 8).getLong(0)).isEqualTo(0x1122334455667788L);
            assertThat(other.buffer((1L << 32), 8).getLong(0))
                    .as("what the low half of the offset would find")
                    .isZero();
        }
    }

    private static final int SEC_RESERVE = 0x0400_0000;

    /** A mapping of a program that commits pages on demand: one page is committed, and the others are reserved. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pagesThatAreReservedAreCommittedBeforeTheyAreShown(boolean readOnly) throws IOException {
        int byteSize = 1 << 20;
        Win32 win32 = Native.win32();
        long handle = win32.CreateFileMappingW(
                Win32Constants.INVALID_HANDLE_VALUE,
                null,
                Win32Constants.PAGE_READWRITE | SEC_RESERVE,
                0,
                byteSize,
                name,
                new int[1]);
        assertThat(handle).isPositive();
        long address = win32.MapViewOfFile(handle, Win32Constants.FILE_MAP_WRITE, 0, 0, 0);
        try {
            assertThat(win32.VirtualAlloc(address, 4096, Win32Constants.MEM_COMMIT, Win32Constants.PAGE_READWRITE))
                    .isEqualTo(address);
            try (FileMapping mapping =
                    readOnly ? FileMapping.open(name, MemoryOpenOption.READ_ONLY) : FileMapping.open(name)) {
                assertThat(mapping.byteSize()).isEqualTo(byteSize);
                assertThat(mapping.buffer().getInt(500_000)).isZero();
                assertThat(mapping.buffer().getInt(byteSize - 4)).isZero();
                if (!readOnly) {
                    mapping.buffer().putInt(byteSize - 4, 7);
                    ByteBuffer read = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
                    mapping.read(byteSize - 4, read);
                    assertThat(read.getInt(0)).isEqualTo(7);
                }
            }
        } finally {
            win32.UnmapViewOfFile(address);
            win32.CloseHandle(handle);
        }
    }

    @Test
    void theNameDiesWithTheLastHandle() throws IOException {
        FileMapping first = FileMapping.create(name, 10);
        FileMapping second = FileMapping.open(name);
        first.close();
        try (FileMapping third = FileMapping.open(name)) {
            assertThat(third.created()).isFalse();
        }
        second.close();
        assertThatThrownBy(() -> FileMapping.open(name)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aFileMayBeBehindIt() throws IOException {
        Path path = Unique.path();
        Files.write(path, new byte[] {1, 2, 3});
        try (FileMapping created = FileMapping.createFromFile(path, name, 4096, WindowsAccess.currentUser());
                FileMapping opened = FileMapping.open(name)) {
            assertThat(opened.buffer().get(2)).isEqualTo((byte) 3);
            opened.buffer().put(4095, (byte) 9);
            created.flush();
        } finally {
            assertThat(Files.readAllBytes(path)).hasSize(4096).endsWith((byte) 9);
            Files.delete(path);
        }
    }

    @Test
    void sharedMemoryOfThatNameIsIt() throws IOException {
        String portable = name.substring("Local\\".length());
        try (SharedMemory memory = SharedMemory.create(portable, 4096);
                FileMapping mapping = FileMapping.open(name);
                FileMapping bare = FileMapping.open(portable)) {
            assertThat(memory).hasToString("win-map:" + name);
            memory.buffer().putInt(0, 3);
            assertThat(mapping.buffer().getInt(0)).isEqualTo(3);
            assertThat(bare.buffer().getInt(0)).as("a bare name is a local one").isEqualTo(3);
            SharedMemory.unlink(portable);
            memory.unlink();
            assertThat(FileMapping.open(name).created())
                    .as("there is nothing to unlink")
                    .isFalse();
        }
    }

    @Test
    void aGlobalNameIsAnother() throws IOException {
        String base = name.substring("Local\\".length());
        try (FileMapping local = FileMapping.create(name, 8);
                FileMapping global = FileMapping.create("Global\\" + base, 8)) {
            local.buffer().order(ByteOrder.nativeOrder()).putInt(0, 1);
            assertThat(global.buffer().getInt(0)).isZero();
            ByteBuffer read = ByteBuffer.allocate(4);
            global.read(0, read);
            assertThat(read.array()).containsExactly(0, 0, 0, 0);
        }
    }
}
