package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.locks.PthreadMutex;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.time.Duration;

/** The {@link NamedMutex} of Linux: a robust mutex in {@link MutexMemory}. */
final class PosixNamedMutex implements NamedMutex {
    private final String name;
    private final boolean created;
    private final MutexMemory memory;
    private final PthreadMutex mutex;

    private PosixNamedMutex(String name, MutexMemory memory, boolean created) {
        this.name = name;
        this.created = created;
        this.memory = memory;
        this.mutex = memory.mutex("mutex:" + name);
    }

    static PosixNamedMutex create(String name, Permissions permissions) throws IOException {
        return new PosixNamedMutex(name, MutexMemory.create(name, permissions), true);
    }

    static PosixNamedMutex open(String name) throws IpcException {
        return new PosixNamedMutex(name, MutexMemory.open(name), false);
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
    public boolean created() {
        return created;
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

    @Override
    public void unlink() throws IpcException {
        unlink(name);
    }

    @Override
    public String toString() {
        return MutexMemory.addressOf(name);
    }
}
