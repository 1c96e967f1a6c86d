package io.nativeipc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;

/**
 * One end of a pipe that goes both ways between two processes of one machine, and that has one name on every system: of the
 * client, by {@link #connect}, or of the server, by {@link NamedPipeServer#accept}. It is .NET's pipe: C# opens it as
 * {@code NamedPipeClientStream(".", name)}.
 *
 * <p>On Windows it is the pipe {@code \\.\pipe\name} ({@link io.nativeipc.windows.WindowsNamedPipe}); on Linux and macOS,
 * where .NET has none, what .NET uses: the Unix socket {@code CoreFxPipe_name} in the folder {@code $TMPDIR}, else
 * {@code /tmp}, or the socket of that path where the name is absolute ({@link io.nativeipc.posix.UnixSocket}). The POSIX
 * named pipe is {@link io.nativeipc.posix.Fifo}.
 *
 * <p><b>Names</b> are those of .NET, "anonymous" apart, which it keeps for itself: on Windows of at
 * most 247 characters, elsewhere without a slash, unless the whole is an absolute path, and of at most 107 bytes of path. <b>The peer</b> has to be a process of this user, or of one who
 * may become it (root; SYSTEM and Administrators): a client refuses another's server, and a server another's client, unless
 * told otherwise.
 *
 * <p>A read returns −1 when the peer has closed and all that it wrote is read; a write throws {@link PeerClosedException}.
 * Calls end at most 100 ms after an interrupt or a close; unlike the channels of java.nio, an interrupted pipe <em>stays
 * open</em>: the call throws {@link java.io.InterruptedIOException} with the thread's interrupt status set. Every method may be
 * called from any thread, virtual ones too. After {@link #close} a call throws
 * {@link java.nio.channels.ClosedChannelException}.
 */
public interface NamedPipe extends ByteChannel {
    /**
     * Connects to a server that is there, and has room for this client now.
     *
     * <p>What room is differs between systems. On Windows a server has as many instances as it was made for: .NET's
     * {@code maxNumberOfServerInstances} counts connected clients, and one more finds ERROR_PIPE_BUSY. On Linux and macOS the
     * kernel accepts connections into the backlog of the socket whatever that number is, so connect succeeds, and the client
     * waits in its first read until the server accepts it.
     *
     * @param name the name as {@link NamedPipe} tells
     * @return the pipe, which the caller closes
     * @throws NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws IpcException if it is dead and has left its socket (ECONNREFUSED), or has no room (EAGAIN, ERROR_PIPE_BUSY)
     * @throws PeerClosedException if it closed at once, before it could be asked who it is (ERROR_PIPE_NOT_CONNECTED)
     * @throws AccessDeniedException if its permissions, or its user, forbid it (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipe connect(String name) throws IOException, InterruptedException {
        return IpcSystem.connect(name, Duration.ZERO, true);
    }

    /**
     * Connects, waiting at most this long for a server to come, and to have room for this client.
     *
     * @param name the name as {@link NamedPipe} tells
     * @param timeout how long to wait at most; zero does not wait
     * @return the pipe, which the caller closes
     * @throws IOException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipe connect(String name, Duration timeout) throws IOException, InterruptedException {
        return IpcSystem.connect(name, timeout, true);
    }

    /**
     * {@link #connect(String, Duration)} to a server of whatever user.
     *
     * @param name the name as {@link NamedPipe} tells
     * @param timeout how long to wait at most; zero does not wait
     * @return the pipe, which the caller closes
     * @throws IOException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipe connectToAnyone(String name, Duration timeout) throws IOException, InterruptedException {
        return IpcSystem.connect(name, timeout, false);
    }

    /** {@return the name, as .NET takes it} */
    String name();

    /**
     * {@return the process that was at the other end when the connection was made; 0 where the system does not tell
     * (macOS, and Windows of one that had gone already)}
     */
    long peerPid();

    /**
     * Reads what there is, at most what remains in the buffer, waiting for at least one byte.
     *
     * @return the number of bytes, or −1 at the end
     */
    @Override
    int read(ByteBuffer dst) throws IOException;

    /**
     * Reads what there is now; 0 if there is nothing, −1 at the end. Never blocks.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @return the number of bytes, 0 if none came in time, −1 at the end
     * @throws IOException if the connection is lost, or the system refuses
     */
    int tryRead(ByteBuffer dst) throws IOException;

    /**
     * Reads what there is, waiting at most this long for it; 0 when the time is over, −1 at the end.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout how long to wait at most; zero does not wait
     * @return the number of bytes, 0 if none came in time, −1 at the end
     * @throws IOException if the connection is lost, or the system refuses
     */
    int tryRead(ByteBuffer dst, Duration timeout) throws IOException;

    /** Writes all that remains in the buffer, waiting for room as long as it takes. */
    @Override
    int write(ByteBuffer src) throws IOException;

    /**
     * Writes what there is room for now; returns the number of bytes. Never blocks.
     *
     * @param src what is written, from its position on
     * @return the number of bytes that were written
     * @throws IOException if the connection is lost, or the system refuses
     */
    int tryWrite(ByteBuffer src) throws IOException;

    /**
     * Writes all that remains in the buffer, or as much as there is room for in this time; returns the number of bytes.
     *
     * @param src what is written, from its position on
     * @param timeout how long to wait at most; zero does not wait
     * @return the number of bytes that were written
     * @throws IOException if the connection is lost, or the system refuses
     */
    int tryWrite(ByteBuffer src, Duration timeout) throws IOException;

    /** {@return this pipe as a stream that reads; closing it closes the pipe} */
    InputStream inputStream();

    /** {@return this pipe as a stream that writes; closing it closes the pipe} */
    OutputStream outputStream();

    @Override
    boolean isOpen();

    /**
     * Ends this end's stream, so that the peer reads −1 once it has read what was written; reading goes on. On Windows that is the
     * empty message which Docker and Go's winio take for the end, in a pipe that its server made for messages.
     *
     * @throws UnsupportedOperationException on Windows, if the pipe carries bytes, as those of {@link NamedPipeServer} do
     * @throws IOException if the connection is lost, or the system refuses
     */
    void shutdownOutput() throws IOException;

    /** Closes this end; what was written stays to be read. A second call does nothing. */
    @Override
    void close() throws IOException;

    /** The address: {@code pipe:name}. */
    @Override
    String toString();
}
