package io.nativeipc.posix;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PipeChannel;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One end of a POSIX named pipe: a FIFO in the file system, through which bytes go one way.
 *
 * <p>C calls: {@code mkfifo} and {@code chmod} to create the name; {@code open} with O_NONBLOCK, so that an open never hangs
 * in the kernel; {@code read} and {@code write}, and {@code poll} while they would block; {@code close}.
 *
 * <p><b>Opening.</b> A reader opens at once, and its first read waits for a writer. A writer needs a reader (ENXIO
 * otherwise), so {@link #openWriter(Path, Duration)} tries until there is one. <b>The end:</b> a read returns −1 when the
 * last writer has closed; {@link #keepOpen} makes it wait for the next writer instead. A write whose readers are gone throws
 * {@link io.nativeipc.PeerClosedException} (EPIPE).
 *
 * <p><b>Waiting.</b> read and write block, and end at most 100 ms after an interrupt or a close. Unlike the channels of
 * java.nio, an interrupted one <em>stays open</em>: the call throws {@link InterruptedIOException}, the thread's interrupt
 * status is set, and the buffer's position tells what was done before. A close by another thread throws
 * {@link AsynchronousCloseException}, a call after it {@link ClosedChannelException}.
 *
 * <p>Every method may be called from any thread, virtual ones too, whose carriers are never blocked. A write of up to 4096
 * bytes (PIPE_BUF) is not mixed with others'. A direct buffer goes to the kernel as it is; bytes of another are copied once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to ByteChannel is ours alone
public final class Fifo extends PipeChannel {
    private final Path path;
    private final boolean reader;

    private Fifo(Path path, int fd, boolean reader) {
        super(fd, address(path), reader, !reader);
        this.path = path;
        this.reader = reader;
    }

    /**
     * {@link #create(Path, Permissions)} for the owner alone.
     *
     * @param path where the FIFO is
     * @throws IpcException if it exists already, or the system refuses
     */
    public static void create(Path path) throws IpcException {
        create(path, Permissions.OWNER);
    }

    /**
     * Creates a FIFO (mkfifo); it is opened by its path, here and elsewhere.
     *
     * @param path where the FIFO is
     * @param permissions who else may use it
     * @throws AlreadyExistsException if there is anything of this name (EEXIST)
     */
    public static void create(Path path, Permissions permissions) throws IpcException {
        long gid = Groups.idOf(permissions);
        Posix posix = Native.posix();
        String name = path.toString();
        if (isTaken(path)) {
            createInPlace(path, permissions, gid); // mkfifo reports it
            return;
        }
        Path beginning = Intent.beginning(path);
        String begun = beginning.toString();
        try (Creations.Begun creation = Creations.begin(CreatedKind.FIFO, begun);
                Undo undo = new Undo()) {
            assert creation != null;
            PosixFailure.check(posix.mkfifo(begun, 0600), "mkfifo", address(path));
            undo.add(() -> posix.unlink(begun));
            if (gid >= 0) {
                PosixFailure.check(posix.chown(begun, -1, (int) gid), "chown", address(path));
            }
            PosixFailure.check(posix.chmod(begun, permissions.mode()), "chmod", address(path));
            Creations.announce(CreatedKind.FIFO, path.toAbsolutePath().toString(), beginning);
            int result = posix.linkat(Constants.AT_FDCWD, begun, Constants.AT_FDCWD, name, 0);
            if (result == -Errno.EEXIST) {
                throw PosixFailure.exception(-result, "linkat", address(path), "");
            } else if (result < 0) {
                createInPlace(path, permissions, gid); // a file system without hard links
            }
        } // its first name goes, as it does if anything fails
    }

    /** Under its own name from the beginning: a creator that is killed in between leaves a FIFO that may be another's. */
    private static void createInPlace(Path path, Permissions permissions, long gid) throws IpcException {
        Posix posix = Native.posix();
        String name = path.toString();
        String absolute = path.toAbsolutePath().toString();
        try (Creations.Begun creation = Creations.begin(CreatedKind.FIFO, absolute);
                Undo undo = new Undo()) {
            assert creation != null;
            PosixFailure.check(posix.mkfifo(name, 0600), "mkfifo", address(path));
            undo.add(() -> posix.unlink(name));
            if (gid >= 0) {
                PosixFailure.check(posix.chown(name, -1, (int) gid), "chown", address(path));
            }
            PosixFailure.check(posix.chmod(name, permissions.mode()), "chmod", address(path));
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
     * Creates a FIFO unless there is one; returns whether it was created.
     *
     * @param path where the FIFO is
     * @param permissions who else may use it
     * @return whether it was created
     * @throws IpcException if it exists already, or the system refuses
     */
    public static boolean createIfAbsent(Path path, Permissions permissions) throws IpcException {
        try {
            create(path, permissions);
            return true;
        } catch (AlreadyExistsException present) {
            requireFifo(path, stat(path));
            return false;
        }
    }

    /**
     * Erases the name (unlink); who has an end open goes on.
     *
     * @param path where the FIFO is
     * @throws IpcException if there is none any more, or the system refuses
     */
    public static void unlink(Path path) throws IpcException {
        requireFifo(path, stat(path));
        PosixFailure.check(Names.unlink(path.toString(), address(path), Constants.S_IFIFO), "unlink", address(path));
    }

    /**
     * {@return what the kernel knows of the FIFO (lstat)}
     *
     * @param path where the FIFO is
     * @throws IpcException if the system does not tell
     */
    public static FileStat stat(Path path) throws IpcException {
        return OpenFile.stat(path.toString(), address(path));
    }

    /**
     * Opens the end that reads, at once; the first read waits for a writer.
     *
     * @param path where the FIFO is
     * @return the FIFO's end, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is no such FIFO (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     * @throws IpcException if it is something else than a FIFO
     */
    public static Fifo openReader(Path path) throws IpcException {
        return open(path, Constants.O_RDONLY, true);
    }

    /**
     * Opens the end that reads, and a writing end beside it: a read never finds the end of the stream, but waits for the
     * next writer (open with O_RDWR).
     *
     * @param path where the FIFO is
     * @return the FIFO's end, which the caller closes
     * @throws IpcException if the system refuses
     */
    public static Fifo keepOpen(Path path) throws IpcException {
        return open(path, Constants.O_RDWR, true);
    }

    /**
     * Opens the end that writes, waiting for a reader as long as it takes.
     *
     * @param path where the FIFO is
     * @return the FIFO's end, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Fifo openWriter(Path path) throws IpcException, InterruptedException {
        Fifo writer = openWriter(path, Deadline.NEVER);
        assert writer != null;
        return writer;
    }

    /**
     * Opens the end that writes, waiting for a reader at most this long.
     *
     * @param path where the FIFO is
     * @param timeout how long to wait at most; zero does not wait
     * @return the FIFO's end, which the caller closes
     * @throws IpcException if there is none when the time is over (ENXIO)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Fifo openWriter(Path path, Duration timeout) throws IpcException, InterruptedException {
        return openWriter(path, Deadline.after(timeout));
    }

    private static Fifo openWriter(Path path, long deadline) throws IpcException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                return open(path, Constants.O_WRONLY, false);
            } catch (IpcException noReader) {
                if (noReader.code() != Errno.ENXIO || !mayGetAReader(path) || !Waits.pause(attempt, deadline)) {
                    throw noReader;
                }
            }
        }
    }

    /** ENXIO is also what a socket answers, and a device without a driver: for ever. */
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
        if (!isFifo(stat)) {
            throw new IpcException(address(path), "not a FIFO", "it is something else");
        }
    }

    private static boolean isFifo(FileStat stat) {
        return (stat.mode() & Constants.S_IFMT) == Constants.S_IFIFO;
    }

    /** {@return where the FIFO is} */
    public Path path() {
        return path;
    }

    /**
     * {@return what the kernel knows of the FIFO (fstat), whatever has become of its name}
     *
     * @throws IOException if the system does not tell
     */
    public FileStat stat() throws IOException {
        return use(fd -> new OpenFile(fd, address(path)).stat());
    }

    /**
     * Waits until no process has the FIFO open for reading any more: what a writer learns otherwise when it writes.
     *
     * @throws IOException if the connection is lost, or the system refuses
     */
    public void awaitReadersGone() throws IOException {
        if (reader) {
            throw new NonWritableChannelException();
        }
        use(fd -> {
            // poll(2) reports POLLERR of a pipe without readers whatever it is asked for
            for (int attempt = 0; (readyFor(0) & Constants.POLLERR) == 0; attempt++) {
                await(attempt, 0, Deadline.NEVER, 0);
            }
            return true;
        });
    }

    /**
     * {@return a descriptor of this end, for passing on: a duplicate (F_DUPFD_CLOEXEC), which the caller closes}
     *
     * @throws IOException if the connection is lost, or the system refuses
     */
    public Descriptor descriptor() throws IOException {
        return use(Descriptor::duplicate);
    }

    /** The address: {@code fifo:/path}. */
    @Override
    public String toString() {
        return address(path);
    }

    private static String address(Path path) {
        return "fifo:" + path;
    }
}
