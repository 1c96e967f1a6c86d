package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;

/**
 * Locks on single bytes of a file, far beyond its end, through its own open file description (F_OFD_SETLK). Two
 * instances exclude each other, in one process as well as between two. The kernel releases the locks when the process
 * dies and at no other time. In particular, it does not release them when other code of the process closes the same
 * file, as happens with FileChannel.lock. A stopped process keeps them.
 *
 * <p>The methods exclude each other, so none uses a descriptor number that close has already released.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2const)</a>
 */
public final class ByteLocks implements AutoCloseable {
    /** The holder of a lock, as the kernel reports it. */
    public enum Holder {
        FREE,
        HELD,
        /** The kernel did not report a holder or its absence. */
        UNKNOWN
    }

    private final int fd;
    private final String object;
    private boolean closed;

    private ByteLocks(int fd, String object) {
        this.fd = fd;
        this.object = object;
    }

    /** The locks of an open descriptor, which {@link #close} closes. */
    public static ByteLocks of(int fd, String object) {
        return new ByteLocks(fd, object);
    }

    /** Opens the file of a path once more, including {@code /proc/self/fd/N}, whose name may have been removed. */
    public static ByteLocks open(String path, String object) throws IpcException {
        int flags = Constants.O_RDWR | Constants.O_NONBLOCK | Constants.O_CLOEXEC; // a lease may not hold it up
        return new ByteLocks(PosixFailure.check(Native.shim().ipc_open(path, flags, 0), "open", object), object);
    }

    /** Acquires a lock that excludes all others, unless another description has a lock there. */
    public boolean tryLock(long start, long length) throws IpcException {
        return set(Constants.F_WRLCK, start, length);
    }

    /** Acquires a lock that excludes those of {@link #tryLock}. */
    public boolean tryLockShared(long start, long length) throws IpcException {
        return set(Constants.F_RDLCK, start, length);
    }

    /** Releases a lock. */
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

    /**
     * Reports whether no other holder has a lock there. False if that is unknown, because an unknown holder counts as
     * alive.
     */
    public boolean isFree(long start) {
        return holder(start, 1) == Holder.FREE;
    }

    /** Reports whether another holder has a lock in this range, without acquiring one. */
    public synchronized Holder holder(long start, long length) {
        int found = Native.shim().ipc_fcntl_lock(number(), Constants.F_OFD_GETLK, Constants.F_WRLCK, start, length);
        return found < 0 ? Holder.UNKNOWN : found == Constants.F_UNLCK ? Holder.FREE : Holder.HELD;
    }

    private int number() {
        if (closed) {
            throw new IllegalStateException(object + " is closed");
        }
        return fd;
    }

    /** Closes the description, which releases its locks. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Native.posix().close(fd);
        }
    }
}
