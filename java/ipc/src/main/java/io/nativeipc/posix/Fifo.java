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
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.NewName;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.internal.unix.PipeChannel;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One end of a POSIX named pipe: a FIFO in the file system, through which bytes flow in one direction.
 *
 * <pre>{@code
 * Fifo.create(path);
 * try (Fifo fifo = Fifo.openReader(path);
 *         BufferedReader lines = new BufferedReader(new InputStreamReader(fifo.inputStream(), UTF_8))) {
 *     System.out.println("waiting");
 *     for (String line = lines.readLine(); line != null; line = lines.readLine()) {
 *         System.out.println("read " + line);
 *     }
 * } finally {
 *     Fifo.unlink(path);
 * }
 * }</pre>
 *
 * <p>C calls: {@code mkfifo} and {@code chmod} to create the name; {@code open} with O_NONBLOCK, so that opening never
 * blocks in the kernel; {@code read} and {@code write}, and {@code poll} while they would block; {@code close}.
 *
 * <p><b>Opening.</b> A reader opens immediately, and its first read waits for a writer. Opening a writer fails with
 * ENXIO while there is no reader, so {@link #openWriter(Path, Duration)} retries until there is one. <b>End of
 * stream.</b> A read returns −1 after the last writer has closed; {@link #keepOpen} makes it wait for the next writer
 * instead. A write after all readers have closed throws {@link io.nativeipc.PeerClosedException} (EPIPE).
 *
 * <p><b>Waiting.</b> {@code read} and {@code write} block. An interrupt or a close ends them within 100 ms. Unlike the
 * channels of java.nio, an interrupted channel <em>stays open</em>: the call throws {@link InterruptedIOException}, the
 * thread's interrupt status is set, and the buffer's position shows how many bytes were transferred before. If another
 * thread closes the channel, the call throws {@link AsynchronousCloseException}. A call after close throws
 * {@link ClosedChannelException}.
 *
 * <p>Every method may be called from any thread, including virtual threads, whose carriers are never blocked. A write
 * of up to 4096 bytes (PIPE_BUF) is not interleaved with other writes. A direct buffer is passed to the kernel without
 * copying; the bytes of other buffers are copied once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class Fifo extends TimedChannel {
    private final Path path;
    private final PipeChannel channel;
    private final boolean reader;

    private Fifo(Path path, int fd, boolean reader) {
        this.path = path;
        this.channel = new PipeChannel(fd, address(path), reader, !reader);
        this.reader = reader;
    }

    /**
     * Creates a FIFO (mkfifo). This process and others open it by its path.
     *
     * @param path the path of the FIFO
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @throws AlreadyExistsException if the path already exists (EEXIST)
     */
    public static void create(Path path, CreateOption... options) throws IpcException {
        Permissions permissions = CreateOptions.permissions(options);
        long gid = Groups.idOf(permissions);
        Posix posix = Native.posix();
        String name = path.toString();
        if (isTaken(path)) {
            createInPlace(path, permissions, gid); // mkfifo reports it
            return;
        }
        Path beginning = Intent.beginning(path);
        String temporary = beginning.toString();
        try (Creations.OpenIntent creation = Creations.begin(CreatedKind.FIFO, temporary);
                Undo undo = new Undo()) {
            assert creation != null;
            PosixFailure.check(posix.mkfifo(temporary, 0600), "mkfifo", address(path));
            undo.add(() -> posix.unlink(temporary)); // another process cannot guess this name
            FileStat made = NewName.stat(temporary, address(path), Constants.S_IFIFO, 0600);
            NewName.setPermissions(temporary, address(path), made, permissions.mode(), gid);
            Creations.announce(CreatedKind.FIFO, path.toAbsolutePath().toString(), beginning);
            int result = posix.linkat(Constants.AT_FDCWD, temporary, Constants.AT_FDCWD, name, 0);
            if (result == -Errno.EEXIST) {
                throw PosixFailure.exception(-result, "linkat", address(path), "");
            } else if (result < 0) {
                createInPlace(path, permissions, gid); // a file system without hard links
            }
        } // removes the temporary name, also after a failure
    }

    /**
     * Creates a FIFO whose name is removed when this JVM ends, unless another object has the name then. The JVM ends
     * after its last thread, by System.exit, and on SIGTERM, SIGINT and SIGHUP.
     *
     * @param path the path of the FIFO
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @throws AlreadyExistsException if the path already exists (EEXIST)
     * @throws IpcException if the JVM is ending already, or a system call fails
     */
    public static void createUntilExit(Path path, CreateOption... options) throws IpcException {
        try (AtExit.Creation creation = AtExit.begin(address(path))) {
            create(path, options);
            FileStat created = pin(path);
            creation.created(() -> Names.unlinkIfStill(path.toString(), created));
        }
    }

    /** Returns the status of the FIFO, whose inode no other file gets until this process ends. */
    @SuppressWarnings("MustBeClosedChecker") // the descriptor stays open until the process ends
    private static FileStat pin(Path path) throws IpcException {
        return Platform.current().isLinux()
                ? PinnedFile.of(path.toString(), address(path)).stat()
                : stat(path);
    }

    /**
     * Creates the FIFO directly under its final name. A creator that is killed meanwhile leaves a FIFO that cannot be
     * distinguished from one of another process.
     */
    private static void createInPlace(Path path, Permissions permissions, long gid) throws IpcException {
        Posix posix = Native.posix();
        String name = path.toString();
        String absolute = path.toAbsolutePath().toString();
        try (Creations.OpenIntent creation = Creations.begin(CreatedKind.FIFO, absolute);
                Undo undo = new Undo()) {
            assert creation != null;
            PosixFailure.check(posix.mkfifo(name, 0600), "mkfifo", address(path));
            FileStat made = NewName.stat(name, address(path), Constants.S_IFIFO, 0600);
            undo.add(() -> Names.unlinkIfStill(name, made));
            NewName.setPermissions(name, address(path), made, permissions.mode(), gid);
            Creations.add(CreatedKind.FIFO, absolute, 0);
            undo.done(path);
        }
    }

    private static boolean isTaken(Path path) throws IpcException {
        try {
            stat(path);
            return true;
        } catch (io.nativeipc.NotFoundException free) {
            return false;
        }
    }

    /**
     * Creates a FIFO if it does not exist.
     *
     * @param path the path of the FIFO
     * @param options the {@link Permissions}: the mode, and optionally the group
     * @return whether it was created
     * @throws IpcException if the path is not a FIFO, or a system call fails
     */
    public static boolean createIfAbsent(Path path, CreateOption... options) throws IpcException {
        try {
            create(path, options);
            return true;
        } catch (AlreadyExistsException present) {
            requireFifo(path, stat(path));
            return false;
        }
    }

    /**
     * Removes the name (unlink). Processes that have an end open keep using it.
     *
     * @param path the path of the FIFO
     * @throws IpcException if the FIFO no longer exists, or a system call fails
     */
    public static void unlink(Path path) throws IpcException {
        requireFifo(path, stat(path));
        PosixFailure.check(Names.unlink(path.toString(), address(path), Constants.S_IFIFO), "unlink", address(path));
    }

    /**
     * {@return the status of the FIFO, as reported by the kernel (lstat)}
     *
     * @param path the path of the FIFO
     * @throws IpcException if the system call fails
     */
    public static FileStat stat(Path path) throws IpcException {
        return OpenFile.stat(path.toString(), address(path));
    }

    /**
     * Opens the reading end immediately. The first read waits for a writer.
     *
     * @param path the path of the FIFO
     * @return the FIFO's end, which the caller must close
     * @throws io.nativeipc.NotFoundException if the FIFO does not exist (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     * @throws IpcException if the path is not a FIFO
     */
    public static Fifo openReader(Path path) throws IpcException {
        return open(path, Constants.O_RDONLY, true);
    }

    /**
     * Opens the reading end together with a writing end (open with O_RDWR). A read therefore never reaches the end of
     * the stream, but waits for the next writer.
     *
     * @param path the path of the FIFO
     * @return the FIFO's end, which the caller must close
     * @throws IpcException if a system call fails
     */
    public static Fifo keepOpen(Path path) throws IpcException {
        return open(path, Constants.O_RDWR, true);
    }

    /**
     * Opens the writing end, waiting for a reader without a time limit.
     *
     * @param path the path of the FIFO
     * @return the FIFO's end, which the caller must close
     * @throws IpcException if the FIFO does not exist, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Fifo openWriter(Path path) throws IpcException, InterruptedException {
        Fifo writer = openWriter(path, Deadline.NEVER);
        assert writer != null;
        return writer;
    }

    /**
     * Opens the writing end, waiting at most {@code timeout} for a reader.
     *
     * @param path the path of the FIFO
     * @param timeout the maximum time to wait; zero does not wait
     * @return the FIFO's end, which the caller must close
     * @throws IpcException if there is no reader when the time is over (ENXIO)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Fifo openWriter(Path path, Duration timeout) throws IpcException, InterruptedException {
        return openWriter(path, Deadline.after(timeout));
    }

    private static Fifo openWriter(Path path, long deadline) throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int attempt = 0; ; attempt++) {
                try {
                    return open(path, Constants.O_WRONLY, false);
                } catch (IpcException noReader) {
                    if (noReader.code() != Errno.ENXIO || !mayGetAReader(path) || !Waits.pause(attempt, deadline)) {
                        throw noReader;
                    }
                }
            }
        } finally {
            waiting.end(address(path));
        }
    }

    /** Returns false for a socket or a device without a driver: opening these always fails with ENXIO. */
    private static boolean mayGetAReader(Path path) {
        try {
            return isFifo(stat(path.toRealPath()));
        } catch (IOException unknown) {
            return true;
        }
    }

    private static Fifo open(Path path, int access, boolean reader) throws IpcException {
        int flags = access | Constants.O_NONBLOCK | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(path.toString(), flags, 0);
        if (fd < 0) {
            String hint = fd != -Errno.ENXIO
                    ? ""
                    : mayGetAReader(path) ? "no process has it open for reading" : "it is not a FIFO";
            throw PosixFailure.exception(-fd, "open", address(path), hint);
        }
        try (OpenFile file = new OpenFile(fd, address(path))) {
            requireFifo(path, file.stat());
            return new Fifo(path, file.detach(), reader);
        }
    }

    private static void requireFifo(Path path, FileStat stat) throws IpcException {
        FileTypes.require(stat, Constants.S_IFIFO, address(path), "a FIFO");
    }

    private static boolean isFifo(FileStat stat) {
        return (stat.mode() & Constants.S_IFMT) == Constants.S_IFIFO;
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        return channel.read(dst, deadline);
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        return channel.write(src, deadline);
    }

    /** {@return the path of the FIFO} */
    public Path path() {
        return path;
    }

    /**
     * {@return the status of the open FIFO, as reported by the kernel (fstat), even if its name was removed}
     *
     * @throws IOException if the system call fails
     */
    public FileStat stat() throws IOException {
        return channel.use(fd -> new OpenFile(fd, address(path)).stat());
    }

    /**
     * Requires that the FIFO belongs to the user {@code uid}, as protection against a user that created it first.
     * Otherwise this object is closed, and the method throws {@link io.nativeipc.AccessDeniedException}.
     *
     * @param uid the user id of the required owner
     * @return this object
     * @throws IOException if a system call fails
     */
    public Fifo requireOwner(long uid) throws IOException {
        Opening.requireOwner(stat().uid(), uid, toString(), this);
        return this;
    }

    /**
     * Waits until no process has the FIFO open for reading. Without this method, a writer detects this only when it
     * writes.
     *
     * @throws IOException if the connection is lost, or a system call fails
     */
    public void awaitReadersGone() throws IOException {
        if (reader) {
            throw new NonWritableChannelException();
        }
        channel.use(fd -> {
            // poll(2) reports POLLERR for a pipe without readers whatever the requested events
            for (int attempt = 0; (channel.readyFor(0) & Constants.POLLERR) == 0; attempt++) {
                channel.await(attempt, 0, Deadline.NEVER, 0);
            }
            return true;
        });
    }

    /**
     * {@return a duplicate of the descriptor (F_DUPFD_CLOEXEC), which can be passed on and which the caller must close}
     *
     * @throws IOException if the connection is lost, or a system call fails
     */
    public Descriptor descriptor() throws IOException {
        return channel.use(Descriptor::duplicate);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Closes this end. Threads that wait in it throw {@link AsynchronousCloseException}. A second call does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /** Returns the address, {@code fifo:/path}. */
    @Override
    public String toString() {
        return address(path);
    }

    private static String address(Path path) {
        return "fifo:" + path;
    }
}
