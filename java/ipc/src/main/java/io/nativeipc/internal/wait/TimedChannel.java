package io.nativeipc.internal.wait;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.time.Duration;

/**
 * A channel whose calls have a timeout form. Unlike the channels of java.nio, one whose thread is interrupted in a call
 * <em>stays open</em>: the call throws {@link InterruptedIOException}, the thread's interrupt status is set, and the buffer's
 * position tells what was done before.
 */
public abstract class TimedChannel implements ByteChannel {

    /**
     * Reads what there is, at most what remains in the buffer, waiting for at least one byte.
     *
     * @return the number of bytes, or −1 at the end: the peer has closed, and there is nothing left of it
     */
    @Override
    public final int read(ByteBuffer dst) throws IOException {
        return read(dst, Deadline.NEVER);
    }

    /** Reads what there is now; 0 if there is nothing, −1 at the end. Never blocks. */
    public final int tryRead(ByteBuffer dst) throws IOException {
        return read(dst, Deadline.PASSED);
    }

    /** Reads what there is, waiting at most this long for it; 0 when the time is over, −1 at the end. */
    public final int tryRead(ByteBuffer dst, Duration timeout) throws IOException {
        return read(dst, Deadline.after(timeout));
    }

    /** Writes all that remains in the buffer, waiting for room as long as it takes. */
    @Override
    public final int write(ByteBuffer src) throws IOException {
        return write(src, Deadline.NEVER);
    }

    /** Writes what there is room for now; returns the number of bytes. Never blocks. */
    public final int tryWrite(ByteBuffer src) throws IOException {
        return write(src, Deadline.PASSED);
    }

    /** Writes all that remains in the buffer, or as much as there is room for in this time; returns the number of bytes. */
    public final int tryWrite(ByteBuffer src, Duration timeout) throws IOException {
        return write(src, Deadline.after(timeout));
    }

    protected abstract int read(ByteBuffer dst, long deadline) throws IOException;

    protected abstract int write(ByteBuffer src, long deadline) throws IOException;

    /** This channel as a stream that reads; closing it closes the channel. */
    public final InputStream inputStream() {
        return Channels.newInputStream(this);
    }

    /** This channel as a stream that writes; closing it closes the channel. */
    public final OutputStream outputStream() {
        return Channels.newOutputStream(this);
    }

    /** A call that may wait takes nothing when its thread is interrupted already. */
    protected final void refuseInterrupted(long deadline) throws InterruptedIOException {
        if (deadline != Deadline.PASSED && Thread.currentThread().isInterrupted()) {
            throw interrupted(0);
        }
    }

    /** What a call throws whose thread was interrupted; the thread's interrupt status is set. */
    protected final InterruptedIOException interrupted(int done) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException(this + ": interrupted; it stays open");
        interrupted.bytesTransferred = done;
        return interrupted;
    }

    /** A read into a buffer that cannot be written is a mistake, not an end. */
    protected static void requireWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer cannot be read into");
        }
    }
}
