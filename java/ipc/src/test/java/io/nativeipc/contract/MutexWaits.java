package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import io.nativeipc.contract.WaitingCall.Step;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.PosixSharedMemory;

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
