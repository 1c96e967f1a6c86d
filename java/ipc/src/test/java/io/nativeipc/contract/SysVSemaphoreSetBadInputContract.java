package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what is rejected, with which error, and that the existing set is unchanged. */
public abstract class SysVSemaphoreSetBadInputContract {
    private final SysVKey key = Unique.key();
    private SysVSemaphoreSet set;

    @BeforeEach
    void createSet() throws IOException {
        set = SysVSemaphoreSet.create(key, new int[] {3, 32767});
    }

    @AfterEach
    void theSetIsAsItWas() throws IOException {
        try (SysVSemaphoreSet again = SysVSemaphoreSet.open(key)) {
            assertThat(again.values()).containsExactly(3, 32767);
            assertThat(again.stat().perm().mode()).isEqualTo(0600);
        } finally {
            set.close();
            set.remove();
        }
    }

    @TestFactory
    Stream<DynamicTest> misuse() {
        SysVKey absent = Unique.key();
        return Refusal.tests(
                Refusal.misuse("no semaphore", () -> SysVSemaphoreSet.create(absent, new int[0]), "at least one"),
                Refusal.misuse(
                        "a negative value", () -> SysVSemaphoreSet.create(absent, new int[] {1, -1}), "0 to 32767: -1"),
                Refusal.misuse(
                        "too large a value",
                        () -> SysVSemaphoreSet.create(absent, new int[] {32768}),
                        "0 to 32767: 32768"),
                Refusal.misuse("set a negative value", () -> set.setValue(0, -1), "0 to 32767: -1"),
                Refusal.misuse("set too large a value", () -> set.setValue(0, 32768), "0 to 32767: 32768"),
                Refusal.misuse("set one of several", () -> set.setValues(1, 65536), "0 to 32767: 65536"),
                Refusal.misuse("set too few values", () -> set.setValues(1), "has 2 semaphores, not 1"),
                Refusal.misuse("set too many values", () -> set.setValues(1, 2, 3), "has 2 semaphores, not 3"),
                Refusal.misuse("IPC_PRIVATE opened", () -> SysVSemaphoreSet.open(SysVKey.PRIVATE), "IPC_PRIVATE"),
                Refusal.misuse("IPC_PRIVATE removed", () -> SysVSemaphoreSet.remove(SysVKey.PRIVATE), "IPC_PRIVATE"),
                Refusal.misuse("index below 0", () -> SemaphoreOperations.of(-1, 1), "0 to 65535: -1"),
                Refusal.misuse("index above all", () -> SemaphoreOperations.of(65536, 1), "0 to 65535: 65536"),
                Refusal.misuse("change too large", () -> SemaphoreOperations.of(0, 32768), "-32768 to 32767: 32768"),
                Refusal.misuse("change too small", () -> SemaphoreOperations.of(0, -32769), "-32769"),
                Refusal.misuse("too many operations", () -> operations(501), "at most 500 operations"),
                outside("acquire", () -> set.acquire(2)),
                outside("tryAcquire", () -> set.tryAcquire(-1)),
                outside("release", () -> set.release(2)),
                outside("awaitZero", () -> set.awaitZero(2)),
                outside("value", () -> set.value(2)),
                outside("setValue", () -> set.setValue(2, 0)),
                outside("waiting", () -> set.waiting(2)));
    }

    private static Refusal outside(String what, ThrowingCallable action) {
        return new Refusal(what + " outside the set", action, IndexOutOfBoundsException.class, "", "", "length 2");
    }

    private static SemaphoreOperations operations(int count) {
        SemaphoreOperations operations = SemaphoreOperations.of(0, 1);
        for (int i = 1; i < count; i++) {
            operations = operations.and(0, 1);
        }
        return operations;
    }

    @TestFactory
    Stream<DynamicTest> refusedByTheKernel() {
        SysVKey absent = Unique.key();
        String keyText = key.toString();
        return Refusal.tests(
                error("beyond the maximum", () -> set.release(1), "semop", "ERANGE", keyText),
                error(
                        "beyond the maximum among others",
                        () -> set.tryOperate(SemaphoreOperations.of(0, -1).and(1, 1)),
                        "semop",
                        "ERANGE",
                        keyText),
                error(
                        "a semaphore that is not in the set",
                        () -> set.tryOperate(SemaphoreOperations.of(0, -1).and(2, 1)),
                        "semop",
                        "EFBIG",
                        keyText,
                        "the set has 2 semaphores"),
                error(
                        "waiting for one that is not in the set",
                        () -> set.operate(SemaphoreOperations.of(2, -1)),
                        "semop",
                        "EFBIG",
                        keyText),
                error(
                        "the key is in use for a smaller set",
                        () -> SysVSemaphoreSet.openOrCreate(key, new int[] {1, 2, 3}),
                        "semget",
                        "EINVAL",
                        keyText,
                        "the set is smaller than 3 semaphores"),
                error(
                        "more than the kernel allows in a set",
                        () -> SysVSemaphoreSet.create(absent, new int[65536]),
                        "semget",
                        "EINVAL",
                        absent.toString(),
                        "65536 semaphores were asked for, kernel.sem",
                        Sysctl.value("kernel.sem")),
                new Refusal(
                        "an id that is none",
                        () -> SysVSemaphoreSet.attach(Integer.MAX_VALUE),
                        NotFoundException.class,
                        "semctl",
                        "EINVAL",
                        "id="),
                new Refusal(
                        "creating what exists",
                        () -> SysVSemaphoreSet.create(key, new int[] {1}),
                        AlreadyExistsException.class,
                        "semget",
                        "EEXIST",
                        keyText),
                new Refusal(
                        "opening what is absent",
                        () -> SysVSemaphoreSet.open(absent),
                        NotFoundException.class,
                        "semget",
                        "ENOENT",
                        absent.toString()),
                new Refusal(
                        "removing what is absent",
                        () -> SysVSemaphoreSet.remove(absent),
                        NotFoundException.class,
                        "semget",
                        "ENOENT",
                        absent.toString()));
    }

    private static Refusal error(String what, ThrowingCallable action, String call, String error, String... inMessage) {
        return new Refusal(what, action, IpcException.class, call, error, inMessage);
    }

    @TestFactory
    Stream<DynamicTest> afterCloseFromAnotherThreadItIsIllegalState() throws Exception {
        SysVSemaphoreSet closed = SysVSemaphoreSet.open(key);
        Background.start(() -> {
                    closed.close();
                    return true;
                })
                .result();
        String text = "sysv-sem:" + key + " is closed";
        return Refusal.tests(
                Refusal.illegalState("acquire", () -> closed.acquire(0), text),
                Refusal.illegalState("tryAcquire", () -> closed.tryAcquire(0), text),
                Refusal.illegalState("tryAcquire timed", () -> closed.tryAcquire(0, Duration.ofSeconds(1)), text),
                Refusal.illegalState("release", () -> closed.release(0), text),
                Refusal.illegalState("awaitZero", () -> closed.awaitZero(0), text),
                Refusal.illegalState("operate", () -> closed.operate(SemaphoreOperations.of(0, -1)), text),
                Refusal.illegalState("value", () -> closed.value(0), text),
                Refusal.illegalState("values", closed::values, text),
                Refusal.illegalState("setValue", () -> closed.setValue(0, 1), text),
                Refusal.illegalState("setValues", () -> closed.setValues(1, 2), text),
                Refusal.illegalState("lastPid", () -> closed.lastPid(0), text),
                Refusal.illegalState("waiting", () -> closed.waiting(0), text));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            String refusal = "error " + AccessDeniedException.class.getSimpleName() + " semget(\"sysv-sem:" + key
                    + "\"): EACCES (13): Permission denied";
            assertThat(stranger.askRaw("sysv-sem " + key)).isEqualTo(refusal);
            set.setPermissions(Permissions.of("rw-r--r--"));
            assertThat(stranger.askRaw("sysv-sem " + key))
                    .as("read permission is not enough")
                    .isEqualTo(refusal);
            set.setPermissions(Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(stranger.ask("sysv-sem " + key)).isEqualTo("3");
            assertThat(stranger.askRaw("sysv-sem-remove " + key))
                    .startsWith("error AccessDeniedException semctl(\"sysv-sem:" + key + "\"): EPERM");
            set.setPermissions(Permissions.OWNER);
        }
    }
}
