package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.OpenOption;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

    @Test
    void aSemaphoreOfAnyOwner() throws IOException {
        Peers.OTHER_USER.require();
        PosixSemaphore.create("/" + name, 1).close();
        assertThat(Native.posix().chown("/dev/shm/sem." + name, -2, -2)).isZero();
        try (NamedSemaphore theirs = NamedSemaphore.open(name, OpenOption.ANY_OWNER)) {
            assertThat(theirs.tryAcquire()).isTrue();
        }
    }

    /** Requires an owner of an open object, and returns the object. */
    @FunctionalInterface
    private interface Owned {
        Object requireOwner(long uid) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> everyKindRequiresAnOwner() throws IOException {
        Path path = Unique.path();
        SysVKey key = Unique.key();
        Fifo.create(path);
        PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 64);
        PosixSemaphore semaphore = PosixSemaphore.create("/" + name, 1);
        PosixMessageQueue queue = PosixMessageQueue.create("/" + name, 1, 8);
        SysVSharedMemory segment = SysVSharedMemory.create(key, 64);
        SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1});
        SysVMessageQueue messages = SysVMessageQueue.create(key);
        Fifo fifo = Fifo.openReader(path);
        return Stream.of(
                        required("memory", memory::requireOwner, memory::buffer),
                        required("semaphore", semaphore::requireOwner, semaphore::tryAcquire),
                        required("queue", queue::requireOwner, queue::attributes),
                        required("segment", segment::requireOwner, segment::buffer),
                        required("set", set::requireOwner, () -> set.tryAcquire(0)),
                        required("System V queue", messages::requireOwner, () -> messages.trySend(Buffers.text("x"))),
                        required("FIFO", fifo::requireOwner, () -> fifo.read(ByteBuffer.allocate(1))))
                .onClose(() -> remove(queue, segment, set, messages, path));
    }

    private static DynamicTest required(
            String what, Owned object, org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
        return DynamicTest.dynamicTest(what, () -> {
            assertThat(object.requireOwner(Native.userId())).isNotNull();
            assertThatThrownBy(() -> object.requireOwner(Native.userId() + 1))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("wrong owner");
            assertThatThrownBy(use).as("closed").isInstanceOfAny(IllegalStateException.class, IOException.class);
        });
    }

    private static void remove(
            PosixMessageQueue queue,
            SysVSharedMemory segment,
            SysVSemaphoreSet set,
            SysVMessageQueue messages,
            Path path) {
        try {
            queue.unlink();
            segment.remove();
            set.remove();
            messages.remove();
            Fifo.unlink(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal wrongOwner(
            String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String text) {
        return new Refusal(what, action, AccessDeniedException.class, "", "wrong owner", text);
    }
}
