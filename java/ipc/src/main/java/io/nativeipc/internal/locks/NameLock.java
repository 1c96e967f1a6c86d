package io.nativeipc.internal.locks;

import io.nativeipc.FileStat;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.internal.wait.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock under which this library examines and removes a name (flock(2)). It is on the object itself, or, where that cannot
 * be opened without its peers' notice, as with a FIFO and a socket, on the folder that it is in: so it excludes the processes of
 * every user and mount namespace that see the object. The kernel releases it when the process dies.
 *
 * <p>A name can only come to refer to another object after it was removed, and all of this library's removals take this lock.
 * Other programs' do not: between the last look and the removal there are some microseconds in which a foreign program could
 * remove the object and create another of its name.
 */
public final class NameLock implements AutoCloseable {
    /** How long another holder is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final int fd;

    private NameLock(int fd) {
        this.fd = fd;
    }

    /** Of an object; null if it cannot be had. */
    public static @Nullable NameLock of(PinnedFile file, FileStat stat, String path) {
        if ((stat.mode() & Constants.S_IFMT) != Constants.S_IFREG) {
            return ofFolder(path, Constants.LOCK_EX);
        }
        int fd = file.reopen(Constants.O_RDONLY);
        return fd < 0 ? null : flock(fd, Constants.LOCK_EX);
    }

    /** Of an open object; it is given up by {@link #close}, which closes the descriptor too. */
    public static @Nullable NameLock of(int fd) {
        return flock(fd, Constants.LOCK_EX);
    }

    /** Held while a socket has its name and does not listen yet; null if it cannot be had. */
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
