package io.nativeipc.contract;

import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.TypedMessageHandler;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests that every call on a removed object, or on an id that no object has, throws NotFoundException. */
public abstract class SysVRemovedContract {
    private static final Duration SOON = Duration.ofMillis(100);

    private static Refusal gone(String what, String call, String object, ThrowingCallable action) {
        String cause = object.contains("id=") ? "no object has this id, or it was removed" : "it was removed";
        return new Refusal(what, action, NotFoundException.class, call, "EINVAL", call + "(\"" + object + "\")", cause);
    }

    @TestFactory
    Stream<DynamicTest> segment() throws IOException {
        SysVSharedMemory segment = SysVSharedMemory.create(Unique.key(), 64);
        String object = segment.toString();
        int id = segment.id();
        segment.close();
        segment.remove();
        return Refusal.tests(
                gone("stat", "shmctl", object, segment::stat),
                gone("setPermissions", "shmctl", object, () -> segment.setPermissions(Permissions.OWNER)),
                gone("remove", "shmctl", object, segment::remove),
                gone("attach", "shmctl", "sysv-shm:id=" + id, () -> SysVSharedMemory.attach(id)),
                gone(
                        "attach for reading",
                        "shmctl",
                        "sysv-shm:id=" + id,
                        () -> SysVSharedMemory.attach(id, MemoryOpenOption.READ_ONLY)),
                gone("remove by id", "shmctl", "sysv-shm:id=" + id, () -> SysVSharedMemory.remove(id)),
                gone("remove by an id that never was", "shmctl", "sysv-shm:id=-1", () -> SysVSharedMemory.remove(-1)));
    }

    @TestFactory
    Stream<DynamicTest> semaphoreSet() throws IOException {
        SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), new int[] {1, 1});
        String object = set.toString();
        int id = set.id();
        set.remove();
        SemaphoreOperations both = SemaphoreOperations.of(0, -1).and(1, -1);
        return Refusal.tests(
                gone("tryAcquire", "semop", object, () -> set.tryAcquire(0)),
                gone("tryAcquire timed", "semop", object, () -> set.tryAcquire(0, SOON)),
                gone("acquire", "semop", object, () -> set.acquire(0)),
                gone("release", "semop", object, () -> set.release(0)),
                gone("awaitZero", "semop", object, () -> set.awaitZero(0)),
                gone("operate", "semop", object, () -> set.operate(both)),
                gone("tryOperate", "semop", object, () -> set.tryOperate(both)),
                gone("tryOperate timed", "semop", object, () -> set.tryOperate(both, SOON)),
                gone("value", "semctl", object, () -> set.value(0)),
                gone("values", "semctl", object, set::values),
                gone("setValue", "semctl", object, () -> set.setValue(0, 1)),
                gone("setValues", "semctl", object, () -> set.setValues(1, 1)),
                gone("lastPid", "semctl", object, () -> set.lastPid(0)),
                gone("waiting", "semctl", object, () -> set.waiting(0)),
                gone("waitingForZero", "semctl", object, () -> set.waitingForZero(0)),
                gone("stat", "semctl", object, set::stat),
                gone("setPermissions", "semctl", object, () -> set.setPermissions(Permissions.OWNER)),
                gone("remove", "semctl", object, set::remove),
                gone("attach", "semctl", "sysv-sem:id=" + id, () -> SysVSemaphoreSet.attach(id)),
                gone("attach of an id that never was", "semctl", "sysv-sem:id=-1", () -> SysVSemaphoreSet.attach(-1)));
    }

    @TestFactory
    Stream<DynamicTest> messageQueue() throws IOException {
        SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
        String object = queue.toString();
        int id = queue.id();
        queue.remove();
        ByteBuffer empty = ByteBuffer.allocate(0);
        TypedMessageHandler handler = (message, type) -> {};
        MessageTypes two = MessageTypes.of(2);
        ByteBuffer longest = ByteBuffer.allocate((int) Sysctl.number("kernel.msgmax", 8192));
        return Refusal.tests(
                gone("trySend", "msgsnd", object, () -> queue.trySend(empty)),
                gone("trySend timed", "msgsnd", object, () -> queue.trySend(empty, SOON)),
                gone("send", "msgsnd", object, () -> queue.send(empty)),
                gone("send of the longest message", "msgsnd", object, () -> queue.send(longest)),
                gone("tryReceive", "msgrcv", object, () -> queue.tryReceive(two, handler)),
                gone("tryReceive timed", "msgrcv", object, () -> queue.tryReceive(two, handler, SOON)),
                gone("receive", "msgrcv", object, () -> queue.receive(two, handler)),
                gone("receive by a handler", "msgrcv", object, () -> queue.receive(message -> {})),
                gone("tryReceive of any", "msgrcv", object, () -> queue.tryReceive(message -> {})),
                gone("tryReceive of any timed", "msgrcv", object, () -> queue.tryReceive(message -> {}, SOON)),
                gone("stat", "msgctl", object, queue::stat),
                gone("setMaxBytes", "msgctl", object, () -> queue.setMaxBytes(64)),
                gone("setPermissions", "msgctl", object, () -> queue.setPermissions(Permissions.OWNER)),
                gone("remove", "msgctl", object, queue::remove),
                gone("attach", "msgctl", "sysv-mq:id=" + id, () -> SysVMessageQueue.attach(id)),
                gone("attach of an id that never was", "msgctl", "sysv-mq:id=-1", () -> SysVMessageQueue.attach(-1)));
    }
}
