package io.nativeipc.posix;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CreateOption;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.lifecycle.AtExit;
import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.NewName;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.PolledDescriptor;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream socket of AF_UNIX that listens at a path and accepts any number of clients.
 *
 * <pre>{@code
 * try (UnixServerSocket server = UnixServerSocket.create(path)) { // removes the path when it is closed
 *     System.out.println("waiting for a client");
 *     try (UnixSocket client = server.accept()) {
 *         ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
 *         client.write(number.putInt(0, 100));
 *         number.put(0, client.inputStream().readNBytes(4));
 *         System.out.println("process " + client.peer().pid() + " sent " + number.getInt(0));
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code socket}, {@code fchmod}, {@code bind}, {@code chown} if a group is given, {@code chmod},
 * {@code listen}; {@code accept4}, and {@code poll} while no client connects; {@code close}, and {@code unlink} if the
 * path still belongs to this socket. The mode is set before a client can connect, regardless of the umask. The name is
 * also removed when the JVM exits, including an exit by SIGTERM, SIGINT or SIGHUP.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block. An interrupt or a close ends them within 100 ms; the
 * socket remains usable after an interrupt. Every method may be called from any thread, including virtual threads,
 * whose carriers are never blocked. After {@link #close} every method throws {@link IllegalStateException}; connections
 * stay open.
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

    /** Removes only the name when the JVM exits: threads that wait for a client keep waiting. */
    private final Runnable removal = this::removeName;

    private UnixServerSocket(Path path, FileStat identity, int fd) {
        this.path = path;
        this.identity = identity;
        this.socket = new PolledDescriptor(fd);
    }

    /**
     * Creates a listening socket.
     *
     * @param path the path of the socket, at most 107 bytes
     * @param options the {@link Permissions}: the mode, and optionally the group; connecting requires write permission
     * @return the new listening socket, which the caller must close
     * @throws AlreadyExistsException if the path already exists (EADDRINUSE), even as the socket of a dead process
     * @throws IpcException if the path is too long (ENAMETOOLONG)
     */
    public static UnixServerSocket create(Path path, CreateOption... options) throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        long gid = Groups.idOf(permissions);
        try (AtExit.Creation creation = AtExit.begin(UnixSocket.address(path));
                Undo undo = new Undo()) {
            int fd = UnixSocket.newSocket(path);
            undo.add(() -> Native.posix().close(fd));
            UnixServerSocket socket =
                    undo.done(new UnixServerSocket(path, listen(fd, path, permissions, gid, undo), fd));
            creation.created(socket.removal);
            return socket;
        }
    }

    /**
     * Binds the socket and listens.
     *
     * @param undo removes the name, unless it belongs to another file by then
     * @return the status of the socket's file
     */
    private static FileStat listen(int fd, Path path, Permissions permissions, long gid, Undo undo)
            throws IpcException {
        Posix posix = Native.posix();
        String name = path.toString();
        String address = UnixSocket.address(path);
        String absolute = path.toAbsolutePath().toString();
        // Before it listens, the socket refuses connections like a dead one. The lock excludes processes that remove
        // dead sockets.
        NameLock creating = NameLock.creating(path);
        try (Creations.OpenIntent intent = Creations.begin(CreatedKind.UNIX, absolute)) {
            assert intent != null;
            // Linux creates the file with the socket's mode less the umask, so no client can connect before the chmod.
            PosixFailure.check(posix.fchmod(fd, Intent.UNFINISHED), "fchmod", address);
            int binding = Native.shim().ipc_bind(fd, name);
            if (binding == -Errno.EADDRINUSE) {
                throw PosixFailure.exception(Errno.EADDRINUSE, "bind", address, occupant(name, absolute));
            }
            PosixFailure.check(binding, "bind", address);
            FileStat own = NewName.stat(name, address, Constants.S_IFSOCK, Intent.UNFINISHED);
            undo.add(() -> Names.unlinkIfStill(name, own)); // after the lock below was released
            Creations.add(CreatedKind.UNIX, absolute, 0);
            NewName.setPermissions(name, address, own, permissions.mode(), gid);
            FileStat identity = OpenFile.stat(name, address);
            PosixFailure.check(posix.listen(fd, BACKLOG), "listen", address);
            return OpenFile.isSame(identity, own) ? identity : own;
        } finally {
            if (creating != null) {
                creating.close();
            }
        }
    }

    /** Returns what has the path, for the error. */
    private static String occupant(String name, String absolute) {
        try {
            FileStat stat = OpenFile.stat(name);
            if ((stat.mode() & Constants.S_IFMT) != Constants.S_IFSOCK) {
                return "it is " + FileTypes.name(stat.mode()) + ", not a socket";
            } else if (!ListeningSocket.isProvenDead(absolute)) {
                return "it is a socket of uid " + stat.uid() + " that is not proven dead";
            }
            return stat.uid() == Native.userId()
                    ? "a dead process has left it: takeOver replaces it"
                    : "a dead process of uid " + stat.uid() + " has left it: that user can remove it";
        } catch (IpcException gone) {
            return "";
        }
    }

    /**
     * Creates a listening socket, replacing a socket of this user that a dead process has left. A socket that listens
     * is never replaced, and neither is a file of another type or of another user.
     *
     * @param path the path of the socket, at most 107 bytes
     * @param options the {@link Permissions}: the mode, and optionally the group; connecting requires write permission
     * @return the new listening socket, which the caller must close
     * @throws AlreadyExistsException if the path exists and is not a dead socket of this user (EADDRINUSE)
     * @throws IOException if the path is too long (ENAMETOOLONG), or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits for other processes that do the same
     */
    public static UnixServerSocket takeOver(Path path, CreateOption... options)
            throws IOException, InterruptedException {
        Permissions permissions = CreateOptions.permissions(options);
        Names.removeDeadSocket(path, UnixSocket.address(path));
        return create(path, permissions);
    }

    /** {@return the path at which the socket listens} */
    public Path path() {
        return path;
    }

    /** {@return the status of the socket's file when it was created, as reported by the kernel} */
    public FileStat stat() {
        return identity;
    }

    /**
     * Waits for a client without a time limit.
     *
     * @return the connected socket, which the caller must close
     * @throws IpcException if a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public UnixSocket accept() throws IpcException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Waits at most {@code timeout} for a client.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return the connected socket, which the caller must close; empty on timeout
     * @throws IpcException if a system call fails
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
        Waiting waiting = Waiting.NONE;
        try {
            int flags = Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
            for (int attempt = 0; ; attempt++) {
                int fd = posix.accept4(socket.fd(), 0, 0, flags);
                if (fd >= 0) {
                    return Optional.of(new UnixSocket(path, fd));
                } else if (fd != -Errno.EAGAIN && fd != -Errno.EINTR) {
                    throw PosixFailure.exception(-fd, "accept4", toString(), "");
                }
                waiting = attempt == 0 ? Events.waiting() : waiting;
                PolledDescriptor.Wait wait = socket.await(attempt, Constants.POLLIN, deadline);
                if (wait == PolledDescriptor.Wait.EXPIRED) {
                    return Optional.empty();
                } else if (wait == PolledDescriptor.Wait.CLOSED) {
                    throw closed();
                }
            }
        } finally {
            waiting.end(this);
            socket.exit();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed");
    }

    /**
     * Stops listening, and removes the name if it still belongs to this socket. Calls that wait for a client throw
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

    /**
     * Removes the name if it still belongs to this socket. While this socket is open, its file keeps its inode even if
     * it was removed, so device and inode identify it.
     */
    private void removeName() {
        Names.unlinkIfStill(path.toString(), identity);
    }

    /** Returns the address, {@code unix:/path}. */
    @Override
    public String toString() {
        return UnixSocket.address(path);
    }
}
