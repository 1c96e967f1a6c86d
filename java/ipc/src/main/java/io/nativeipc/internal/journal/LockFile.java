package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;

/**
 * A file in the folder of ours that a process holds a write lock on, by an open file description of its own (F_OFD_SETLK). The
 * kernel takes the lock away when the process is dead and at no other time: not when other code of the process closes the
 * same file, as with FileChannel.lock.
 *
 * @param name its name in the folder
 * @param fd its descriptor
 */
record LockFile(String name, int fd) {

    /** Takes the lock, unless another holds it, or the file was erased meanwhile and would lock nobody out. */
    boolean lock() {
        return Native.shim().ipc_fcntl_lock(fd, Constants.F_OFD_SETLK, Constants.F_WRLCK, 0, 0) == 0 && isLinked();
    }

    private boolean isLinked() {
        try {
            return new OpenFile(fd, name).stat().links() > 0;
        } catch (IpcException impossible) {
            return false;
        }
    }

    /** Erases the file, then gives up the lock; who holds the lock is the only one to erase it. */
    void delete() {
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            if (folder != null && isLinked()) {
                folder.unlink(name);
            }
        } catch (IpcException refused) {
            // the folder is no longer this user's alone: nothing in it is touched
        }
        release();
    }

    /** Gives up the lock and leaves the file. */
    void release() {
        Native.posix().close(fd);
    }
}
