package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.NamedPipe;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.time.Duration;

/**
 * One end of a connected Windows pipe. {@link #connect} returns a client's end, and
 * {@link WindowsNamedPipeServer#accept} returns a server's end. In {@link PipeMode#MESSAGE} the pipe is also a queue of
 * messages in each direction. A client of a server of one direction gets an end that only reads or only writes
 * ({@link #direction}); the other calls throw {@link NonReadableChannelException} or
 * {@link NonWritableChannelException}.
 *
 * <p>Calls: {@code CreateFileW} and, while all instances are in use, {@code WaitNamedPipeW} to connect; overlapped
 * {@code ReadFile} and {@code WriteFile}, {@code WaitForMultipleObjects} while they are pending, {@code CancelIoEx} and
 * {@code GetOverlappedResult} to end them early; {@code CloseHandle} to close. The client lets the server identify it
 * but not act in its name (SECURITY_IDENTIFICATION), and rejects a server of a user other than this one, SYSTEM and the
 * Administrators.
 *
 * <p><b>End of the stream.</b> A read returns −1 when the peer has closed its end and everything that it wrote has been
 * read (ERROR_BROKEN_PIPE, ERROR_NO_DATA, ERROR_PIPE_NOT_CONNECTED); a write, a send and a receive throw
 * {@link PeerClosedException}. In a pipe of messages an empty message is the half-close of Docker and of Go's winio:
 * {@link #shutdownOutput} sends it, and the read that finds it and all later reads return −1.
 * {@link #receive(MessageHandler)} receives it as an empty message.
 *
 * <p><b>Waiting.</b> Calls return at most 100 ms after an interrupt or a close, and an interrupted channel <em>stays
 * open</em>. A write waits until the peer has read what the system does not buffer. A write that a timeout or an
 * interrupt ends early may have given the peer up to 64 KiB more than it reports, because Windows does not report how
 * much of a cancelled write was read.
 *
 * <p>Every method may be called from any thread. A waiting virtual thread does not block its carrier. Bytes are copied
 * once, those of a message twice.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/ipc/named-pipes">Named pipes</a>
 */
public final class WindowsNamedPipe extends TimedChannel implements NamedPipe, MessageSender, MessageReceiver {
    private final String name;
    private final PipeMode mode;
    private final PipeDirection direction;
    private final PipeCalls pipe;
    private final MessageInput input;
    private final long peerPid;

    /** Whether a read has reached the end: the peer has closed, or has sent an empty message. */
    private volatile boolean inputEnded;

    private volatile boolean outputEnded;

    WindowsNamedPipe(String name, PipeMode mode, PipeDirection direction, boolean server, WaitedHandle handle) {
        this.name = name;
        this.mode = mode;
        this.direction = direction;
        this.pipe = new PipeCalls(PipeName.address(name), mode, server, handle);
        this.input = new MessageInput(pipe);
        this.peerPid = pipe.peerPid();
    }

    private static WindowsNamedPipe connect(
            String name, long deadline, boolean forServer, WindowsConnectOption... options)
            throws IpcException, InterruptedException {
        OptionList list = new OptionList((Object[]) options);
        PipeMode mode = list.take(PipeMode.class, PipeMode.BYTE);
        boolean trustedOnly = !list.take(WindowsConnectOption.ANY_OWNER);
        list.end();
        PipeClient.Connected client = PipeClient.connect(name, mode, deadline, forServer, trustedOnly);
        WaitedHandle handle = new WaitedHandle(client.handle(), PipeName.address(name));
        return new WindowsNamedPipe(name, mode, client.direction(), false, handle);
    }

    /**
     * Connects to a pipe of this machine, waiting while all its instances are in use.
     *
     * @param name the part after {@code \\.\pipe\}
     * @param options {@link PipeMode#MESSAGE} for messages, {@link WindowsConnectOption#ANY_OWNER}
     * @return the pipe, which the caller closes
     * @throws io.nativeipc.NotFoundException if no server has created it (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list denies access to this user
     *     (ERROR_ACCESS_DENIED), or if the server's user is not this user, SYSTEM or an Administrator
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static WindowsNamedPipe connect(String name, WindowsConnectOption... options)
            throws IOException, InterruptedException {
        return connect(name, Deadline.NEVER, false, options);
    }

    /**
     * Connects, waiting at most the given time until a server has created the pipe and one of its instances is free.
     *
     * @param name the part after {@code \\.\pipe\}
     * @param timeout the maximum time to wait; zero does not wait
     * @param options {@link PipeMode#MESSAGE} for messages, {@link WindowsConnectOption#ANY_OWNER}
     * @return the pipe, which the caller closes
     * @throws io.nativeipc.NotFoundException if no server exists on timeout (ERROR_FILE_NOT_FOUND)
     * @throws IpcException if all instances are still in use on timeout (ERROR_PIPE_BUSY)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static WindowsNamedPipe connect(String name, Duration timeout, WindowsConnectOption... options)
            throws IOException, InterruptedException {
        return connect(name, Deadline.after(timeout), true, options);
    }

    /** {@return the name, without {@code \\.\pipe\}} */
    public String name() {
        return name;
    }

    /** {@return whether the pipe carries bytes or messages} */
    public PipeMode mode() {
        return mode;
    }

    /** {@return the direction of the bytes, as seen from this end} */
    public PipeDirection direction() {
        return direction;
    }

    /**
     * {@return the process that was at the other end when the connection was made (GetNamedPipeClientProcessId,
     * GetNamedPipeServerProcessId); 0 if it had already ended}
     */
    @Override
    public long peerPid() {
        return peerPid;
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        if (!direction.reads()) {
            throw new NonReadableChannelException();
        } else if (!dst.hasRemaining()) {
            return 0;
        } else if (inputEnded && isOpen()) {
            return -1;
        }
        Waits.refuseInterrupted(this, deadline);
        try {
            int count = mode == PipeMode.MESSAGE ? input.read(dst, deadline) : pipe.readBytes(dst, deadline);
            if (count < 0) {
                inputEnded = true;
            }
            return count;
        } catch (InterruptedException e) {
            throw Waits.interrupted(this, 0);
        }
    }

    /**
     * Ends this end's output. In a pipe of messages this sends an empty message, which the peer's reads treat as the
     * end. This end can still read; a later write throws {@link ClosedChannelException}. A second call does nothing.
     *
     * @throws UnsupportedOperationException if the pipe carries bytes, for which Windows has no half-close
     * @throws IOException if the connection is lost, or a system call fails
     */
    @Override
    public void shutdownOutput() throws IOException {
        requireOutput();
        if (outputEnded) {
            return;
        }
        try {
            pipe.writeEnd();
            outputEnded = true;
        } catch (InterruptedException e) {
            throw Waits.interrupted(this, 0);
        }
    }

    private void requireOutput() {
        if (!direction.writes()) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        requireOutput();
        if (outputEnded) {
            throw new ClosedChannelException();
        }
        Waits.refuseInterrupted(this, deadline);
        int start = src.position();
        try {
            pipe.writeBytes(src, mode == PipeMode.MESSAGE ? src.remaining() : PipeCalls.PIECE, deadline);
            return src.position() - start;
        } catch (InterruptedException e) {
            throw Waits.interrupted(this, src.position() - start);
        }
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IOException {
        try {
            return send(message, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        return send(message, Deadline.after(timeout));
    }

    @Override
    public void send(ByteBuffer message) throws IOException, InterruptedException {
        send(message, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        if (!direction.writes() || outputEnded) {
            throw new IllegalStateException(this + (outputEnded ? " has ended its output" : " only receives"));
        }
        return pipe.send(message, deadline);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        try {
            return receiving().receive(handler, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receiving().receive(handler, Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receiving().receive(handler, Deadline.NEVER);
    }

    /**
     * Sets the maximum length of received messages, which is 1 MiB at first. A receive of a longer message throws
     * {@link IpcException} (ERROR_MORE_DATA), and the message stays: it can be received with a larger maximum, or read
     * as bytes.
     *
     * @param byteSize the maximum length in bytes, 0 or more
     */
    public void setMaxMessage(int byteSize) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("a message has 0 bytes or more: " + byteSize);
        }
        input.setMaxMessage(byteSize);
    }

    private MessageInput receiving() {
        if (!direction.reads()) {
            throw new IllegalStateException(this + " only sends");
        }
        return input;
    }

    @Override
    public boolean isOpen() {
        return pipe.isOpen();
    }

    /**
     * Closes this end. The peer can still read what was written. Threads that wait in this end throw
     * {@link AsynchronousCloseException}, or in a call for messages {@link IllegalStateException}. A second call does
     * nothing.
     */
    @Override
    public void close() {
        pipe.close();
    }

    /** Returns the address: {@code pipe:name}. */
    @Override
    public String toString() {
        return pipe.toString();
    }
}
