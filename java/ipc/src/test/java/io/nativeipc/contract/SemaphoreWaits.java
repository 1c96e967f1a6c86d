package io.nativeipc.contract;

import io.nativeipc.NamedSemaphore;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
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

    /** A wait for a word that is 0. Each call that ends takes back 1, as an acquire does. Its object is the region. */
    static WaitingCall word() throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), 4096);
        PosixSharedMemory other = PosixSharedMemory.open(memory.name());
        SharedWord word = SharedWord.at(memory, 8);
        SharedWord same = SharedWord.at(other, 8);
        return new WaitingCall(
                timeout -> word.await(0, timeout) && word.getAndAdd(-1) > 0,
                () -> {
                    do {
                        word.await(0);
                    } while (!word.compareAndSet(1, 0));
                },
                () -> {
                    same.getAndAdd(1);
                    same.wakeAll();
                },
                memory,
                () -> {
                    memory.close();
                    other.close();
                    other.unlink();
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
