package io.nativeipc;

import io.nativeipc.creations.CreatedKind;
import io.nativeipc.creations.Creations;
import io.nativeipc.mechanism.RobustMutex;
import io.nativeipc.mechanism.ThreadLock;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;

/**
 * What {@link NamedMutex} is on Linux: a robust mutex in {@link MutexMemory}. The memory is given back when this object is
 * collected, so that no thread can be inside a call; one that a thread still holds then stays mapped, for the C library has
 * linked it to the thread.
 */
final class PosixNamedMutex implements ThreadLock {
    private static final Cleaner CLEANER = Cleaner.create();

    private final RobustMutex mutex;

    private PosixNamedMutex(String name, MutexMemory memory) {
        RobustMutex robust = new RobustMutex(memory, MutexMemory.MUTEX, "mutex:" + name);
        this.mutex = robust;
        CLEANER.register(this, () -> {
            if (!robust.isHeldHere()) {
                memory.release();
            }
        });
    }

    static PosixNamedMutex create(String name, Permissions permissions) throws IOException {
        PosixNamedMutex mutex = new PosixNamedMutex(name, MutexMemory.create(name, permissions));
        Creations.add(CreatedKind.MUTEX, name, 0);
        return mutex;
    }

    static PosixNamedMutex open(String name) throws IpcException {
        return new PosixNamedMutex(name, MutexMemory.open(name));
    }

    static void unlink(String name) throws IpcException {
        String posixName = MutexMemory.posixName(name);
        Errno.check(Native.posix().shm_unlink(posixName), "shm_unlink", posixName);
    }

    @Override
    public void acquire() throws IpcException, InterruptedException {
        try {
            mutex.acquire();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean tryAcquire() throws IpcException {
        try {
            return mutex.tryAcquire();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        try {
            return mutex.tryAcquire(timeout);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void release() throws IpcException {
        try {
            mutex.release();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        mutex.close();
    }
}
