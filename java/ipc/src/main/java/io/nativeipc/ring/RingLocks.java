package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.internal.locks.ByteLocks;

/**
 * The kernel's locks by which one participant proves that it lives: each stands for a slot of the registry, or for one of
 * {@link RingLayout#LOCK_ATTACHED} and {@link RingLayout#LOCK_CREATOR}. Two of these objects exclude each other, in one process as
 * between two. The kernel takes the locks away when the process is dead, and at no other time.
 */
interface RingLocks extends AutoCloseable {

    /** Takes a lock that excludes all others, unless another has one there. */
    boolean tryLock(int slot) throws IpcException;

    /** Takes a lock that excludes those of {@link #tryLock} and {@link #tryLockAll}. */
    boolean tryLockShared(int slot) throws IpcException;

    /** Takes all locks at once, unless anybody has one. */
    boolean tryLockAll() throws IpcException;

    /** Gives a lock up. */
    void unlock(int slot) throws IpcException;

    /** Whether somebody else holds a lock there; takes none. */
    ByteLocks.Holder holder(int slot);

    /** Whether nobody else holds a lock there: false if that cannot be told, for what is unknown is alive. */
    default boolean isFree(int slot) {
        return holder(slot) == ByteLocks.Holder.NOBODY;
    }

    /** Gives up all locks. */
    @Override
    void close();
}
