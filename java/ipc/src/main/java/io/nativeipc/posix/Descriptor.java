package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.CallsInFlight;
import java.io.Closeable;
import java.util.Set;

/**
 * A file descriptor, wherever one crosses the API: inherited from the process that started this one, received from another
 * process ({@link UnixSocket#receive}), or on its way to one ({@link UnixSocket#send}). What it is a descriptor of decides
 * what it is good for: {@link #map} for memory and files, {@link #channel} for a pipe, {@link UnixSocket#of} for a socket.
 *
 * <p>C calls: {@code fcntl} with F_SETFD to take one over, so that no program that this process starts inherits it;
 * {@code fstat}, {@code mmap}; {@code fcntl} with F_ADD_SEALS and F_GET_SEALS; {@code close}.
 *
 * <p>No method blocks, and every method may be called from any thread. {@link #close} waits for calls in flight, because the
 * next file that any code of this process opens may get the number. After close, and after another object has taken the
 * descriptor over, every method but {@link #close} and {@link #toString} throws {@link IllegalStateException}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
public final class Descriptor implements Closeable {
    private final int fd;
    private final CallsInFlight calls = new CallsInFlight();

    /** Takes over a descriptor that has FD_CLOEXEC. */
    Descriptor(int fd) {
        this.fd = fd;
    }

    /** What is done with the number. */
    @FunctionalInterface
    interface Use<T> {
        T with(int fd) throws IpcException;
    }

    /**
     * Takes over a descriptor that this process has, for example one that it was started with. From now on this object closes
     * it; that no other code of this process does, or goes on to use the number, is the caller's part.
     *
     * @param fd the number
     * @return the descriptor, which the caller closes
     * @throws IpcException if this process has no such descriptor (fcntl: EBADF)
     */
    public static Descriptor of(int fd) throws IpcException {
        PosixFailure.check(Native.shim().ipc_fcntl(fd, Constants.F_SETFD, Constants.FD_CLOEXEC), "fcntl", name(fd));
        return new Descriptor(fd);
    }

    /** A descriptor of the same file, whose number the kernel chooses. */
    static Descriptor duplicate(int fd) throws IpcException {
        return new Descriptor(
                PosixFailure.check(Native.shim().ipc_fcntl(fd, Constants.F_DUPFD_CLOEXEC, 0), "fcntl", name(fd)));
    }

    private static String name(int fd) {
        return "fd:" + fd;
    }

    /** {@return the number, which is this descriptor's until it is closed or taken over} */
    public int number() {
        if (!calls.isOpen()) {
            throw closed();
        }
        return fd;
    }

    /**
     * {@return what the kernel knows of the file (fstat)}
     *
     * @throws IpcException if the system does not tell
     */
    public FileStat stat() throws IpcException {
        return use(number -> new OpenFile(number, toString()).stat());
    }

    /**
     * The bytes of a pipe or FIFO as a channel. It takes the descriptor over: this object is closed, and the channel's close
     * closes the file. The channel needs O_NONBLOCK, which belongs to the open file and not to the descriptor, so that it is
     * set for another process too that holds a duplicate of it; the pipe's other end is another open file.
     *
     * @return the channel, which the caller closes
     * @throws IpcException if it is something else; the descriptor is still the caller's then
     */
    public PipeEnd channel() throws IpcException {
        int access = use(number -> {
            requireType(new OpenFile(number, toString()).stat(), Constants.S_IFIFO, "a pipe");
            return setNonBlocking(number) & Constants.O_ACCMODE;
        });
        boolean readable = access != Constants.O_WRONLY;
        boolean writable = access != Constants.O_RDONLY;
        return new PipeEnd(take(), toString(), readable, writable);
    }

    /**
     * Maps memory that another process has made, for reading and writing, as large as it is now. The descriptor stays the
     * caller's; the mapping needs it no more.
     *
     * <p>It must be sealed against shrinking ({@link Seal#SHRINK}), for whoever else has it could otherwise truncate it, and
     * every access would have to reckon with {@link InternalError}. What the bytes say is the sender's word all the same:
     * copy first, then check, then use.
     *
     * @return the mapping, which the caller closes
     * @throws io.nativeipc.AccessDeniedException if it is sealed against writing (EPERM), or is open for reading only (EACCES)
     * @throws IpcException if it is neither memory nor a regular file, or is not sealed against shrinking
     * @throws io.nativeipc.CorruptException if it has no bytes
     */
    public Region map() throws IpcException {
        return use(number -> DescriptorRegion.of(this, number, false, false));
    }

    /**
     * {@link #map} for reading only, which memory that is sealed against writing allows too.
     *
     * @return the mapping, which the caller closes
     * @throws IpcException if the system refuses
     */
    public Region mapReadOnly() throws IpcException {
        return use(number -> DescriptorRegion.of(this, number, true, false));
    }

    /**
     * {@link #map} without regard to seals, for a sender that is trusted not to truncate the memory: what
     * {@code shm_open} made, or a file, has none.
     *
     * @return the mapping, which the caller closes
     * @throws IpcException if the system refuses
     */
    public Region mapUnsealed() throws IpcException {
        return use(number -> DescriptorRegion.of(this, number, false, true));
    }

    /**
     * {@link #mapUnsealed} for reading only.
     *
     * @return the mapping, which the caller closes
     * @throws IpcException if the system refuses
     */
    public Region mapUnsealedReadOnly() throws IpcException {
        return use(number -> DescriptorRegion.of(this, number, true, true));
    }

    /**
     * Puts on seals, which nobody takes off any more (F_ADD_SEALS).
     *
     * @param seals what is forbidden from now on
     * @throws io.nativeipc.AccessDeniedException if it is sealed with {@link Seal#SEAL}, or open for reading only (EPERM)
     * @throws IpcException for {@link Seal#WRITE} while anybody has it mapped for writing (EBUSY); if it is something that
     *     has no seals (EINVAL)
     */
    public void seal(Seal... seals) throws IpcException {
        use(number -> {
            Seal.add(number, toString(), seals);
            return true;
        });
    }

    /**
     * {@return what it is sealed against now; nothing for what cannot be sealed (F_GET_SEALS)}
     *
     * @throws IpcException if the system does not tell
     */
    public Set<Seal> seals() throws IpcException {
        return use(number -> Seal.of(number, toString()));
    }

    /** Refuses a file of another type. */
    void requireType(FileStat stat, int type, String what) throws IpcException {
        if ((stat.mode() & Constants.S_IFMT) != type) {
            throw new IpcException(toString(), "not " + what, "it is " + FileTypes.name(stat.mode()));
        }
    }

    /** Returns the flags from before. */
    int setNonBlocking(int number) throws IpcException {
        int flags = PosixFailure.check(Native.shim().ipc_fcntl(number, Constants.F_GETFL, 0), "fcntl", toString());
        PosixFailure.check(
                Native.shim().ipc_fcntl(number, Constants.F_SETFL, flags | Constants.O_NONBLOCK), "fcntl", toString());
        return flags;
    }

    /** Uses the number while no other thread can close it. */
    <T> T use(Use<T> use) throws IpcException {
        int number = enter();
        try {
            return use.with(number);
        } finally {
            exit();
        }
    }

    /** Begins a call with the number. */
    int enter() {
        if (!calls.enter()) {
            throw closed();
        }
        return fd;
    }

    /** Ends a call that {@link #enter} began. */
    void exit() {
        calls.exit();
    }

    /** Gives the number to another object, which will close it; this one is closed. */
    int take() {
        if (!calls.shut()) {
            throw closed();
        }
        calls.drain();
        return fd;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed, or another object has taken it over");
    }

    /** Ends the use of the descriptor, unless another object has taken it over. A second call does nothing. */
    @Override
    public void close() {
        if (calls.shut()) {
            calls.drain();
            Native.posix().close(fd);
        }
    }

    /** The number, as {@code fd:7}. That is no {@link io.nativeipc.IpcAddress}: it means something in this process alone. */
    @Override
    public String toString() {
        return name(fd);
    }
}
