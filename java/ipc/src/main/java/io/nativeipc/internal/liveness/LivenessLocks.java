package io.nativeipc.internal.liveness;

import io.nativeipc.IpcException;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;

/**
 * The kernel locks by which one participant proves that it is alive. Each lock belongs to a slot of the registry, or is
 * {@link LockLayout#LOCK_ATTACHED} or {@link LockLayout#LOCK_CREATOR}. The locks of two such objects exclude each
 * other, within one process and between two. The kernel takes the locks away when the process is dead, and at no other
 * time.
 */
public interface LivenessLocks extends AutoCloseable {

    /** Acquires an exclusive lock, unless another object holds a lock there. */
    boolean tryLock(int slot) throws IpcException;

    /** Acquires a shared lock, which excludes those of {@link #tryLock} and {@link #tryLockAll}. */
    boolean tryLockShared(int slot) throws IpcException;

    /** Acquires all locks at once, unless another object holds one of them. */
    boolean tryLockAll() throws IpcException;

    /** Releases a lock. */
    void unlock(int slot) throws IpcException;

    /** Returns whether another object holds a lock there. Acquires none. */
    ByteLocks.Holder holder(int slot);

    /**
     * Returns whether no other object holds a lock there. False if that is unknown, because unknown counts as alive.
     */
    default boolean isFree(int slot) {
        return holder(slot) == ByteLocks.Holder.FREE;
    }

    /**
     * Acquires the creator's lock, waiting for up to one second.
     *
     * @param address the address of the contents, in exceptions
     */
    default void lockCreator(String address) throws IOException {
        if (!Backoff.until(address, () -> tryLock(LockLayout.LOCK_CREATOR))) {
            throw new IpcException(address, "busy", "another process is creating or removing it; nothing was changed");
        }
    }

    /** Releases all locks. */
    @Override
    void close();
}
