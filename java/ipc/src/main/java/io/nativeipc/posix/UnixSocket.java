package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.unix.DescriptorChannel;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One end of a connected stream socket of AF_UNIX, which carries bytes in both directions between two processes of one
 * machine. Unlike the JDK's Unix sockets, it has timeouts, stays open after an interrupt, identifies the peer, and
 * sends and receives descriptors together with bytes.
 *
 * <pre>{@code
 * try (Memfd memory = Memfd.create("prices", 4096);
 *         UnixSocket receiver = UnixSocket.connect(path)) {
 *     memory.buffer().putInt(0, 100);
 *     memory.seal(Seal.SHRINK); // the receiver maps only memory that cannot become smaller
 *     try (Descriptor descriptor = memory.descriptor()) {
 *         receiver.send(ByteBuffer.allocate(1), descriptor); // a descriptor travels with at least one byte
 *     }
 *     System.out.println("sent " + memory.byteSize() + " bytes");
 * }
 * }</pre>
 *
 * <p>C calls: {@code socket} with SOCK_NONBLOCK, {@code connect}; {@code read} and {@code write}, and {@code poll}
 * while they would block; {@code sendmsg} and {@code recvmsg} with SCM_RIGHTS; {@code getsockopt} with SO_PEERCRED;
 * {@code shutdown}, {@code close}.
 *
 * <p><b>End of stream.</b> A read returns −1 after the peer has closed or shut down its output and all bytes that it
 * wrote were read. A write to a peer that has closed throws {@link io.nativeipc.PeerClosedException} (EPIPE,
 * ECONNRESET).
 *
 * <p><b>Waiting.</b> An interrupt or a close ends a call within 100 ms. An interrupted socket <em>stays open</em>: the
 * call throws {@link java.io.InterruptedIOException} with the thread's interrupt status set. Every method may be called
 * from any thread, including virtual threads, whose carriers are never blocked. A direct buffer is passed to the kernel
 * without copying; the bytes of other buffers are copied once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixSocket extends TimedChannel implements NamedPipe {
    private static final long RETRY_NANOS = 20_000_000;

    static {
        DescriptorChannel.register(UnixSocket.class, socket -> socket.channel);
    }

    private final Path path;
    private final DescriptorChannel channel;
    private final RightsCall.Buffers buffers = new RightsCall.Buffers();

    UnixSocket(Path path, int fd) {
        this(path, fd, address(path));
    }

    private UnixSocket(Path path, int fd, String address) {
        this.path = path;
        this.channel = new StreamChannel(fd, address);
    }

    private static final class StreamChannel extends DescriptorChannel {
        StreamChannel(int fd, String address) {
            super(fd, address);
        }

        /**
         * Limits each wait for room to 20 ms. Linux reports room in a socket of AF_UNIX only when three quarters of the
         * buffer are free, but accepts a write long before. A peer that reads a part and waits for the rest would
         * otherwise wait for ever.
         */
        @Override
        public long pollForRoom(long deadline) {
            return Deadline.remaining(deadline) > RETRY_NANOS ? System.nanoTime() + RETRY_NANOS : deadline;
        }
    }

    /**
     * Returns a socket for the descriptor of a connected socket that this process inherited or received. The socket
     * takes over the descriptor: {@code descriptor} is closed, and closing the returned object closes the socket. The
     * method sets O_NONBLOCK, which belongs to the open socket and not to the descriptor, so it also affects other
     * processes that hold a duplicate of this end.
     *
     * @param descriptor the descriptor to take over
     * @return the socket, which the caller must close
     * @throws IpcException if it is not a connected stream socket of AF_UNIX; the descriptor then remains the caller's
     */
    public static UnixSocket of(Descriptor descriptor) throws IpcException {
        descriptor.use(fd -> {
            SocketChecks.requireConnectedStream(descriptor.toString(), fd);
            return descriptor.setNonBlocking(fd);
        });
        return new UnixSocket(Path.of(""), descriptor.take(), descriptor.toString());
    }

    /**
     * Connects to a listening socket.
     *
     * @param path the path of the listening socket
     * @return the socket, which the caller must close
     * @throws io.nativeipc.NotFoundException if the socket does not exist (ENOENT)
     * @throws io.nativeipc.AccessDeniedException if the mode denies access (EACCES)
     * @throws IpcException if no process listens any more (ECONNREFUSED), or too many connections wait to be accepted
     *     (EAGAIN)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static UnixSocket connect(Path path) throws IOException, InterruptedException {
        return connect(path, Deadline.PASSED);
    }

    /**
     * Connects, waiting at most {@code timeout} for a process to listen and to accept the connections that wait
     * already.
     *
     * @param path the path of the listening socket
     * @param timeout the maximum time to wait; zero does not wait
     * @return the socket, which the caller must close
     * @throws IOException if no process listens in time, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static UnixSocket connect(Path path, Duration timeout) throws IOException, InterruptedException {
        return connect(path, Deadline.after(timeout));
    }

    private static UnixSocket connect(Path path, long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        int fd = newSocket(path);
        Waiting waiting = Events.waiting();
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
            waiting.end(address(path));
            if (fd >= 0) {
                Native.posix().close(fd);
            }
        }
    }

    private static String hint(Path path, int result) {
        return result == -Errno.ECONNREFUSED
                ? isSocket(path) ? "no process listens to this socket any more" : "it is not a socket"
                : result == -Errno.EAGAIN ? "too many clients wait to be accepted" : "";
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

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        return channel.read(dst, deadline);
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        return channel.write(src, deadline);
    }

    /** {@return the path of the listening socket; empty for a socket from a {@link Descriptor}} */
    public Path path() {
        return path;
    }

    /**
     * {@return the identity of the peer (SO_PEERCRED)}
     *
     * @throws IOException if the system call fails
     */
    public PeerCredentials peer() throws IOException {
        return channel.use(fd -> PeerCredentials.of(fd, toString()));
    }

    @Override
    public long peerPid() throws IOException {
        return peer().pid();
    }

    /**
     * Writes all remaining bytes of the buffer, waiting for room without a time limit, and sends descriptors to the
     * peer with the first byte (SCM_RIGHTS). The peer gets its own descriptors. The caller keeps these descriptors and
     * may close them as soon as this method returns.
     *
     * @param src the bytes, from position to limit; at least one if there are descriptors, because the kernel sends
     *     none without bytes
     * @param descriptors at most 253
     * @throws IllegalStateException if one of the descriptors is closed; nothing was sent
     * @throws io.nativeipc.PeerClosedException if the peer has closed (EPIPE, ECONNRESET)
     * @throws IpcException if too many descriptors were sent and not yet received (ETOOMANYREFS)
     */
    public void send(ByteBuffer src, Descriptor... descriptors) throws IOException {
        send(src, Deadline.NEVER, descriptors);
    }

    /**
     * Writes as many bytes as there is room for and sends the descriptors, like
     * {@link #trySend(ByteBuffer, Duration, Descriptor...)}. Never blocks.
     *
     * @param src the bytes, from position to limit; at least one if there are descriptors
     * @param descriptors at most 253, which remain the caller's
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    public int trySend(ByteBuffer src, Descriptor... descriptors) throws IOException {
        return send(src, Deadline.PASSED, descriptors);
    }

    /**
     * Writes the bytes for which there is room within {@code timeout} and sends the descriptors, like {@link #send}. If
     * the result is 0, no descriptor was sent either. If it is greater, all descriptors were sent; send the remaining
     * bytes with {@link #write}.
     *
     * @param src the bytes, from position to limit; at least one if there are descriptors
     * @param timeout the maximum time to wait; zero does not wait
     * @param descriptors at most 253, which remain the caller's
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    public int trySend(ByteBuffer src, Duration timeout, Descriptor... descriptors) throws IOException {
        return send(src, Deadline.after(timeout), descriptors);
    }

    private int send(ByteBuffer src, long deadline, Descriptor... descriptors) throws IOException {
        if (descriptors.length > RightsCall.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException("at most " + RightsCall.MAX_DESCRIPTORS
                    + " descriptors can be sent at once: " + descriptors.length);
        } else if (descriptors.length == 0) {
            return write(src, deadline);
        } else if (!src.hasRemaining()) {
            throw new IllegalArgumentException("descriptors are sent with at least one byte, and the buffer is empty");
        }
        Waits.refuseInterrupted(this, deadline);
        int sent = channel.use(fd -> sendFirst(fd, src, deadline, descriptors));
        return sent > 0 && src.hasRemaining() ? sent + write(src, deadline) : sent;
    }

    /** Sends the descriptors with as many bytes as one call accepts. Returns 0 on timeout. */
    private int sendFirst(int fd, ByteBuffer src, long deadline, Descriptor... descriptors) throws IOException {
        try (RightsCall call = new RightsCall(toString(), src, buffers)) {
            for (int attempt = 0; ; attempt++) {
                long result = call.send(fd, descriptors);
                if (result >= 0) {
                    return (int) result;
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw call.failure(result, "sendmsg");
                } else if (!channel.await(attempt, Constants.POLLOUT, channel.pollForRoom(deadline), 0)
                        && Deadline.remaining(deadline) <= 0) {
                    return 0;
                }
            }
        }
    }

    /**
     * Reads the available bytes, at most as many as remain in the buffer, and the descriptors that come with them,
     * waiting for at least one byte. The descriptors of one {@link #send} arrive together, with the first of its bytes.
     * Bytes that were sent before may precede them; a stream keeps no other boundaries. A {@link #read} of bytes that
     * carry descriptors loses the descriptors.
     *
     * @param dst the buffer, with room for at least one byte
     * @param maxDescriptors the maximum number of descriptors to receive, at most 253
     * @return the received bytes and descriptors; byteCount is −1 at the end of the stream
     * @throws IpcException if more descriptors arrive than {@code maxDescriptors}, or than this process may open
     *     (MSG_CTRUNC); all of them are closed, and the bytes are in the buffer
     */
    public Received receive(ByteBuffer dst, int maxDescriptors) throws IOException {
        return receive(dst, maxDescriptors, Deadline.NEVER);
    }

    /**
     * Reads the bytes and descriptors that are available now, like {@link #receive}. Never blocks.
     *
     * @param dst the buffer for the bytes, which are written at its position; the position advances past them
     * @param maxDescriptors the maximum number of descriptors to receive, at most 253
     * @return the received bytes and descriptors; byteCount is 0 if there are none now, −1 at the end of the stream
     * @throws IOException if the connection is lost, or a system call fails
     */
    public Received tryReceive(ByteBuffer dst, int maxDescriptors) throws IOException {
        return receive(dst, maxDescriptors, Deadline.PASSED);
    }

    /**
     * Reads bytes and descriptors like {@link #receive}, waiting at most {@code timeout}.
     *
     * @param dst the buffer for the bytes, which are written at its position; the position advances past them
     * @param maxDescriptors the maximum number of descriptors to receive, at most 253
     * @param timeout the maximum time to wait; zero does not wait
     * @return the received bytes and descriptors; byteCount is 0 on timeout, −1 at the end of the stream
     * @throws IOException if the connection is lost, or a system call fails
     */
    public Received tryReceive(ByteBuffer dst, int maxDescriptors, Duration timeout) throws IOException {
        return receive(dst, maxDescriptors, Deadline.after(timeout));
    }

    private Received receive(ByteBuffer dst, int maxDescriptors, long deadline) throws IOException {
        requireWritable(dst);
        if (maxDescriptors < 0 || maxDescriptors > RightsCall.MAX_DESCRIPTORS) {
            throw new IllegalArgumentException("from 0 to " + RightsCall.MAX_DESCRIPTORS
                    + " descriptors can be received at once: " + maxDescriptors);
        } else if (!dst.hasRemaining()) {
            throw new IllegalArgumentException(
                    "descriptors arrive with at least one byte, and the buffer has no room for it");
        }
        Waits.refuseInterrupted(this, deadline);
        return channel.use(fd -> receive(fd, dst, maxDescriptors, deadline));
    }

    private Received receive(int fd, ByteBuffer dst, int maxDescriptors, long deadline) throws IOException {
        try (RightsCall call = new RightsCall(toString(), dst, buffers)) {
            for (int attempt = 0; ; attempt++) {
                long result = call.receive(fd, maxDescriptors);
                if (result > 0) {
                    return new Received((int) result, call.received(maxDescriptors));
                } else if (result == 0) {
                    return new Received(-1, List.of());
                } else if (result != -Errno.EAGAIN && result != -Errno.EINTR) {
                    throw call.failure(result, "recvmsg");
                } else if (!channel.await(attempt, Constants.POLLIN, deadline, 0)) {
                    return new Received(0, List.of());
                }
            }
        }
    }

    /**
     * Shuts down the output, so that the peer's reads reach the end of the stream (shutdown with SHUT_WR). This end can
     * still read.
     *
     * @throws IOException if the connection is lost, or a system call fails
     */
    @Override
    public void shutdownOutput() throws IOException {
        channel.use(fd -> {
            int result = Native.posix().shutdown(fd, Constants.SHUT_WR);
            return result == -Errno.ENOTCONN ? 0 : PosixFailure.check(result, "shutdown", toString());
        });
    }

    /**
     * {@return whether the peer has closed, or both sides have shut down their output (POLLHUP)} A read returns −1 in
     * both cases, and also if only the peer has shut down its output. Never blocks.
     *
     * @throws IOException if the socket is closed
     */
    public boolean isHungUp() throws IOException {
        return channel.use(fd -> (channel.readyFor(0) & Constants.POLLHUP) != 0);
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
     * Closes the socket. Threads that wait in it throw {@link AsynchronousCloseException}. A second call does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /**
     * Returns the address, {@code unix:/path}; {@code pipe:name} for a socket that {@link NamedPipe} has opened; the
     * descriptor's name, {@code fd:7}, for a socket from a {@link Descriptor}.
     */
    @Override
    public String toString() {
        return channel.toString();
    }

    /** An address that begins with an @ would be one of the abstract namespace. */
    static String address(Path path) {
        return (path.toString().startsWith("@") ? "unix:./" : "unix:") + path;
    }
}
