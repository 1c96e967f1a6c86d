package io.nativeipc.contract;

import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.os.Sysctl;
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

/** Every call of an object that was removed, and of an id that no object has, is a NotFoundException. */
public abstract class SysVRemovedContract {
    private static final Duration SOON = Duration.ofMillis(100);

    private static Refusal gone(String what, String call, String object, ThrowingCallable action) {
        String cause = object.startsWith("id=") ? "no object has this id, or it was removed" : "it was removed";
        return new Refusal(what, action, NotFoundException.class, call, "EINVAL", call + "(" + object + ")", cause);
    }

    @TestFactory
    Stream<DynamicTest> segment() throws IOException {
        SysVSharedMemory segment = SysVSharedMemory.create(Unique.key(), 64);
        String key = segment.toString().substring("sysv-shm:".length());
        int id = segment.id();
        segment.close();
        segment.remove();
        return Refusal.tests(
                gone("stat", "shmctl", key, segment::stat),
                gone("setPermissions", "shmctl", key, () -> segment.setPermissions(Permissions.OWNER)),
                gone("remove", "shmctl", key, segment::remove),
                gone("attach", "shmctl", "id=" + id, () -> SysVSharedMemory.attach(id)),
                gone("attachReadOnly", "shmctl", "id=" + id, () -> SysVSharedMemory.attachReadOnly(id)),
                gone("remove by id", "shmctl", "id=" + id, () -> SysVSharedMemory.remove(id)),
                gone("remove by an id that never was", "shmctl", "id=-1", () -> SysVSharedMemory.remove(-1)));
    }

    @TestFactory
    Stream<DynamicTest> semaphoreSet() throws IOException {
        SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), 1, 1);
        String key = set.toString().substring("sysv-sem:".length());
        int id = set.id();
        set.remove();
        SemaphoreOperations both = SemaphoreOperations.of(0, -1).and(1, -1);
        return Refusal.tests(
                gone("tryAcquire", "semop", key, () -> set.tryAcquire(0)),
                gone("tryAcquire timed", "semop", key, () -> set.tryAcquire(0, SOON)),
                gone("acquire", "semop", key, () -> set.acquire(0)),
                gone("release", "semop", key, () -> set.release(0)),
                gone("awaitZero", "semop", key, () -> set.awaitZero(0)),
                gone("operate", "semop", key, () -> set.operate(both)),
                gone("tryOperate", "semop", key, () -> set.tryOperate(both)),
                gone("tryOperate timed", "semop", key, () -> set.tryOperate(both, SOON)),
                gone("value", "semctl", key, () -> set.value(0)),
                gone("values", "semctl", key, set::values),
                gone("setValue", "semctl", key, () -> set.setValue(0, 1)),
                gone("setValues", "semctl", key, () -> set.setValues(1, 1)),
                gone("lastPid", "semctl", key, () -> set.lastPid(0)),
                gone("waiting", "semctl", key, () -> set.waiting(0)),
                gone("waitingForZero", "semctl", key, () -> set.waitingForZero(0)),
                gone("stat", "semctl", key, set::stat),
                gone("setPermissions", "semctl", key, () -> set.setPermissions(Permissions.OWNER)),
                gone("remove", "semctl", key, set::remove),
                gone("attach", "semctl", "id=" + id, () -> SysVSemaphoreSet.attach(id)),
                gone("attach of an id that never was", "semctl", "id=-1", () -> SysVSemaphoreSet.attach(-1)));
    }

    @TestFactory
    Stream<DynamicTest> messageQueue() throws IOException {
        SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
        String key = queue.toString().substring("sysv-mq:".length());
        int id = queue.id();
        queue.remove();
        ByteBuffer empty = ByteBuffer.allocate(0);
        ByteBuffer room = ByteBuffer.allocate(64);
        ByteBuffer longest = ByteBuffer.allocate((int) Sysctl.number("kernel.msgmax", 8192));
        return Refusal.tests(
                gone("trySend", "msgsnd", key, () -> queue.trySend(empty)),
                gone("trySend timed", "msgsnd", key, () -> queue.trySend(empty, SOON)),
                gone("send", "msgsnd", key, () -> queue.send(empty)),
                gone("send of the longest message", "msgsnd", key, () -> queue.send(longest)),
                gone("tryReceive", "msgrcv", key, () -> queue.tryReceive(room, 0)),
                gone("tryReceive timed", "msgrcv", key, () -> queue.tryReceive(room, 0, SOON)),
                gone("receive", "msgrcv", key, () -> queue.receive(room, 0)),
                gone("receive by a handler", "msgrcv", key, () -> queue.receive(message -> {})),
                gone("tryReceiveExcept", "msgrcv", key, () -> queue.tryReceiveExcept(room, 1)),
                gone("tryReceiveExcept timed", "msgrcv", key, () -> queue.tryReceiveExcept(room, 1, SOON)),
                gone("stat", "msgctl", key, queue::stat),
                gone("setMaxBytes", "msgctl", key, () -> queue.setMaxBytes(64)),
                gone("setPermissions", "msgctl", key, () -> queue.setPermissions(Permissions.OWNER)),
                gone("remove", "msgctl", key, queue::remove),
                gone("attach", "msgctl", "id=" + id, () -> SysVMessageQueue.attach(id)),
                gone("attach of an id that never was", "msgctl", "id=-1", () -> SysVMessageQueue.attach(-1)));
    }
}
