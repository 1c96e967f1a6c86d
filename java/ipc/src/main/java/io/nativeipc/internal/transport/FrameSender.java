package io.nativeipc.internal.transport;

import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending end of a connection. A message that has been written in part counts as accepted; its rest is kept here
 * and is written before the next message, or at close.
 */
final class FrameSender implements MessageSender {
    private static final int ROOM = 1 << 16;
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final String address;
    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer frame = ByteBuffer.allocateDirect(ROOM).limit(0);
    private volatile boolean closed;

    FrameSender(String address, Wire wire) {
        this.address = address;
        this.wire = wire;
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IOException {
        checkLength(message);
        if (!lock.tryLock()) {
            return false; // another thread is waiting for room
        }
        try {
            wire.write().with(frame);
            if (frame.hasRemaining()) {
                return false;
            }
            encode(message);
            return wire.write().with(frame) > 0 ? accepted(message) : refused();
        } catch (ClosedChannelException e) {
            throw closed();
        } finally {
            lock.unlock();
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
        Waits.throwIfInterrupted();
        checkLength(message);
        lock.lockInterruptibly();
        try {
            write(deadline);
            if (frame.hasRemaining()) {
                return false;
            }
            encode(message);
            try {
                write(deadline);
            } finally {
                if (frame.position() > 0) {
                    accepted(message);
                }
            }
            return frame.position() > 0 || refused();
        } catch (InterruptedIOException e) {
            if (frame.position() == 0) {
                refused();
            }
            Thread.interrupted();
            throw new InterruptedException();
        } catch (ClosedChannelException e) {
            throw closed();
        } finally {
            lock.unlock();
        }
    }

    private void write(long deadline) throws IOException {
        if (frame.hasRemaining()) {
            wire.writeWithin().with(frame, Deadline.left(deadline));
        }
    }

    private void checkLength(ByteBuffer message) throws IpcException {
        if (closed) {
            throw closed();
        } else if (message.remaining() > FrameReader.MAX_MESSAGE) {
            String text = "its messages have up to " + FrameReader.MAX_MESSAGE + " bytes, this one has "
                    + message.remaining();
            throw new IpcException(address, "too long", text);
        }
    }

    private void encode(ByteBuffer message) {
        int length = message.remaining();
        if (frame.capacity() < FrameReader.HEADER + length) {
            frame = ByteBuffer.allocateDirect(FrameReader.HEADER + length);
        }
        frame.clear().putInt(length).put(FrameReader.HEADER, message, message.position(), length);
        frame.position(0).limit(FrameReader.HEADER + length);
    }

    private static boolean accepted(ByteBuffer message) {
        message.position(message.limit());
        return true;
    }

    private boolean refused() {
        frame.limit(0);
        return false;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed");
    }

    /** {@link io.nativeipc.MessageSender.Guarantee#QUEUED_LOCALLY}: in the socket. */
    @Override
    public Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    /** Writes the rest of a message for at most one second, unless a thread is sending; that thread's call throws. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (lock.tryLock()) {
            try {
                if (frame.hasRemaining()) {
                    wire.writeWithin().with(frame, LINGER);
                }
            } catch (IOException nobodyReads) {
                // the message is lost with the connection
            } finally {
                lock.unlock();
            }
        }
        wire.close();
    }

    @Override
    public String toString() {
        return address;
    }
}
