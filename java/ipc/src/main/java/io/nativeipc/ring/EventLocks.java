package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.internal.windows.SecurityDescriptor;

/**
 * Locks of Windows: who holds one has made the event of its name (CreateEventW), which nobody else could then make. The kernel
 * closes the handles of a dead process, and with its last handle an event is gone; unlike a process id, which Windows gives
 * to another process soon, its name cannot stand for somebody else.
 *
 * <p>Who looks whether a lock is free opens the event, and keeps it alive by that for a moment: a lock may seem held that no
 * longer is, never the other way round.
 */
final class EventLocks implements RingLocks {
    private final Win32 win32 = Native.win32();
    private final String prefix;
    private final long[] handles = new long[RingLayout.LOCK_COUNT];

    /** Events whose names begin so. */
    EventLocks(String prefix) {
        this.prefix = prefix;
    }

    private String name(int slot) {
        return prefix + "-" + slot;
    }

    @Override
    public synchronized boolean tryLock(int slot) throws IpcException {
        if (handles[slot] != 0) {
            return true;
        }
        int[] lastError = new int[1];
        String sddl = AccessList.of(Permissions.OWNER).sddl(AccessList.Kind.SYNCHRONIZATION);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(sddl)) {
            long handle = win32.CreateEventW(descriptor.attributes(), 1, 0, name(slot), lastError);
            if (handle < 0) {
                throw KernelNames.exception((int) -handle, "CreateEventW", name(slot));
            } else if (lastError[0] == Win32Error.ERROR_ALREADY_EXISTS) {
                win32.CloseHandle(handle);
                return false;
            }
            handles[slot] = handle;
            return true;
        }
    }

    /** Nothing to exclude: memory of Windows has no name that would have to be cleaned away. */
    @Override
    public boolean tryLockShared(int slot) {
        return true;
    }

    @Override
    public boolean tryLockAll() {
        return false;
    }

    @Override
    public synchronized void unlock(int slot) {
        if (handles[slot] != 0) {
            win32.CloseHandle(handles[slot]);
            handles[slot] = 0;
        }
    }

    @Override
    public synchronized ByteLocks.Holder holder(int slot) {
        long found = win32.OpenEventW(Win32Constants.SYNCHRONIZE, 0, name(slot));
        if (found > 0) {
            win32.CloseHandle(found);
            return ByteLocks.Holder.SOMEBODY;
        }
        return found == -Win32Error.ERROR_FILE_NOT_FOUND ? ByteLocks.Holder.NOBODY : ByteLocks.Holder.UNKNOWN;
    }

    @Override
    public synchronized void close() {
        for (int slot = 0; slot < handles.length; slot++) {
            unlock(slot);
        }
    }
}
