package io.nativeipc.contract;

import io.nativeipc.NamedSemaphore;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVSemaphoreSet;

/** Creates waiting calls of semaphores. */
final class SemaphoreWaits {
    private SemaphoreWaits() {}

    static WaitingCall posix() throws Exception {
        PosixSemaphore semaphore = PosixSemaphore.create(Unique.posixName(), 0);
        return new WaitingCall(
                semaphore::tryAcquire, semaphore::acquire, semaphore::release, semaphore, semaphore::unlink);
    }

    static WaitingCall named() throws Exception {
        String name = Unique.name();
        NamedSemaphore semaphore = NamedSemaphore.create(name, 0);
        NamedSemaphore same = NamedSemaphore.open(name);
        return new WaitingCall(semaphore::tryAcquire, semaphore::acquire, same::release, semaphore, () -> {
            same.close();
            same.unlink();
        });
    }

    static WaitingCall shared() throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), SharedSemaphore.byteSize());
        SharedSemaphore same = SharedSemaphore.create(memory, 0, 0);
        SharedSemaphore semaphore = SharedSemaphore.at(memory, 0);
        return new WaitingCall(semaphore::tryAcquire, semaphore::acquire, same::release, semaphore, () -> {
            same.close();
            memory.close();
            memory.unlink();
        });
    }

    static WaitingCall acquire() throws Exception {
        SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), new int[] {0});
        return new WaitingCall(
                timeout -> set.tryAcquire(0, timeout), () -> set.acquire(0), () -> set.release(0), set, set::remove);
    }

    static WaitingCall awaitZero() throws Exception {
        SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), new int[] {1});
        return new WaitingCall(
                timeout -> set.tryAwaitZero(0, timeout),
                () -> set.awaitZero(0),
                () -> set.setValue(0, 0),
                set,
                set::remove);
    }

    static WaitingCall operate() throws Exception {
        SemaphoreOperations both = SemaphoreOperations.of(0, -1).and(1, -2);
        SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), new int[] {1, 0});
        return new WaitingCall(
                timeout -> set.tryOperate(both, timeout),
                () -> set.operate(both),
                () -> set.tryOperate(SemaphoreOperations.of(0, 1).and(1, 2)),
                set,
                set::remove);
    }
}
