package io.nativeipc;

import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.locks.RobustMutex;
import io.nativeipc.internal.locks.ThreadLock;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.time.Duration;

/** What {@link NamedMutex} is on Linux: a robust mutex in {@link MutexMemory}. */
final class PosixNamedMutex implements ThreadLock {
    private final MutexMemory memory;
    private final RobustMutex mutex;

    private PosixNamedMutex(String name, MutexMemory memory) {
        this.memory = memory;
        this.mutex = memory.mutex("mutex:" + name);
    }

    static PosixNamedMutex create(String name, Permissions permissions) throws IOException {
        PosixNamedMutex mutex = new PosixNamedMutex(name, MutexMemory.create(name, permissions));
        return mutex;
    }

    static PosixNamedMutex open(String name) throws IpcException {
        return new PosixNamedMutex(name, MutexMemory.open(name));
    }

    static void unlink(String name) throws IpcException {
        String posixName = MutexMemory.posixName(name);
        PosixFailure.check(
                Names.unlink(
                        "/dev/shm" + posixName,
                        MutexMemory.addressOf(name),
                        Constants.S_IFREG,
                        () -> Native.posix().shm_unlink(posixName)),
                "shm_unlink",
                MutexMemory.addressOf(name));
    }

    @Override
    public void acquire() throws IpcException, InterruptedException {
        mutex.acquire();
    }

    @Override
    public boolean tryAcquire() throws IpcException {
        return mutex.tryAcquire();
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return mutex.tryAcquire(timeout);
    }

    @Override
    public void release() throws IpcException {
        mutex.release();
    }

    @Override
    public void close() {
        if (mutex.close()) {
            memory.release();
        }
    }
}
