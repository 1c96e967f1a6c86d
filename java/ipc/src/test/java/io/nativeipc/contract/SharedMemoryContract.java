package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.OpenOption;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests shared memory with a portable name. */
public abstract class SharedMemoryContract extends PartContract {
    private final String name = Unique.name();

    @AfterEach
    void unlinkName() throws IOException {
        try {
            SharedMemory.unlink(name);
        } catch (NotFoundException unlinked) {
            // already unlinked by the test
        }
    }

    @Override
    Region createRegion(long byteSize) throws IOException {
        return SharedMemory.create(name, byteSize);
    }

    @Override
    Region openRegion() throws IOException {
        return SharedMemory.open(name);
    }

    @Override
    Region openPart(MappingOpenOption... options) throws IOException {
        return SharedMemory.open(name, options);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return SharedMemory.open(name, MemoryOpenOption.READ_ONLY);
    }

    @Test
    void itIsThePosixObjectOfThatName() throws IOException {
        try (SharedMemory memory = SharedMemory.openOrCreate(name, 64);
                PosixSharedMemory posix = PosixSharedMemory.open("/" + name)) {
            assertThat(memory.created()).isTrue();
            assertThat(memory).isInstanceOf(PosixSharedMemory.class);
            assertThat(memory).hasToString("posix-shm:/" + name);
            memory.buffer().putInt(0, 3);
            assertThat(posix.buffer().getInt(0)).isEqualTo(3);
            assertThat(posix.stat().permissions()).isEqualTo(0600);
            memory.unlink();
            assertThatThrownBy(() -> SharedMemory.open(name)).isInstanceOf(NotFoundException.class);
        }
    }

    /** The owner of an object could truncate it while this process uses it. */
    @Test
    void anotherUsersObjectIsRefused() throws IOException {
        Peers.OTHER_USER.require();
        try (SharedMemory memory = SharedMemory.create(name, 64)) {
            memory.buffer().putInt(0, 1);
            Path file = Path.of("/dev/shm", name);
            Files.setAttribute(file, "unix:uid", Peers.NOBODY);
            assertThatThrownBy(() -> SharedMemory.open(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("\"posix-shm:/" + name + "\": wrong owner")
                    .hasMessageContaining("uid " + Peers.NOBODY);
            try (PosixSharedMemory foreign = PosixSharedMemory.open("/" + name);
                    SharedMemory portable = SharedMemory.open(name, OpenOption.ANY_OWNER)) {
                assertThat(foreign.buffer().getInt(0)).isEqualTo(1);
                assertThat(portable.buffer().getInt(0)).isEqualTo(1);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> namesThatAreNotPortableAreRefused() {
        return Stream.of("", "/x", "a/b", ".hidden", "..", "with space", "nul\0", "ä", "back\\slash", "a".repeat(31))
                .map(bad -> Refusal.misuse(
                        "name <" + bad.replace('\0', '0') + ">", () -> SharedMemory.create(bad, 1), "portable name"))
                .flatMap(row -> Refusal.tests(row));
    }
}
