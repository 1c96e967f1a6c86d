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
 * A channel whose calls have a timeout form. Unlike the channels of java.nio, it <em>stays open</em> if a thread is
 * interrupted in a call: the call throws {@link InterruptedIOException}, the thread's interrupt status is set, and the
 * buffer's position shows the bytes already transferred.
 */
public abstract class TimedChannel implements ByteChannel {

    /**
     * Reads available bytes, at most as many as remain in the buffer, waiting for at least one byte.
     *
     * @return the number of bytes, or −1 at the end: the peer has closed its end, and all its bytes have been read
     */
    @Override
    public final int read(ByteBuffer dst) throws IOException {
        return read(dst, Deadline.NEVER);
    }

    /** Reads the bytes that are available now; 0 if there are none, −1 at the end. Never blocks. */
    public final int tryRead(ByteBuffer dst) throws IOException {
        return read(dst, Deadline.PASSED);
    }

    /** Reads available bytes, waiting at most the given time for the first; 0 on timeout, −1 at the end. */
    public final int tryRead(ByteBuffer dst, Duration timeout) throws IOException {
        return read(dst, Deadline.after(timeout));
    }

    /** Writes all bytes that remain in the buffer, waiting for room. */
    @Override
    public final int write(ByteBuffer src) throws IOException {
        return write(src, Deadline.NEVER);
    }

    /** Writes as many bytes as there is room for now; returns the number of bytes. Never blocks. */
    public final int tryWrite(ByteBuffer src) throws IOException {
        return write(src, Deadline.PASSED);
    }

    /**
     * Writes all bytes that remain in the buffer, or as many as find room within the given time; returns their number.
     */
    public final int tryWrite(ByteBuffer src, Duration timeout) throws IOException {
        return write(src, Deadline.after(timeout));
    }

    protected abstract int read(ByteBuffer dst, long deadline) throws IOException;

    protected abstract int write(ByteBuffer src, long deadline) throws IOException;

    /** Returns an input stream over this channel; closing it closes the channel. */
    public final InputStream inputStream() {
        return Channels.newInputStream(this);
    }

    /** Returns an output stream over this channel; closing it closes the channel. */
    public final OutputStream outputStream() {
        return Channels.newOutputStream(this);
    }

    /** Throws if the thread is already interrupted and the call may wait; such a call transfers nothing. */
    protected final void refuseInterrupted(long deadline) throws InterruptedIOException {
        if (deadline != Deadline.PASSED && Thread.currentThread().isInterrupted()) {
            throw interrupted(0);
        }
    }

    /** Returns the exception for a call whose thread was interrupted; sets the thread's interrupt status. */
    protected final InterruptedIOException interrupted(int done) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException(this + ": interrupted; it stays open");
        interrupted.bytesTransferred = done;
        return interrupted;
    }

    /** Throws for a read into a read-only buffer, which is an error and not the end of the stream. */
    protected static void requireWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer cannot be read into");
        }
    }
}
