package io.nativeipc.posix;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.lifecycle.AtExit;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.PolledDescriptor;
import io.nativeipc.internal.wait.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream socket of AF_UNIX that listens under a path, and accepts any number of clients.
 *
 * <p>C calls: {@code socket}, {@code fchmod}, {@code bind}, {@code chown} where a group is named, {@code chmod}, {@code listen};
 * {@code accept4}, and {@code poll} while nobody comes; {@code close}, and {@code unlink} if the path is still this socket's.
 * The mode is set before anybody can connect, whatever the umask. The name is also removed when the JVM exits, SIGTERM, SIGINT
 * and SIGHUP included.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close; after an
 * interrupt the socket is as usable as before. Every method may be called from any thread, virtual ones too, whose carriers
 * are never blocked. After {@link #close} every method throws {@link IllegalStateException}; who is connected stays so.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixServerSocket implements Closeable {
    private static final int BACKLOG = 128;

    private final Posix posix = Native.posix();
    private final Path path;
    private final FileStat identity;
    private final PolledDescriptor socket;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** At the JVM's exit the name alone is removed: a thread that waits for a client is not thrown out. */
    private final Runnable removal = this::removeName;

    private UnixServerSocket(Path path, FileStat identity, int fd) {
        this.path = path;
        this.identity = identity;
        this.socket = new PolledDescriptor(fd);
    }

    /**
     * {@link #create(Path, Permissions)} for the owner alone.
     *
     * @param path where the socket is, in at most 107 bytes
     * @return the new listening socket, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static UnixServerSocket create(Path path) throws IpcException {
        return create(path, Permissions.OWNER);
    }

    /**
     * Creates a socket that listens.
     *
     * @param path where, in at most 107 bytes
     * @param permissions who may connect: that takes the permission to write
     * @return the new listening socket, which the caller closes
     * @throws AlreadyExistsException if there is anything of this name (EADDRINUSE), a socket of a dead process too
     * @throws IpcException if the path is too long (ENAMETOOLONG)
     */
    public static UnixServerSocket create(Path path, Permissions permissions) throws IpcException {
        long gid = Groups.idOf(permissions);
        Posix posix = Native.posix();
        String name = path.toString();
        String address = UnixSocket.address(path);
        int fd = UnixSocket.newSocket(path);
        boolean bound = false;
        // Until it listens the socket refuses connections as a dead one does: the lock keeps out those who remove dead
        // ones.
        NameLock creating = NameLock.creating(path);
        String absolute = path.toAbsolutePath().toString();
        try (Creations.Begun begun = Creations.begin(CreatedKind.UNIX, absolute)) {
            assert begun != null;
            // Linux gives the file the mode of the socket, less the umask; so nobody is let in before the chmod.
            PosixFailure.check(posix.fchmod(fd, Intent.UNFINISHED), "fchmod", address);
            PosixFailure.check(Native.shim().ipc_bind(fd, name), "bind", address);
            bound = true;
            Creations.add(CreatedKind.UNIX, absolute, 0);
            if (gid >= 0) {
                PosixFailure.check(posix.chown(name, -1, (int) gid), "chown", address);
            }
            PosixFailure.check(posix.chmod(name, permissions.mode()), "chmod", address);
            FileStat identity = OpenFile.stat(name, address);
            PosixFailure.check(posix.listen(fd, BACKLOG), "listen", address);
            UnixServerSocket socket = new UnixServerSocket(path, identity, fd);
            fd = -1;
            AtExit.add(socket.removal);
            return socket;
        } finally {
            if (fd >= 0) {
                posix.close(fd);
                if (bound) {
                    posix.unlink(name);
                }
            }
            if (creating != null) {
                creating.close();
            }
        }
    }

    /**
     * Creates a socket that listens, in the place of one of this user's that a dead process has left. A socket that listens is
     * never replaced, nor is a file of another type or another user.
     *
     * @param path where, in at most 107 bytes
     * @param permissions who may connect: that takes the permission to write
     * @return the new listening socket, which the caller closes
     * @throws AlreadyExistsException if there is anything of this name but a dead socket of this user (EADDRINUSE)
     * @throws IOException if the path is too long (ENAMETOOLONG), or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits for others that do the same
     */
    public static UnixServerSocket takeOver(Path path, Permissions permissions)
            throws IOException, InterruptedException {
        Names.removeDeadSocket(path, UnixSocket.address(path));
        return create(path, permissions);
    }

    /** {@return where the socket listens} */
    public Path path() {
        return path;
    }

    /** {@return what the kernel knew of the socket's file when it was created} */
    public FileStat stat() {
        return identity;
    }

    /**
     * Waits for a client as long as it takes.
     *
     * @return the connected socket, which the caller closes
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public UnixSocket accept() throws IpcException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Waits for a client at most this long; empty when the time is over.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return the connected socket, which the caller closes; empty when the time is over
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<UnixSocket> tryAccept(Duration timeout) throws IpcException, InterruptedException {
        return accept(Deadline.after(timeout));
    }

    private Optional<UnixSocket> accept(long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        if (!socket.enter()) {
            throw closed();
        }
        try {
            int flags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
            for (int attempt = 0; ; attempt++) {
                int fd = posix.accept4(socket.fd(), 0, 0, flags);
                if (fd >= 0) {
                    return Optional.of(new UnixSocket(path, fd));
                } else if (fd != -Errno.EAGAIN && fd != -Errno.EINTR) {
                    throw PosixFailure.exception(-fd, "accept4", toString(), "");
                }
                PolledDescriptor.Wait wait = socket.await(attempt, Constants.POLLIN, deadline);
                if (wait == PolledDescriptor.Wait.EXPIRED) {
                    return Optional.empty();
                } else if (wait == PolledDescriptor.Wait.CLOSED) {
                    throw closed();
                }
            }
        } finally {
            socket.exit();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed");
    }

    /**
     * Listens no longer, and erases the name if it is still this socket's; who waits here gets
     * {@link IllegalStateException}. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            AtExit.remove(removal);
            removeName();
            socket.close();
        }
    }

    /** While this socket is open its file keeps its inode, removed or not, so that these two numbers identify it. */
    private void removeName() {
        Names.unlinkIfStill(path.toString(), identity);
    }

    /** The address: {@code unix:/path}. */
    @Override
    public String toString() {
        return UnixSocket.address(path);
    }
}
