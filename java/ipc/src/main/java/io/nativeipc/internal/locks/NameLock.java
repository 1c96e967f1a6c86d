package io.nativeipc.internal.locks;

import io.nativeipc.FileStat;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.spi.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock (flock(2)) under which this library examines and removes a name. It is on the object itself. If the object
 * cannot be opened without affecting its peers, as with a FIFO or a socket, the lock is on the object's folder. It
 * therefore excludes the processes of every user and mount namespace that see the object. The kernel releases it when
 * the process dies.
 *
 * <p>A name can refer to another object only after it was removed, and all removals of this library hold this lock.
 * Other programs do not take the lock: in the microseconds between the last check and the removal, such a program could
 * remove the object and create another of the same name.
 */
public final class NameLock implements AutoCloseable {
    /** How long to wait for another holder. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final int fd;

    private NameLock(int fd) {
        this.fd = fd;
    }

    /** Locks an object; null if the lock is not available. */
    public static @Nullable NameLock of(PinnedFile file, FileStat stat, String path) {
        if ((stat.mode() & Constants.S_IFMT) != Constants.S_IFREG) {
            return ofFolder(path, Constants.LOCK_EX);
        }
        int fd = file.reopen(Constants.O_RDONLY);
        return fd < 0 ? null : flock(fd, Constants.LOCK_EX);
    }

    /** Locks an open object. {@link #close} releases the lock and closes the descriptor. */
    public static @Nullable NameLock of(int fd) {
        return flock(fd, Constants.LOCK_EX);
    }

    /**
     * Locks a socket's folder while the socket has its name and does not listen yet; null if the lock is not available.
     */
    public static @Nullable NameLock creating(Path socket) {
        return ofFolder(socket.toString(), Constants.LOCK_SH);
    }

    private static @Nullable NameLock ofFolder(String path, int operation) {
        int flags = Constants.O_RDONLY | Constants.O_DIRECTORY | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(PinnedFile.folderOf(path), flags, 0);
        return fd < 0 ? null : flock(fd, operation);
    }

    private static @Nullable NameLock flock(int fd, int operation) {
        long deadline = Deadline.after(PATIENCE);
        while (Native.posix().flock(fd, operation | Constants.LOCK_NB) < 0) {
            if (Deadline.remaining(deadline) <= 0) {
                Native.posix().close(fd);
                return null;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return new NameLock(fd);
    }

    @Override
    public void close() {
        Native.posix().close(fd);
    }
}
