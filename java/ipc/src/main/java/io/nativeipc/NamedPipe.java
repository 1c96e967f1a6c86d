package io.nativeipc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;

/**
 * One end of a bidirectional pipe between two processes of one machine, under the same name on every system.
 * {@link #connect} returns a client's end, and {@link NamedPipeServer#accept} returns a server's end. It is .NET's
 * pipe: C# opens it as {@code NamedPipeClientStream(".", name)}.
 *
 * <pre>{@code
 * try (NamedPipe pipe = NamedPipe.connect(name, Duration.ofSeconds(10))) { // waits until the server exists
 *     ByteBuffer number = ByteBuffer.wrap(pipe.inputStream().readNBytes(4)).order(LITTLE_ENDIAN);
 *     System.out.println("read " + number.getInt(0));
 *     pipe.write(number.putInt(0, 200));
 * }
 * }</pre>
 *
 * <p>On Windows it is the pipe {@code \\.\pipe\name} ({@link io.nativeipc.windows.WindowsNamedPipe}). On Linux and
 * macOS, which have no such pipe, it is the Unix socket that .NET uses instead: {@code CoreFxPipe_name} in the folder
 * {@code $TMPDIR}, else {@code /tmp}, or the socket at the given path if the name is absolute
 * ({@link io.nativeipc.posix.UnixSocket}). The POSIX named pipe is {@link io.nativeipc.posix.Fifo}.
 *
 * <p><b>Names</b> are those that .NET accepts. It reserves "anonymous", in upper or lower case. On Windows a name has at most
 * 247 characters. On other systems it contains no slash unless it is an absolute path, and the path has at most 107
 * bytes. <b>The peer</b> must be a process of this user, or of a privileged user (root; SYSTEM and Administrators): a
 * client rejects a server of another user, and a server rejects a client of another user, unless {@link OpenOption#ANY_OWNER} or {@link Permissions} allow it.
 *
 * <p>A read returns −1 when the peer has closed its end and everything that it wrote has been read; a write throws
 * {@link PeerClosedException}. Calls return at most 100 ms after an interrupt or a close. Unlike the channels of
 * java.nio, an interrupted pipe <em>stays open</em>: the call throws {@link java.io.InterruptedIOException} with the
 * thread's interrupt status set. Every method may be called from any thread, including virtual threads. After
 * {@link #close} a call throws {@link java.nio.channels.ClosedChannelException}.
 */
public interface NamedPipe extends ByteChannel {
    /**
     * Connects to a server that exists and has room for this client now.
     *
     * <p>The meaning of room differs between systems. On Windows a server has the number of instances that it was
     * created for: .NET's {@code maxNumberOfServerInstances} limits connected clients, and a further client receives
     * ERROR_PIPE_BUSY. On Linux and macOS the kernel accepts connections into the backlog of the socket, whatever that
     * number is. Connect then succeeds, and the client waits in its first read until the server accepts it.
     *
     * @param name a name as described in {@link NamedPipe}
     * @param options {@link OpenOption#ANY_OWNER} for a server of any user
     * @return the pipe, which the caller closes
     * @throws NotFoundException if the server does not exist (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws IpcException if the server is dead and left its socket (ECONNREFUSED), or has no room (EAGAIN,
     *     ERROR_PIPE_BUSY)
     * @throws PeerClosedException if the server closed the connection before its user could be checked
     *     (ERROR_PIPE_NOT_CONNECTED)
     * @throws AccessDeniedException if the server's permissions or its user forbid it (EACCES, ERROR_ACCESS_DENIED, or
     *     wrong owner)
     * @throws InterruptedException if the thread is interrupted
     */
    static NamedPipe connect(String name, OpenOption... options) throws IOException, InterruptedException {
        return IpcSystem.connect(name, Duration.ZERO, options);
    }

    /**
     * Connects, waiting at most the given time until a server exists and has room for this client.
     *
     * @param name a name as described in {@link NamedPipe}
     * @param timeout the maximum time to wait; zero does not wait
     * @param options {@link OpenOption#ANY_OWNER} for a server of any user
     * @return the pipe, which the caller closes
     * @throws IOException if no server accepts the connection in time, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipe connect(String name, Duration timeout, OpenOption... options)
            throws IOException, InterruptedException {
        return IpcSystem.connect(name, timeout, options);
    }

    /**
     * {@return the process that was at the other end when the connection was made; 0 if the system does not report it
     * (macOS, and Windows if the process had already ended)}
     *
     * @throws IOException if the pipe is closed, or the system call fails
     */
    long peerPid() throws IOException;

    /**
     * Reads available bytes, at most as many as remain in the buffer, waiting for at least one byte.
     *
     * @return the number of bytes, or −1 at the end
     */
    @Override
    int read(ByteBuffer dst) throws IOException;

    /**
     * Reads the bytes that are available now. Never blocks.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @return the number of bytes, 0 if none are available, −1 at the end
     * @throws IOException if the connection is lost, or a system call fails
     */
    int tryRead(ByteBuffer dst) throws IOException;

    /**
     * Reads available bytes, waiting at most the given time for the first.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout the maximum time to wait; zero does not wait
     * @return the number of bytes, 0 on timeout, −1 at the end
     * @throws IOException if the connection is lost, or a system call fails
     */
    int tryRead(ByteBuffer dst, Duration timeout) throws IOException;

    /** Writes all bytes that remain in the buffer, waiting for room. */
    @Override
    int write(ByteBuffer src) throws IOException;

    /**
     * Writes as many bytes as there is room for now. Never blocks.
     *
     * @param src the bytes to write, from its position on
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    int tryWrite(ByteBuffer src) throws IOException;

    /**
     * Writes all bytes that remain in the buffer, or as many as find room within the given time.
     *
     * @param src the bytes to write, from its position on
     * @param timeout the maximum time to wait; zero does not wait
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    int tryWrite(ByteBuffer src, Duration timeout) throws IOException;

    /** {@return an input stream over this pipe; closing it closes the pipe} */
    InputStream inputStream();

    /** {@return an output stream over this pipe; closing it closes the pipe} */
    OutputStream outputStream();

    @Override
    boolean isOpen();

    /**
     * Ends this end's output, so that the peer reads −1 once it has read everything that was written. This end can
     * still read. On Windows this sends the empty message that Docker and Go's winio treat as the end, in a pipe that
     * its server created for messages.
     *
     * @throws UnsupportedOperationException on Windows, if the pipe carries bytes, as those of {@link NamedPipeServer}
     *     do
     * @throws IOException if the connection is lost, or a system call fails
     */
    void shutdownOutput() throws IOException;

    /** Closes this end. The peer can still read what was written. A second call does nothing. */
    @Override
    void close() throws IOException;

    /** Returns the address: {@code pipe:name}. */
    @Override
    String toString();
}
