package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.DescriptorChannel;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One end of a connected stream socket of AF_UNIX, which goes both ways between two processes of one machine. The JDK has
 * such sockets; this one adds timeouts, an interrupt that leaves it open, who the peer is, and descriptors that go along
 * with bytes.
 *
 * <p>C calls: {@code socket} with SOCK_NONBLOCK, {@code connect}; {@code read} and {@code write}, and {@code poll} while they
 * would block; {@code sendmsg} and {@code recvmsg} with SCM_RIGHTS; {@code getsockopt} with SO_PEERCRED; {@code shutdown},
 * {@code close}.
 *
 * <p><b>The end:</b> a read returns −1 when the peer has closed, or ended its sending, and all that it wrote is read; a write
 * to a peer that has closed throws {@link io.nativeipc.PeerClosedException} (EPIPE, ECONNRESET).
 *
 * <p><b>Waiting.</b> Calls end at most 100 ms after an interrupt or a close, and an interrupted socket <em>stays open</em>: the
 * call throws {@link java.io.InterruptedIOException} with the thread's interrupt status set. Every method may be called from
 * any thread, virtual ones too, whose carriers are never blocked. A direct buffer goes to the kernel as it is; bytes of
 * another are copied once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
@SuppressWarnings("exports") // what the superclass adds to ByteChannel is ours alone
public final class UnixSocket extends DescriptorChannel {
    private static final long RETRY_NANOS = 20_000_000;

    private final Path path;
    private final RightsCall.Buffers buffers = new RightsCall.Buffers();

    UnixSocket(Path path, int fd) {
        this(path, fd, address(path));
    }

    private UnixSocket(Path path, int fd, String address) {
        super(fd, address);
        this.path = path;
    }

    /**
     * A socket that another process has connected: one that this process inherited, or received. It takes the descriptor
     * over: that object is closed, and this one's close closes the socket. O_NONBLOCK is set, which belongs to the open
     * socket and not to the descriptor: for another process too that holds a duplicate of this end.
     *
     * @param descriptor the socket, which this object takes over
     * @return the socket, which the caller closes
     * @throws IpcException if it is not a connected stream socket of AF_UNIX; the descriptor is still the caller's then
     */
    public static UnixSocket of(Descriptor descriptor) throws IpcException {
        descriptor.use(fd -> {
            SocketChecks.requireConnectedStream(descriptor, fd);
            return descriptor.setNonBlocking(fd);
        });
        return new UnixSocket(Path.of(""), descriptor.take(), descriptor.toString());
    }

    /**
     * Connects to a socket that listens.
     *
     * @param path where the socket is that listens
     * @return the socket, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if its mode forbids it (EACCES)
     * @throws IpcException if nobody listens any more (ECONNREFUSED), or too many wait to be accepted (EAGAIN)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static UnixSocket connect(Path path) throws IOException, InterruptedException {
        return connect(path, Deadline.PASSED);
    }

    /**
     * Connects, waiting at most this long for somebody to listen, and to accept those who wait already.
     *
     * @param path where the socket is that listens
     * @param timeout how long to wait at most; zero does not wait
     * @return the socket, which the caller closes
     * @throws IOException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static UnixSocket connect(Path path, Duration timeout) throws IOException, InterruptedException {
        return connect(path, Deadline.after(timeout));
    }

    private static UnixSocket connect(Path path, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        int fd = newSocket(path);
        try {
            for (int attempt = 0; ; attempt++) {
                int result = Native.shim().ipc_connect(fd, path.toString());
                if (result == 0) {
                    UnixSocket socket = new UnixSocket(path, fd);
                    fd = -1;
                    return socket;
                }
                boolean mayComeYet =
                        result == -Errno.ENOENT || result == -Errno.ECONNREFUSED || result == -Errno.EAGAIN;
                if (result != -Errno.EINTR && !(mayComeYet && Waits.pause(attempt, deadline))) {
                    throw PosixFailure.exception(-result, "connect", address(path), hint(path, result));
                }
            }
        } finally {
            if (fd >= 0) {
                Native.posix().close(fd);
            }
        }
    }

    private static String hint(Path path, int result) {
        return result == -Errno.ECONNREFUSED
                ? isSocket(path) ? "no process listens to this socket any more" : "it is not a socket"
                : result == -Errno.EAGAIN ? "too many wait to be accepted" : "";
    }

    private static boolean isSocket(Path path) {
        try {
            int mode = OpenFile.stat(path.toRealPath().toString()).mode();
            return (mode & Constants.S_IFMT) == Constants.S_IFSOCK;
        } catch (IOException unknown) {
            return true;
        }
    }

    static int newSocket(Path path) throws IpcException {
        Posix posix = Native.posix();
        int type = Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
        return PosixFailure.check(posix.socket(Constants.AF_UNIX, type, 0), "socket", address(path));
    }

    /**
     * Linux reports room in a socket of AF_UNIX only when three quarters of the buffer are free, and would take a write long
     * before: a peer that reads a part, and waits for the rest, would wait for ever.
     */
    @Override
    protected long pollForRoom(long deadline) {
        return Deadline.remaining(deadline) > RETRY_NANOS ? System.nanoTime() + RETRY_NANOS : deadline;
    }

    /** {@return the path of the socket that listened; empty for a socket from a {@link Descriptor}} */
    public Path path() {
        return path;
    }

    /**
     * {@return who is at the other end (SO_PEERCRED)}
     *
     * @throws IOException if the system does not tell
     */
    public PeerCredentials peer() throws IOException {
        return use(fd -> PeerCredentials.of(fd, address()));
    }

    /**
     * Writes all that remains in the buffer, waiting for room as long as it takes, and hands descriptors to the peer along
     * with the first byte (SCM_RIGHTS). The peer gets descriptors of its own; these stay the caller's, who may close them as
     * soon as this returns.
     *
     * @param src at least one byte if there are descriptors: without bytes the kernel passes none
     * @param descriptors at most 253
     * @throws IllegalStateException if one of the descriptors is closed; nothing was sent
     * @throws io.nativeipc.PeerClosedException if the peer has closed (EPIPE, ECONNRESET)
     * @throws IpcException if too many descriptors are on their way already (ETOOMANYREFS)
     */
    public void send(ByteBuffer src, Descriptor... descriptors) throws IOException {
        send(src, Deadline.NEVER, descriptors);
    }

    /**
     * {@link #trySend(ByteBuffer, Duration, Descriptor...)} that never blocks.
     *
     * @param src what is written, from its position on
     * @param descriptors at most 253, which stay the caller's
     * @return how many bytes were written
     * @throws IOException if the connection is lost, or the system refuses
     */
    public int trySend(ByteBuffer src, Descriptor... descriptors) throws IOException {
        return send(src, Deadline.PASSED, descriptors);
    }

    /**
     * {@link #send} of what there is room for in this time; returns the number of bytes. With 0 the descriptors have not gone
     * either; with more they have, and the rest is for {@link #write}.
     *
     * @param src what is written, from its position on
     * @param timeout how long to wait at most; zero does not wait
     * @param descriptors at most 253, which stay the caller's
     * @return how many bytes were written
     * @throws IOException if the connection is lost, or the system refuses
     */
    public int trySend(ByteBuffer src, Duration timeout, Descriptor... descriptors) throws IOException {
        return send(src, Deadline.after(timeout), descriptors);
    }

    private int send(ByteBuffer src, long deadline, Descriptor... descriptors) throws IOException {
        if (descriptors.length > RightsCall.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    "at most " + RightsCall.MAX_DESCRIPTORS + " descriptors go at once: " + descriptors.length);
        } else if (descriptors.length == 0) {
            return write(src, deadline);
        } else if (!src.hasRemaining()) {
            throw new IllegalArgumentException("descriptors go with at least one byte, and there is none");
        }
        refuseInterrupted(deadline);
        int sent = use(fd -> sendFirst(fd, src, deadline, descriptors));
        return sent > 0 && src.hasRemaining() ? sent + write(src, deadline) : sent;
    }

    /** As many bytes as go at once, with the descriptors; 0 when the time is over. */
    private int sendFirst(int fd, ByteBuffer src, long deadline, Descriptor... descriptors) throws IOException {
        try (RightsCall call = new RightsCall(address(), src, buffers)) {
            for (int attempt = 0; ; attempt++) {
                long result = call.send(fd, descriptors);
                if (result >= 0) {
                    return (int) result;
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw call.failure(result, "sendmsg");
                } else if (!await(attempt, Constants.POLLOUT, pollForRoom(deadline), 0)
                        && Deadline.remaining(deadline) <= 0) {
                    return 0;
                }
            }
        }
    }

    /**
     * Reads what there is, at most what remains in the buffer, and the descriptors that come with it, waiting for at least
     * one byte. The descriptors of one {@link #send} come together, with the first of its bytes, in front of which there may
     * be bytes that were sent before; a stream keeps no other boundaries. A {@link #read} of bytes that carry descriptors
     * loses them.
     *
     * @param dst with room for at least one byte
     * @param maxDescriptors how many descriptors may come, at most 253
     * @return what came; its byteCount is −1 at the end
     * @throws IpcException if more descriptors came than were asked for, or than this process may open (MSG_CTRUNC): all of
     *     them are closed, and the bytes are in the buffer
     */
    public Received receive(ByteBuffer dst, int maxDescriptors) throws IOException {
        return receive(dst, maxDescriptors, Deadline.NEVER);
    }

    /**
     * {@link #receive} of what there is now: a byteCount of 0 if there is nothing. Never blocks.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param maxDescriptors how many descriptors may come, at most 253
     * @return what came; its byteCount is 0 for nothing, −1 at the end
     * @throws IOException if the connection is lost, or the system refuses
     */
    public Received tryReceive(ByteBuffer dst, int maxDescriptors) throws IOException {
        return receive(dst, maxDescriptors, Deadline.PASSED);
    }

    /**
     * {@link #receive} that waits at most this long: a byteCount of 0 when the time is over.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param maxDescriptors how many descriptors may come, at most 253
     * @param timeout how long to wait at most; zero does not wait
     * @return what came; its byteCount is 0 for nothing, −1 at the end
     * @throws IOException if the connection is lost, or the system refuses
     */
    public Received tryReceive(ByteBuffer dst, int maxDescriptors, Duration timeout) throws IOException {
        return receive(dst, maxDescriptors, Deadline.after(timeout));
    }

    private Received receive(ByteBuffer dst, int maxDescriptors, long deadline) throws IOException {
        requireWritable(dst);
        if (maxDescriptors < 0 || maxDescriptors > RightsCall.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    "from 0 to " + RightsCall.MAX_DESCRIPTORS + " descriptors come at once: " + maxDescriptors);
        } else if (!dst.hasRemaining()) {
            throw new IllegalArgumentException("descriptors come with at least one byte, and there is no room for it");
        }
        refuseInterrupted(deadline);
        return use(fd -> receive(fd, dst, maxDescriptors, deadline));
    }

    private Received receive(int fd, ByteBuffer dst, int maxDescriptors, long deadline) throws IOException {
        try (RightsCall call = new RightsCall(address(), dst, buffers)) {
            for (int attempt = 0; ; attempt++) {
                long result = call.receive(fd, maxDescriptors);
                if (result > 0) {
                    return new Received((int) result, call.received(maxDescriptors));
                } else if (result == 0) {
                    return new Received(-1, List.of());
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw call.failure(result, "recvmsg");
                } else if (!await(attempt, Constants.POLLIN, deadline, 0)) {
                    return new Received(0, List.of());
                }
            }
        }
    }

    /**
     * Ends our sending, so that the peer's reads find the end; ours go on (shutdown with SHUT_WR).
     *
     * @throws IOException if the connection is lost, or the system refuses
     */
    public void shutdownOutput() throws IOException {
        use(fd -> {
            int result = Native.posix().shutdown(fd, Constants.SHUT_WR);
            return result == -Errno.ENOTCONN ? 0 : PosixFailure.check(result, "shutdown", address());
        });
    }

    /**
     * {@return whether the peer has closed, or both sides have ended their sending (POLLHUP)} A read returns −1 in either case,
     * and also when only the peer has ended its sending. Never blocks.
     *
     * @throws IOException if the socket is closed
     */
    public boolean isHungUp() throws IOException {
        return use(fd -> (readyFor(0) & Constants.POLLHUP) != 0);
    }

    /**
     * {@return a descriptor of this socket, for passing on: a duplicate (F_DUPFD_CLOEXEC), which the caller closes}
     *
     * @throws IOException if the connection is lost, or the system refuses
     */
    public Descriptor descriptor() throws IOException {
        return use(Descriptor::duplicate);
    }

    /** The address, {@code unix:/path}; for a socket from a {@link Descriptor} what that was called, {@code fd:7}. */
    @Override
    public String toString() {
        return address();
    }

    static String address(Path path) {
        return "unix:" + path;
    }
}
