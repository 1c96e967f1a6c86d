package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests that the ids of users and groups are unsigned: the second highest id is 4294967294, not -2. */
public abstract class UserIdsContract {
    private final String name = Unique.name();

    @AfterEach
    void remove() {
        Native.posix().shm_unlink("/" + name);
        Native.posix().sem_unlink("/" + name);
    }

    @Test
    void theOwnerOfEveryKind() throws IOException {
        try (Peer user = Peer.startAs(HighUserProgram.ID, HighUserProgram.class)) {
            assertThat(user.ask("check")).isEqualTo("[]");
        }
    }

    @TestFactory
    Stream<DynamicTest> anotherOwner() throws IOException {
        Peers.OTHER_USER.require();
        PosixSharedMemory.create("/" + name, 64).close();
        PosixSemaphore.create("/" + name, 1).close();
        assertThat(Native.posix().chown("/dev/shm/" + name, -2, -2)).isZero();
        assertThat(Native.posix().chown("/dev/shm/sem." + name, -2, -2)).isZero();
        String theirs = "it belongs to uid 4294967294, not 0";
        return Stream.of(
                        wrongOwner("shared memory", () -> SharedMemory.open(name), theirs),
                        wrongOwner("semaphore", () -> NamedSemaphore.open(name), theirs),
                        wrongOwner(
                                "memory",
                                () -> PosixSharedMemory.open("/" + name).requireOwner(0),
                                theirs),
                        wrongOwner(
                                "POSIX semaphore",
                                () -> PosixSemaphore.open("/" + name).requireOwner(0),
                                theirs),
                        wrongOwner(
                                "a signed id is none",
                                () -> PosixSharedMemory.open("/" + name).requireOwner(-2),
                                "it belongs to uid 4294967294, not -2"))
                .flatMap(Refusal::tests);
    }

    private static Refusal wrongOwner(
            String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String text) {
        return new Refusal(what, action, AccessDeniedException.class, "", "wrong owner", text);
    }
}
