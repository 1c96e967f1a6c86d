package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;

/**
 * Locks on single bytes of a file by an open file description of its own (F_OFD_SETLK), far behind the file's end. Two of
 * these exclude each other, in one process as between two. The kernel takes the locks away when the process is dead, and at
 * no other time: not when other code of the process closes the same file, as with FileChannel.lock; a stopped process keeps
 * them.
 *
 * <p>Its methods exclude each other, so none meets a number that close has given back.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2const)</a>
 */
public final class ByteLocks implements AutoCloseable {
    /** Who holds a lock, as the kernel tells it. */
    public enum Holder {
        NOBODY,
        SOMEBODY,
        /** The kernel would not say. */
        UNKNOWN
    }

    private final int fd;
    private final String object;
    private boolean closed;

    private ByteLocks(int fd, String object) {
        this.fd = fd;
        this.object = object;
    }

    /** Opens the file behind a path once more; {@code /proc/self/fd/N} too, whose name may be erased. */
    public static ByteLocks open(String path, String object) throws IpcException {
        int flags = Constants.O_RDWR | Constants.O_CLOEXEC;
        return new ByteLocks(PosixFailure.check(Native.shim().ipc_open(path, flags, 0), "open", object), object);
    }

    /** Takes a lock that excludes all others, unless another description has one there. */
    public boolean tryLock(long start, long length) throws IpcException {
        return set(Constants.F_WRLCK, start, length);
    }

    /** Takes a lock that excludes those of {@link #tryLock}. */
    public boolean tryLockShared(long start, long length) throws IpcException {
        return set(Constants.F_RDLCK, start, length);
    }

    /** Gives a lock up. */
    public void unlock(long start, long length) throws IpcException {
        set(Constants.F_UNLCK, start, length);
    }

    private synchronized boolean set(int type, long start, long length) throws IpcException {
        int result = Native.shim().ipc_fcntl_lock(number(), Constants.F_OFD_SETLK, type, start, length);
        if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
            return false;
        }
        PosixFailure.check(result, "fcntl", object);
        return true;
    }

    /** Whether nobody else holds a lock there: false if that cannot be told, for what is unknown is alive. */
    public boolean isFree(long start) {
        return holder(start, 1) == Holder.NOBODY;
    }

    /** Whether anybody else holds a lock in this range; takes none. */
    public synchronized Holder holder(long start, long length) {
        int found = Native.shim().ipc_fcntl_lock(number(), Constants.F_OFD_GETLK, Constants.F_WRLCK, start, length);
        return found < 0 ? Holder.UNKNOWN : found == Constants.F_UNLCK ? Holder.NOBODY : Holder.SOMEBODY;
    }

    private int number() {
        if (closed) {
            throw new IllegalStateException(object + " is closed");
        }
        return fd;
    }

    /** Closes the description, and gives up its locks by that. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Native.posix().close(fd);
        }
    }
}
