package io.nativeipc.internal.liveness;

import io.nativeipc.IpcException;
import io.nativeipc.internal.locks.ByteLocks;

/** Locks on bytes far beyond the end of a file (F_OFD_SETLK): the channel's own object, or a lock file. */
public final class FileLocks implements LivenessLocks {
    private final ByteLocks locks;

    private FileLocks(ByteLocks locks) {
        this.locks = locks;
    }

    /** The locks of an open descriptor, which {@link #close} closes. */
    public static FileLocks of(int fd, String address) {
        return new FileLocks(ByteLocks.of(fd, address));
    }

    /**
     * Opens the file of a descriptor again, because locks of the same open file description do not exclude each other.
     */
    public static FileLocks reopen(int fd, String address) throws IpcException {
        return new FileLocks(ByteLocks.open("/proc/self/fd/" + fd, address));
    }

    @Override
    public boolean tryLock(int slot) throws IpcException {
        return locks.tryLock(LockLayout.LOCK_BASE + slot, 1);
    }

    @Override
    public boolean tryLockShared(int slot) throws IpcException {
        return locks.tryLockShared(LockLayout.LOCK_BASE + slot, 1);
    }

    @Override
    public boolean tryLockAll() throws IpcException {
        return locks.tryLock(LockLayout.LOCK_BASE, LockLayout.LOCK_COUNT);
    }

    @Override
    public void unlock(int slot) throws IpcException {
        locks.unlock(LockLayout.LOCK_BASE + slot, 1);
    }

    @Override
    public ByteLocks.Holder holder(int slot) {
        return locks.holder(LockLayout.LOCK_BASE + slot, 1);
    }

    /** Returns whether another open file description holds any of the locks. */
    public ByteLocks.Holder anyHolder() {
        return locks.holder(LockLayout.LOCK_BASE, LockLayout.LOCK_COUNT);
    }

    @Override
    public void close() {
        locks.close();
    }
}
