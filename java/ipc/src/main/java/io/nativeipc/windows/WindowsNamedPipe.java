package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.TimedChannel;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.internal.wait.Waits;
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
 * once.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/ipc/named-pipes">Named pipes</a>
 */
@SuppressWarnings("exports") // the superclass's additions to ByteChannel are internal
public final class WindowsNamedPipe extends TimedChannel implements MessageSender, MessageReceiver {
    private static final int COPY = 1 << 16;

    private final Win32 win32 = Native.win32();
    private final String name;
    private final String address;
    private final PipeMode mode;
    private final PipeDirection direction;
    private final boolean server;
    private final WaitedHandle pipe;
    private final OverlappedCall.Pool calls;
    private final MessageInput input = new MessageInput(this);

    /** Whether the peer has ended its stream by an empty message. */
    private volatile boolean inputEnded;

    private volatile boolean outputEnded;

    WindowsNamedPipe(String name, PipeMode mode, PipeDirection direction, boolean server, WaitedHandle pipe) {
        this.name = name;
        this.address = PipeName.address(name);
        this.calls = new OverlappedCall.Pool(address);
        this.mode = mode;
        this.direction = direction;
        this.server = server;
        this.pipe = pipe;
    }

    /**
     * Connects to a pipe of this machine in {@link PipeMode#BYTE}, waiting while all its instances are in use.
     *
     * @param name the part after {@code \\.\pipe\}
     * @return the pipe, which the caller closes
     * @throws io.nativeipc.NotFoundException if no server has created it (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list denies access to this user
     *     (ERROR_ACCESS_DENIED), or if the server's user is not this user, SYSTEM or an Administrator
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static WindowsNamedPipe connect(String name) throws IOException, InterruptedException {
        return PipeClient.connect(name, PipeMode.BYTE, Deadline.NEVER, false, true);
    }

    /**
     * Connects, waiting at most the given time until a server has created the pipe and one of its instances is free.
     *
     * @param name the part after {@code \\.\pipe\}
     * @param mode whether the pipe carries bytes or messages
     * @param timeout the maximum time to wait; zero does not wait
     * @return the pipe, which the caller closes
     * @throws io.nativeipc.NotFoundException if no server exists on timeout (ERROR_FILE_NOT_FOUND)
     * @throws IpcException if all instances are still in use on timeout (ERROR_PIPE_BUSY)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static WindowsNamedPipe connect(String name, PipeMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return PipeClient.connect(name, mode, Deadline.after(timeout), true, true);
    }

    /**
     * Connects as {@link #connect(String, PipeMode, Duration)} does, and accepts a server of any user.
     *
     * @param name the part after {@code \\.\pipe\}
     * @param mode whether the pipe carries bytes or messages
     * @param timeout the maximum time to wait; zero does not wait
     * @return the pipe, which the caller closes
     * @throws IOException if the server does not exist, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static WindowsNamedPipe connectToAnyone(String name, PipeMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return PipeClient.connect(name, mode, Deadline.after(timeout), true, false);
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
     * {@return the process at the other end (GetNamedPipeClientProcessId, GetNamedPipeServerProcessId)}
     *
     * @throws IOException if the system call fails
     */
    public long peerPid() throws IOException {
        ByteBuffer pid = Win32Structs.allocate(Integer.BYTES);
        enter();
        try {
            long handle = pipe.handle();
            if (server) {
                Win32Failure.check(
                        win32.GetNamedPipeClientProcessId(handle, pid), "GetNamedPipeClientProcessId", address);
            } else {
                Win32Failure.check(
                        win32.GetNamedPipeServerProcessId(handle, pid), "GetNamedPipeServerProcessId", address);
            }
            return Integer.toUnsignedLong(pid.getInt(0));
        } finally {
            pipe.exit();
        }
    }

    @Override
    protected int read(ByteBuffer dst, long deadline) throws IOException {
        requireWritable(dst);
        if (!direction.reads()) {
            throw new NonReadableChannelException();
        } else if (!dst.hasRemaining()) {
            return 0;
        } else if (inputEnded && isOpen()) {
            return -1;
        }
        refuseInterrupted(deadline);
        try {
            return mode == PipeMode.MESSAGE ? input.read(dst, deadline) : readBytes(dst, deadline);
        } catch (InterruptedException e) {
            throw interrupted(0);
        }
    }

    /** Reads the next bytes, in either mode. */
    int readBytes(ByteBuffer dst, long deadline) throws IOException, InterruptedException {
        enter();
        OverlappedCall call = take(Math.min(COPY, dst.remaining()));
        try {
            while (true) {
                readInto(call, 0, Math.min(COPY, dst.remaining()), deadline);
                if (call.transferred() > 0) {
                    dst.put(call.data().limit(call.transferred()));
                    return call.transferred();
                } else if (isEnd(call.error())) {
                    return -1;
                } else if (call.error() != 0) {
                    requireExpired(call, "ReadFile");
                    return 0;
                } else if (carriesMessages()) { // an empty message
                    inputEnded = true;
                    return -1;
                }
            }
        } finally {
            give(call);
        }
    }

    /** Reads into a call's data from an offset on. The call contains the result. */
    void readInto(OverlappedCall call, int offset, int length, long deadline) throws InterruptedException {
        ByteBuffer data = call.data();
        call.run(
                pipe,
                (handle, buffer, overlapped) ->
                        win32.ReadFile(handle, data.clear().position(offset), length, null, overlapped),
                deadline);
        data.clear();
    }

    /**
     * Reports whether the server created the pipe for messages (GetNamedPipeInfo); this end may still read it as bytes.
     * Must be called within a call in flight.
     */
    private boolean carriesMessages() throws IpcException {
        if (mode == PipeMode.MESSAGE || server) {
            return mode == PipeMode.MESSAGE;
        }
        ByteBuffer flags = Win32Structs.allocate(Integer.BYTES);
        Win32Failure.check(win32.GetNamedPipeInfo(pipe.handle(), flags, null, null, null), "GetNamedPipeInfo", address);
        return (flags.getInt(0) & Win32Constants.PIPE_TYPE_MESSAGE) != 0;
    }

    /**
     * Ends this end's output. In a pipe of messages this sends an empty message, which the peer's reads treat as the
     * end. This end can still read; a later write throws {@link ClosedChannelException}. A second call does nothing.
     *
     * @throws UnsupportedOperationException if the pipe carries bytes, for which Windows has no half-close
     * @throws IOException if the connection is lost, or a system call fails
     */
    public void shutdownOutput() throws IOException {
        requireOutput();
        enter();
        OverlappedCall call = take(0);
        try {
            if (!carriesMessages()) {
                throw new UnsupportedOperationException(
                        this + " carries bytes: Windows has a half-close for pipes of messages alone");
            }
            if (!outputEnded && !writeFrom(call, ByteBuffer.allocate(0), 0, Deadline.NEVER)) {
                requireExpired(call, "WriteFile");
            }
            outputEnded = true;
        } catch (InterruptedException e) {
            throw interrupted(0);
        } finally {
            give(call);
        }
    }

    /** Throws if this end cannot receive. */
    void requireInput() {
        if (!direction.reads()) {
            throw new IllegalStateException(this + " only sends");
        }
    }

    private void requireOutput() {
        if (!direction.writes()) {
            throw new NonWritableChannelException();
        }
    }

    /**
     * Returns the number of bytes that remain of a partly read message (PeekNamedPipe). Must be called within a call in
     * flight.
     */
    int leftOfMessage() throws IpcException {
        ByteBuffer left = Win32Structs.allocate(Integer.BYTES);
        Win32Failure.check(win32.PeekNamedPipe(pipe.handle(), null, 0, null, null, left), "PeekNamedPipe", address);
        return left.getInt(0);
    }

    static boolean isEnd(int error) {
        return error == Win32Error.ERROR_BROKEN_PIPE
                || error == Win32Error.ERROR_NO_DATA
                || error == Win32Error.ERROR_PIPE_NOT_CONNECTED;
    }

    /** Throws unless a channel's call transferred nothing because of a timeout. */
    private void requireExpired(OverlappedCall call, String function) throws IOException {
        requireAborted(call, function);
        if (!pipe.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    /** Throws unless a message call transferred nothing because of a timeout. */
    void requireExpiredMessage(OverlappedCall call, String function) throws IpcException {
        requireAborted(call, function);
        if (!pipe.isOpen()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    private void requireAborted(OverlappedCall call, String function) throws IpcException {
        if (call.error() != Win32Error.ERROR_OPERATION_ABORTED) {
            throw Win32Failure.exception(call.error(), function, address, "");
        }
    }

    @Override
    protected int write(ByteBuffer src, long deadline) throws IOException {
        requireOutput();
        if (outputEnded) {
            throw new ClosedChannelException();
        }
        refuseInterrupted(deadline);
        enter();
        int chunk = mode == PipeMode.MESSAGE ? src.remaining() : COPY;
        OverlappedCall call = take(Math.min(chunk, src.remaining()));
        int written = 0;
        try {
            while (src.hasRemaining()) {
                int length = Math.min(chunk, src.remaining());
                if (!writeFrom(call, src, length, deadline)) {
                    requireExpired(call, "WriteFile");
                    break;
                }
                written += length;
            }
            return written;
        } catch (InterruptedException e) {
            throw interrupted(written);
        } finally {
            give(call);
        }
    }

    /** Writes this many bytes, all or none. The call contains the result. */
    private boolean writeFrom(OverlappedCall call, ByteBuffer src, int length, long deadline)
            throws InterruptedException {
        call.data().put(0, src, src.position(), length);
        call.run(pipe, (handle, data, overlapped) -> win32.WriteFile(handle, data, length, null, overlapped), deadline);
        if (call.error() != 0) {
            return false;
        }
        src.position(src.position() + length);
        return true;
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
        beginMessage(deadline);
        OverlappedCall call = take(message.remaining());
        try {
            boolean sent = writeFrom(call, message, message.remaining(), deadline);
            if (!sent) {
                requireExpiredMessage(call, "WriteFile");
            }
            return sent;
        } finally {
            give(call);
        }
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        try {
            return input.receive(handler, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return input.receive(handler, Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        input.receive(handler, Deadline.NEVER);
    }

    /**
     * Receives a message into a buffer, waiting at most the given time.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a message was received; false on timeout
     * @throws IpcException if the message is longer than what remains in the buffer (ERROR_MORE_DATA). The message
     *     stays, and a larger buffer can receive it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryReceive(ByteBuffer dst, Duration timeout) throws IOException, InterruptedException {
        requireWritable(dst);
        return input.receive(dst, Deadline.after(timeout));
    }

    /** Begins a call for a message. */
    void beginMessage(long deadline) throws IOException, InterruptedException {
        if (mode != PipeMode.MESSAGE) {
            throw new IllegalStateException(this + " carries bytes, not messages");
        } else if (deadline != Deadline.PASSED) {
            Waits.throwIfInterrupted();
        }
        if (!pipe.enter()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    private void enter() throws ClosedChannelException {
        if (!pipe.enter()) {
            throw new ClosedChannelException();
        }
    }

    /** Returns an overlapped call for use within a call in flight. If none is available, the call in flight ends. */
    OverlappedCall take(int capacity) throws IpcException {
        try {
            return calls.take(capacity);
        } catch (IpcException e) {
            pipe.exit();
            throw e;
        }
    }

    /** Ends a call in flight. */
    void give(OverlappedCall call) {
        calls.give(call);
        pipe.exit();
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
        calls.close();
    }

    /** Returns the address: {@code pipe:name}. */
    @Override
    public String toString() {
        return address;
    }
}
