package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import io.nativeipc.contract.WaitingCall.Step;
import io.nativeipc.contract.WaitingCall.Timed;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedReadWriteLock.Lock;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** The calls that wait for a mutex which another thread owns. */
final class MutexWaits {
    private MutexWaits() {}

    static WaitingCall named() throws Exception {
        String name = Unique.name();
        NamedMutex mutex = NamedMutex.create(name);
        NamedMutex same = NamedMutex.open(name);
        OtherThread owner = new OtherThread();
        owner.run(same::acquire);
        return new WaitingCall(
                timeout -> mutex.tryAcquire(timeout) && released(mutex::release),
                () -> {
                    mutex.acquire();
                    mutex.release();
                },
                () -> releaseIfHeld(owner, same::release),
                mutex,
                () -> {
                    releaseIfHeld(owner, same::release);
                    owner.close();
                    same.close();
                    mutex.unlink();
                });
    }

    static WaitingCall shared() throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), SharedMutex.byteSize());
        SharedMutex same = SharedMutex.create(memory, 0);
        SharedMutex mutex = SharedMutex.at(memory, 0);
        OtherThread owner = new OtherThread();
        owner.run(same::acquire);
        return new WaitingCall(
                timeout -> mutex.tryAcquire(timeout) && released(mutex::release),
                () -> {
                    mutex.acquire();
                    mutex.release();
                },
                () -> releaseIfHeld(owner, same::release),
                mutex,
                () -> {
                    releaseIfHeld(owner, same::release);
                    owner.close();
                    same.close();
                    memory.close();
                    memory.unlink();
                });
    }

    /** A wait until an int is not 0. Each call that ends takes back 1, as an acquire does. */
    static WaitingCall condition() throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), 4096);
        SharedMutex mutex = SharedMutex.create(memory, 0);
        SharedMutex same = SharedMutex.at(memory, 0);
        SharedCondition condition = SharedCondition.create(memory, 64, mutex);
        ByteBuffer number = memory.buffer(128, 4);
        Timed taking = timeout -> {
            mutex.acquire();
            try {
                boolean isThere = condition.await(() -> number.getInt(0) > 0, timeout);
                number.putInt(0, number.getInt(0) - (isThere ? 1 : 0));
                return isThere;
            } finally {
                mutex.release();
            }
        };
        return new WaitingCall(
                taking,
                () -> {
                    mutex.acquire();
                    try {
                        condition.await(() -> number.getInt(0) > 0);
                        number.putInt(0, number.getInt(0) - 1);
                    } finally {
                        mutex.release();
                    }
                },
                () -> {
                    same.acquire();
                    number.putInt(0, number.getInt(0) + 1);
                    same.release();
                },
                condition,
                () -> {
                    same.close();
                    mutex.close();
                    memory.close();
                    memory.unlink();
                });
    }

    static WaitingCall readLock() throws Exception {
        return side(SharedReadWriteLock::readLock, SharedReadWriteLock::writeLock);
    }

    static WaitingCall writeLock() throws Exception {
        return side(SharedReadWriteLock::writeLock, SharedReadWriteLock::readLock);
    }

    private static WaitingCall side(
            Function<SharedReadWriteLock, Lock> waiting, Function<SharedReadWriteLock, Lock> held) throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), SharedReadWriteLock.byteSize());
        SharedReadWriteLock same = SharedReadWriteLock.create(memory, 0);
        SharedReadWriteLock lock = SharedReadWriteLock.at(memory, 0);
        Lock side = waiting.apply(lock);
        OtherThread owner = new OtherThread();
        owner.run(held.apply(same)::acquire);
        return new WaitingCall(
                timeout -> side.tryAcquire(timeout) && released(side::release),
                () -> {
                    side.acquire();
                    side.release();
                },
                () -> releaseIfHeld(owner, held.apply(same)::release),
                lock,
                () -> {
                    releaseIfHeld(owner, held.apply(same)::release);
                    owner.close();
                    same.close();
                    memory.close();
                    memory.unlink();
                });
    }

    /**
     * Releases the mutex in the thread that acquired it. A thread that ended while it held the mutex would count as an
     * owner that died.
     */
    private static boolean released(Step release) throws Exception {
        release.run();
        return true;
    }

    private static void releaseIfHeld(OtherThread owner, Step release) throws Exception {
        try {
            owner.run(release::run);
        } catch (IllegalMonitorStateException released) {
            // it was released earlier
        }
    }
}
