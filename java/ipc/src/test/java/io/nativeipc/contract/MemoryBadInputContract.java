package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The invalid calls of POSIX shared memory and mapped files, and their errors. Existing objects stay unchanged. */
public abstract class MemoryBadInputContract {
    private final String name = Unique.posixName();
    private final String absent = Unique.posixName();
    private final Path path = Unique.path();
    private final Path fifo = Unique.path();
    private PosixSharedMemory memory;
    private MappedFile file;

    @BeforeEach
    void createBoth() throws IOException {
        memory = PosixSharedMemory.create(name, 100);
        memory.buffer().putInt(0, 42);
        file = MappedFile.create(path, 100);
        file.buffer().putInt(0, 43);
        Fifo.create(fifo);
    }

    @AfterEach
    void bothAreAsTheyWere() throws IOException {
        try (PosixSharedMemory sameMemory = PosixSharedMemory.open(name);
                MappedFile sameFile = MappedFile.open(path)) {
            assertThat(sameMemory.buffer().getInt(0)).isEqualTo(42);
            assertThat(sameMemory.byteSize()).isEqualTo(100);
            assertThat(sameMemory.stat().permissions()).isEqualTo(0600);
            assertThat(sameFile.buffer().getInt(0)).isEqualTo(43);
            assertThat(sameFile.byteSize()).isEqualTo(100);
            assertThat(Path.of("/dev/shm" + absent)).doesNotExist();
        } finally {
            memory.close();
            memory.unlink();
            file.close();
            Files.delete(path);
            Files.delete(fifo);
        }
    }

    @TestFactory
    Stream<DynamicTest> sharedMemory() {
        String tooLong = "/" + "x".repeat(256);
        return Refusal.tests(
                Refusal.misuse("no slash", () -> PosixSharedMemory.create("prices", 1), "\"prices\""),
                Refusal.misuse("two slashes", () -> PosixSharedMemory.create("/a/b", 1), "\"/a/b\""),
                Refusal.misuse("two slashes at once", () -> PosixSharedMemory.create("//a", 1), "\"//a\""),
                Refusal.misuse("empty", () -> PosixSharedMemory.create("", 1), "\"\""),
                Refusal.misuse("a slash alone", () -> PosixSharedMemory.create("/", 1), "\"/\""),
                Refusal.misuse("the parent", () -> PosixSharedMemory.create("/..", 1), "\"/..\""),
                Refusal.misuse("256 bytes", () -> PosixSharedMemory.create(tooLong, 1), "at most 255", "256 bytes"),
                Refusal.misuse("NUL", () -> PosixSharedMemory.create("/a\0b", 1), "NUL", "\"/a?b\""),
                Refusal.misuse("NUL, unlinked", () -> PosixSharedMemory.unlink("/a\0b"), "NUL"),
                Refusal.misuse("half of a pair", () -> PosixSharedMemory.create("/a\uD800", 1), "surrogate", "\"/a?\""),
                Refusal.misuse("half of a pair, unlinked", () -> PosixSharedMemory.unlink("/a\uD800"), "surrogate"),
                Refusal.misuse("size 0", () -> PosixSharedMemory.create(absent, 0), "at least 1 byte: 0"),
                Refusal.misuse("size negative", () -> PosixSharedMemory.create(absent, -5), "at least 1 byte: -5"),
                Refusal.misuse(
                        "open with size 0",
                        () -> PosixSharedMemory.open(name, MemoryOpenOption.atLeast(0)),
                        "at least 1 byte"),
                new Refusal(
                        "larger than /dev/shm",
                        () -> PosixSharedMemory.create(absent, 1L << 46),
                        NoSpaceException.class,
                        "",
                        "no space",
                        absent,
                        "70368744177664 bytes were asked for",
                        "are free in",
                        "/dev/shm"),
                new Refusal(
                        "creating what exists",
                        () -> PosixSharedMemory.create(name, 100),
                        AlreadyExistsException.class,
                        "shm_open",
                        "EEXIST",
                        name),
                new Refusal(
                        "opening what is absent",
                        () -> PosixSharedMemory.open(absent),
                        NotFoundException.class,
                        "shm_open",
                        "ENOENT",
                        absent),
                new Refusal(
                        "unlinking what is absent",
                        () -> PosixSharedMemory.unlink(absent),
                        NotFoundException.class,
                        "shm_unlink",
                        "ENOENT",
                        absent),
                new Refusal(
                        "smaller than asked at open",
                        () -> PosixSharedMemory.open(name, MemoryOpenOption.atLeast(101)),
                        IpcException.class,
                        "fstat",
                        "too small",
                        name,
                        "has 100 bytes, 101 were asked for"),
                new Refusal(
                        "openOrCreate of a smaller one",
                        () -> PosixSharedMemory.openOrCreate(name, 4096),
                        IpcException.class,
                        "fstat",
                        "too small",
                        name,
                        "has 100 bytes"),
                new Refusal(
                        "wrong owner",
                        () -> PosixSharedMemory.open(name).requireOwner(12345),
                        AccessDeniedException.class,
                        "shm_open",
                        "wrong owner",
                        name,
                        "not 12345"),
                new Refusal(
                        "a group that is none",
                        () -> PosixSharedMemory.create(absent, 1, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"));
    }

    @TestFactory
    Stream<DynamicTest> mappedFile() {
        String text = path.toString();
        Path none = Path.of("/ipc-test-absent/file");
        return Refusal.tests(
                Refusal.misuse("size 0", () -> MappedFile.create(Unique.path(), 0), "at least 1 byte: 0"),
                Refusal.misuse("size negative", () -> MappedFile.create(Unique.path(), -1), "at least 1 byte: -1"),
                Refusal.misuse("made smaller", () -> file.grow(99), "file:" + text, "100", "99"),
                Refusal.illegalState(
                        "grown while read-only",
                        () -> {
                            try (MappedFile readOnly = MappedFile.open(path, MemoryOpenOption.READ_ONLY)) {
                                readOnly.grow(200);
                            }
                        },
                        "reading only"),
                new Refusal(
                        "creating what exists",
                        () -> MappedFile.create(path, 1),
                        AlreadyExistsException.class,
                        "open",
                        "EEXIST",
                        text),
                new Refusal(
                        "opening what is absent",
                        () -> MappedFile.open(none),
                        NotFoundException.class,
                        "open",
                        "ENOENT",
                        none.toString()),
                new Refusal(
                        "a directory",
                        () -> MappedFile.open(path.getParent()),
                        IpcException.class,
                        "open",
                        "EISDIR",
                        path.getParent().toString()),
                new Refusal(
                        "a FIFO",
                        () -> MappedFile.open(fifo),
                        IpcException.class,
                        "open",
                        "not a file",
                        fifo.toString()),
                new Refusal(
                        "larger than the disk",
                        () -> file.grow(1L << 43),
                        NoSpaceException.class,
                        "",
                        "no space",
                        text,
                        "8796093022208 bytes were asked for",
                        "are free in"),
                new Refusal(
                        "smaller than asked at open",
                        () -> MappedFile.open(path, MemoryOpenOption.atLeast(101)),
                        IpcException.class,
                        "fstat",
                        "too small",
                        text,
                        "has 100 bytes, 101 were asked for"));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("posix-shm " + name))
                    .isEqualTo("error AccessDeniedException shm_open(\"posix-shm:" + name
                            + "\"): EACCES (13): Permission denied");
            Permissions shared = Permissions.of("rw-rw----").withGroup(Peers.NOBODY);
            memory.setPermissions(shared);
            assertThat(stranger.ask("posix-shm " + name)).isEqualTo("42");
            memory.setPermissions(Permissions.of("rw-r-----").withGroup(Peers.NOBODY));
            assertThat(stranger.askRaw("posix-shm " + name)).startsWith("error AccessDeniedException");
            assertThat(stranger.ask("posix-shm-read-only " + name)).isEqualTo("42");
            memory.setPermissions(Permissions.OWNER);
            assertThat(stranger.askRaw("file " + path))
                    .startsWith("error AccessDeniedException open(\"file:" + path + "\"): EACCES (13)");
        }
    }
}
