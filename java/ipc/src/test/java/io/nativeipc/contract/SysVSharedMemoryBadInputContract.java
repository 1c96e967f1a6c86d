package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.AttachAddress;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what is rejected, with which error, and that the existing segment is unchanged. */
public abstract class SysVSharedMemoryBadInputContract {
    private final SysVKey key = Unique.key();
    private SysVSharedMemory segment;

    @BeforeEach
    void createSegment() throws IOException {
        segment = SysVSharedMemory.create(key, 100);
        segment.buffer().putInt(0, 42);
    }

    @AfterEach
    void theSegmentIsAsItWas() throws IOException {
        try (SysVSharedMemory again = SysVSharedMemory.open(key)) {
            assertThat(again.buffer().getInt(0)).isEqualTo(42);
            assertThat(again.byteSize()).isEqualTo(100);
            assertThat(again.stat().perm().mode()).isEqualTo(0600);
        } finally {
            segment.close();
            segment.remove();
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        SysVKey absent = Unique.key();
        String keyText = key.toString();
        return Refusal.tests(
                Refusal.misuse("size 0", () -> SysVSharedMemory.create(absent, 0), "at least 1 byte: 0"),
                Refusal.misuse("size negative", () -> SysVSharedMemory.create(absent, -1), "at least 1 byte: -1"),
                Refusal.misuse(
                        "open with size 0",
                        () -> SysVSharedMemory.open(key, MemoryOpenOption.atLeast(0)),
                        "at least 1 byte"),
                Refusal.misuse("attached at 0", () -> SysVSharedMemory.open(key, new AttachAddress(0)), "0x0"),
                Refusal.misuse(
                        "attached below 0", () -> SysVSharedMemory.open(key, new AttachAddress(-4096)), "fffff000"),
                Refusal.misuse(
                        "attached inside a page",
                        () -> SysVSharedMemory.open(key, new AttachAddress(0x6300_0000_0001L)),
                        "0x630000000001",
                        "not a multiple of",
                        "SHMLBA"),
                Refusal.misuse(
                        "attached at two addresses",
                        () -> SysVSharedMemory.open(
                                key, new AttachAddress(0x6300_0000_0000L), new AttachAddress(0x6400_0000_0000L)),
                        "two options of one kind",
                        "at 0x630000000000"),
                Refusal.misuse("IPC_PRIVATE opened", () -> SysVSharedMemory.open(SysVKey.PRIVATE), "IPC_PRIVATE"),
                Refusal.misuse("IPC_PRIVATE removed", () -> SysVSharedMemory.remove(SysVKey.PRIVATE), "IPC_PRIVATE"),
                Refusal.misuse("mode with x", () -> Permissions.of("rwxrwxrwx"), "rw-rw----"),
                Refusal.misuse("mode too short", () -> Permissions.of("rw-"), "rw-rw----"),
                Refusal.misuse("mode with other bits", () -> Permissions.ofMode(01666), "01666"),
                Refusal.misuse("ftok with id 0", () -> SysVKey.ftok(Path.of("/"), 256), "256"),
                new Refusal(
                        "larger than free memory",
                        () -> SysVSharedMemory.create(absent, 1L << 46),
                        NoSpaceException.class,
                        "shmget",
                        "ENOMEM",
                        absent.toString(),
                        "70368744177664",
                        "vm.overcommit_memory = "),
                new Refusal(
                        "creating what exists",
                        () -> SysVSharedMemory.create(key, 100),
                        AlreadyExistsException.class,
                        "shmget",
                        "EEXIST",
                        keyText),
                new Refusal(
                        "opening what is absent",
                        () -> SysVSharedMemory.open(absent),
                        NotFoundException.class,
                        "shmget",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "removing what is absent",
                        () -> SysVSharedMemory.remove(absent),
                        NotFoundException.class,
                        "shmget",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "smaller than asked at open",
                        () -> SysVSharedMemory.open(key, MemoryOpenOption.atLeast(101)),
                        IpcException.class,
                        "shmget",
                        "EINVAL",
                        keyText,
                        "has 100 bytes, 101 were asked for"),
                new Refusal(
                        "the key is in use with another size",
                        () -> SysVSharedMemory.openOrCreate(key, 4096),
                        IpcException.class,
                        "shmget",
                        "EINVAL",
                        keyText,
                        "has 100 bytes, 4096 were asked for"),
                new Refusal(
                        "an id that is none",
                        () -> SysVSharedMemory.attach(Integer.MAX_VALUE),
                        NotFoundException.class,
                        "shmctl",
                        "EINVAL",
                        "id=2147483647"),
                new Refusal(
                        "ftok of no file",
                        () -> SysVKey.ftok(Path.of("/ipc-test-absent"), 1),
                        NotFoundException.class,
                        "ftok",
                        "ENOENT",
                        "/ipc-test-absent"),
                new Refusal(
                        "a group that is none",
                        () -> SysVSharedMemory.create(absent, 1, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"));
    }

    @Test
    void afterCloseFromAnotherThreadItIsIllegalState() throws Exception {
        Thread closer = new Thread(segment::close);
        closer.start();
        closer.join();
        Refusal.tests(
                        Refusal.illegalState("buffer", segment::buffer, "sysv-shm:" + key + " is closed"),
                        Refusal.illegalState("address", segment::address, "is closed"))
                .forEach(test -> {
                    try {
                        test.getExecutable().execute();
                    } catch (Throwable thrown) {
                        throw new AssertionError(test.getDisplayName(), thrown);
                    }
                });
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("sysv-shm " + key))
                    .isEqualTo("error " + AccessDeniedException.class.getSimpleName() + " shmget(\"sysv-shm:" + key
                            + "\"): EACCES (13): Permission denied");
            segment.setPermissions(Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(stranger.ask("sysv-shm " + key)).isEqualTo("42");
            segment.setPermissions(Permissions.of("rw-r-----").withGroup(Peers.NOBODY));
            assertThat(stranger.askRaw("sysv-shm " + key)).startsWith("error AccessDeniedException");
            assertThat(stranger.ask("sysv-shm-read-only " + key)).isEqualTo("42");
            segment.setPermissions(Permissions.OWNER);
        }
    }
}
