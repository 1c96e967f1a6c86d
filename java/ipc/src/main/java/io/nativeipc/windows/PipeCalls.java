package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/** The calls on the handle of a connected pipe, for bytes and for messages. */
final class PipeCalls {
    /** The bytes of a piece that is written at once to a pipe that carries bytes. */
    static final int PIECE = 1 << 16;

    private final Win32 win32 = Native.win32();
    private final String address;
    private final PipeMode mode;
    private final boolean server;
    private final WaitedHandle pipe;
    private final OverlappedCall.Pool calls;

    PipeCalls(String address, PipeMode mode, boolean server, WaitedHandle pipe) {
        this.address = address;
        this.mode = mode;
        this.server = server;
        this.pipe = pipe;
        this.calls = new OverlappedCall.Pool(address);
    }

    /** Begins a call of a channel. */
    void enter() throws ClosedChannelException {
        if (!pipe.enter()) {
            throw new ClosedChannelException();
        }
    }

    /** Begins a call for a message. */
    void beginMessage(long deadline) throws InterruptedException {
        if (mode != PipeMode.MESSAGE) {
            throw new IllegalStateException(this + " carries bytes, not messages");
        } else if (deadline != Deadline.PASSED) {
            Waits.throwIfInterrupted();
        }
        if (!pipe.enter()) {
            throw new IllegalStateException(this + " is closed");
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

    /**
     * Reads the next bytes, in either mode.
     *
     * @return the number of bytes, 0 on timeout, −1 at the end: the peer has closed, or has sent an empty message
     */
    int readBytes(ByteBuffer dst, long deadline) throws IOException, InterruptedException {
        enter();
        OverlappedCall call = take(Math.min(PIECE, dst.remaining()));
        try {
            while (true) {
                readInto(call, Math.min(PIECE, dst.remaining()), deadline);
                if (call.transferred() > 0) {
                    dst.put(call.data().limit(call.transferred()));
                    return call.transferred();
                } else if (isEnd(call.error())) {
                    return -1;
                } else if (call.error() != 0) {
                    requireExpired(call, "ReadFile");
                    return 0;
                } else if (carriesMessages()) { // an empty message
                    return -1;
                }
            }
        } finally {
            give(call);
        }
    }

    /** Reads into a call's data. The call contains the result. */
    void readInto(OverlappedCall call, int length, long deadline) throws InterruptedException {
        ByteBuffer data = call.data();
        call.run(
                pipe,
                (handle, buffer, overlapped) -> win32.ReadFile(handle, data.clear(), length, null, overlapped),
                deadline);
        data.clear();
    }

    /**
     * Writes bytes in pieces.
     *
     * @param piece the bytes of one piece, all or none of which are written
     * @return false on timeout; the position shows the bytes that were written
     */
    boolean writeBytes(ByteBuffer src, int piece, long deadline) throws IOException, InterruptedException {
        enter();
        OverlappedCall call = take(Math.min(piece, src.remaining()));
        try {
            while (src.hasRemaining()) {
                if (!writeFrom(call, src, Math.min(piece, src.remaining()), deadline)) {
                    requireExpired(call, "WriteFile");
                    return false;
                }
            }
            return true;
        } finally {
            give(call);
        }
    }

    /** Sends an empty message. */
    void writeEnd() throws IOException, InterruptedException {
        enter();
        OverlappedCall call = take(0);
        try {
            if (!carriesMessages()) {
                throw new UnsupportedOperationException(
                        this + " carries bytes: Windows has a half-close only for pipes of messages");
            } else if (!writeFrom(call, ByteBuffer.allocate(0), 0, Deadline.NEVER)) {
                requireExpired(call, "WriteFile");
            }
        } finally {
            give(call);
        }
    }

    /** Sends a message; false on timeout. */
    boolean send(ByteBuffer message, long deadline) throws IpcException, InterruptedException {
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
     * Returns the number of bytes that remain of a partly read message (PeekNamedPipe). Must be called within a call in
     * flight.
     */
    int leftOfMessage() throws IpcException {
        ByteBuffer left = Win32Structs.allocate(Integer.BYTES);
        Win32Failure.check(win32.PeekNamedPipe(pipe.handle(), null, 0, null, null, left), "PeekNamedPipe", address);
        return left.getInt(0);
    }

    /** Returns the process at the other end, or 0 if it has already ended or closed. */
    long peerPid() {
        ByteBuffer pid = Win32Structs.allocate(Integer.BYTES);
        int found = server
                ? win32.GetNamedPipeClientProcessId(pipe.handle(), pid)
                : win32.GetNamedPipeServerProcessId(pipe.handle(), pid);
        return found < 0 ? 0 : Integer.toUnsignedLong(pid.getInt(0));
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

    boolean isOpen() {
        return pipe.isOpen();
    }

    void close() {
        pipe.close();
        calls.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
