package io.nativeipc.posix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.CallsInFlight;
import java.io.Closeable;
import java.util.Set;

/**
 * A file descriptor that this process inherited, received from another process ({@link UnixSocket#receive}), or sends
 * to one ({@link UnixSocket#send}). The type of the file decides what it can be used for: {@link #map} for memory and
 * files, {@link PipeEnd#of} for a pipe, {@link UnixSocket#of} for a socket.
 *
 * <pre>{@code
 * try (UnixSocket client = server.accept();
 *         Received received = client.receive(ByteBuffer.allocate(1), 1); // one byte, one descriptor
 *         Region memory = received.descriptors().get(0).map()) {
 *     System.out.println("read " + memory.buffer().getInt(0));
 * }
 * }</pre>
 *
 * <p>C calls: {@code fcntl} with F_SETFD to take over a descriptor, so that child processes do not inherit it;
 * {@code fstat}, {@code mmap}; {@code fcntl} with F_ADD_SEALS and F_GET_SEALS; {@code close}.
 *
 * <p>No method blocks, and every method may be called from any thread. {@link #close} waits for calls in flight,
 * because the kernel may give the number to the next file that this process opens. After close, and after another
 * object has taken over the descriptor, every method except {@link #close} and {@link #toString} throws
 * {@link IllegalStateException}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
public final class Descriptor implements Closeable {
    private final int fd;
    private final CallsInFlight calls = new CallsInFlight();

    /** Takes over a descriptor on which FD_CLOEXEC is set. */
    Descriptor(int fd) {
        this.fd = fd;
    }

    /** A function of the descriptor's number. */
    @FunctionalInterface
    interface Use<T> {
        T with(int fd) throws IpcException;
    }

    /**
     * Takes over a descriptor of this process, for example an inherited one. The returned object closes it. The caller
     * must ensure that no other code of this process closes the descriptor or keeps using its number.
     *
     * @param fd the number of the descriptor
     * @return the descriptor, which the caller must close
     * @throws IpcException if this process has no such descriptor (fcntl: EBADF)
     */
    public static Descriptor of(int fd) throws IpcException {
        PosixFailure.check(Native.shim().ipc_fcntl(fd, Constants.F_SETFD, Constants.FD_CLOEXEC), "fcntl", name(fd));
        return new Descriptor(fd);
    }

    /** Returns a new descriptor of the same file. The kernel chooses its number. */
    static Descriptor duplicate(int fd) throws IpcException {
        return new Descriptor(
                PosixFailure.check(Native.shim().ipc_fcntl(fd, Constants.F_DUPFD_CLOEXEC, 0), "fcntl", name(fd)));
    }

    private static String name(int fd) {
        return "fd:" + fd;
    }

    /** {@return the number, which is valid until this descriptor is closed or taken over} */
    public int number() {
        if (!calls.isOpen()) {
            throw closed();
        }
        return fd;
    }

    /**
     * {@return the status of the file, as reported by the kernel (fstat)}
     *
     * @throws IpcException if the system call fails
     */
    public FileStat stat() throws IpcException {
        return use(number -> new OpenFile(number, toString()).stat());
    }

    /**
     * {@return whether the file is a pipe or FIFO, for which {@link PipeEnd#of} returns a channel}
     *
     * @throws IpcException if the system call fails
     */
    public boolean isPipe() throws IpcException {
        return (stat().mode() & Constants.S_IFMT) == Constants.S_IFIFO;
    }

    /**
     * Maps memory of another process for reading and writing, or with READ_ONLY for reading only, at its current size. The descriptor remains the caller's;
     * the mapping does not need it.
     *
     * <p>The memory must be sealed against shrinking ({@link Seal#SHRINK}). Otherwise another process with access to it
     * could truncate it, and any access could throw {@link InternalError}. The content is untrusted even if the memory
     * is sealed: copy first, then check, then use.
     *
     * @param options {@link MemoryOpenOption#READ_ONLY}, which is possible even if the memory is sealed against
     *     writing; {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}
     * @return the mapping, which the caller must close
     * @throws io.nativeipc.AccessDeniedException if the memory is sealed against writing (EPERM), or the descriptor is
     *     open for reading only (EACCES)
     * @throws IpcException if it is neither memory nor a regular file, is not sealed against shrinking, or is smaller
     *     than {@code atLeast}
     * @throws io.nativeipc.CorruptException if its size is 0
     */
    public Region map(MappingOpenOption... options) throws IpcException {
        OpenOptions given = OpenOptions.of(options);
        return use(number -> DescriptorRegion.of(toString(), number, given, false));
    }

    /**
     * Maps the memory like {@link #map}, but does not require it to be sealed against shrinking. The sender must be
     * trusted not to truncate it. Memory of {@code shm_open} and files have no seals.
     *
     * @param options {@link MemoryOpenOption#READ_ONLY}, {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}
     * @return the mapping, which the caller must close
     * @throws IpcException if a system call fails, or the memory is smaller than {@code atLeast}
     */
    public Region mapUnsealed(MappingOpenOption... options) throws IpcException {
        OpenOptions given = OpenOptions.of(options);
        return use(number -> DescriptorRegion.of(toString(), number, given, true));
    }

    /**
     * Adds seals, which cannot be removed (F_ADD_SEALS).
     *
     * @param seals the seals to add
     * @throws io.nativeipc.AccessDeniedException if the memory is sealed with {@link Seal#SEAL}, or the descriptor is
     *     open for reading only (EPERM)
     * @throws IpcException for {@link Seal#WRITE} while the memory is mapped for writing in any process (EBUSY), or if
     *     the file does not support seals (EINVAL)
     */
    public void seal(Seal... seals) throws IpcException {
        use(number -> {
            Seal.add(number, toString(), seals);
            return true;
        });
    }

    /**
     * {@return the current seals, empty if the file does not support seals (F_GET_SEALS)}
     *
     * @throws IpcException if the system call fails
     */
    public Set<Seal> seals() throws IpcException {
        return use(number -> Seal.of(number, toString()));
    }

    /** Sets O_NONBLOCK and returns the previous flags. */
    int setNonBlocking(int number) throws IpcException {
        int flags = PosixFailure.check(Native.shim().ipc_fcntl(number, Constants.F_GETFL, 0), "fcntl", toString());
        PosixFailure.check(
                Native.shim().ipc_fcntl(number, Constants.F_SETFL, flags | Constants.O_NONBLOCK), "fcntl", toString());
        return flags;
    }

    /** Calls the function with the number, which no other thread can close meanwhile. */
    <T> T use(Use<T> use) throws IpcException {
        int number = enter();
        try {
            return use.with(number);
        } finally {
            exit();
        }
    }

    /** Starts a call that uses the number. */
    int enter() {
        if (!calls.enter()) {
            throw closed();
        }
        return fd;
    }

    /** Ends a call that {@link #enter} started. */
    void exit() {
        calls.exit();
    }

    /** Passes the number to another object, which must close it, and closes this object. */
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

    /** Closes the descriptor, unless another object has taken it over. A second call does nothing. */
    @Override
    public void close() {
        if (calls.shut()) {
            calls.drain();
            Native.posix().close(fd);
        }
    }

    /**
     * Returns the number in the form {@code fd:7}. This is not an {@link io.nativeipc.IpcAddress}, because it is valid
     * only in this process.
     */
    @Override
    public String toString() {
        return name(fd);
    }
}
