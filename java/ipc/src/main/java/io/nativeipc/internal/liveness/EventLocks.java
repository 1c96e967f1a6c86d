package io.nativeipc.internal.liveness;

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
 * The locks of a channel on Windows. The holder of a lock has created the event of that name (CreateEventW), so no
 * other process can create it. The kernel closes the handles of a dead process and removes an event with its last
 * handle. A process id would be unsuitable, because Windows soon assigns it to another process.
 *
 * <p>A process that queries a lock opens its event and thereby keeps it alive for a moment. A lock may therefore seem
 * to be held for a moment after its release, but a lock that is held never seems to be free.
 */
public final class EventLocks implements LivenessLocks {
    private final Win32 win32 = Native.win32();
    private final String prefix;
    private final long[] handles = new long[LockLayout.LOCK_COUNT];

    /** The locks whose events have names with this prefix. */
    public EventLocks(String prefix) {
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

    /** Always succeeds. On Windows there is nothing to exclude, because the memory has no name to clean up. */
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
            return ByteLocks.Holder.HELD;
        }
        return found == -Win32Error.ERROR_FILE_NOT_FOUND ? ByteLocks.Holder.FREE : ByteLocks.Holder.UNKNOWN;
    }

    @Override
    public synchronized void close() {
        for (int slot = 0; slot < handles.length; slot++) {
            unlock(slot);
        }
    }
}
