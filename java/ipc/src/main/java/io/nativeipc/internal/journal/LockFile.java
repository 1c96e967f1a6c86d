package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;

/**
 * A file in the runtime folder on which a process holds a write lock, through its own open file description
 * (F_OFD_SETLK). The kernel releases the lock when the process dies and at no other time. In particular, it does not
 * release the lock when other code of the process closes the same file, as happens with FileChannel.lock.
 *
 * @param folder the folder in which it was opened
 * @param name its name in the folder
 * @param fd its descriptor
 */
record LockFile(RuntimeFolder folder, String name, int fd) {

    /**
     * Acquires the lock. Returns false if another process holds it, or if the file was removed meanwhile and would
     * exclude no process.
     *
     * @throws IpcException if the file system has no locks, or the kernel has no room for one; the file stays open
     */
    boolean lock() throws IpcException {
        int result = Native.shim().ipc_fcntl_lock(fd, Constants.F_OFD_SETLK, Constants.F_WRLCK, 0, 0);
        if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
            return false;
        }
        PosixFailure.check(result, "fcntl", folder.resolve(name).toString());
        return isLinked();
    }

    private boolean isLinked() {
        try {
            return new OpenFile(fd, name).stat().links() > 0;
        } catch (IpcException impossible) {
            return false;
        }
    }

    /**
     * Removes the file, then releases the lock. Only the holder of the lock removes the file, and the folder is still
     * open.
     */
    void delete() {
        try {
            if (isLinked()) {
                folder.unlink(name);
            }
        } catch (IpcException refused) {
            // the file stays
        }
        release();
    }

    /** Releases the lock and keeps the file. */
    void release() {
        Native.posix().close(fd);
    }
}
