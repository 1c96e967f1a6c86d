package io.nativeipc.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.time.Duration;

/**
 * A channel whose calls have a timeout form: the base class of FIFOs, sockets and pipes. Unlike the channels of
 * java.nio, it <em>stays open</em> if a thread is interrupted in a call: the call throws
 * {@link InterruptedIOException}, the thread's interrupt status is set, and the buffer's position shows the bytes
 * already transferred.
 *
 * <p>A subclass implements one read and one write, each with a {@link Deadline}:
 *
 * <pre>{@code
 * final class SerialPort extends TimedChannel {
 *     @Override
 *     protected int read(ByteBuffer dst, long deadline) throws IOException {
 *         Waits.refuseInterrupted(this, deadline);
 *         for (int attempt = 0; ; attempt++) {
 *             int count = readAvailable(dst); // throws ClosedChannelException after close
 *             if (count != 0) {
 *                 return count;
 *             }
 *             try {
 *                 if (!Waits.pause(attempt, deadline)) {
 *                     return 0;
 *                 }
 *             } catch (InterruptedException e) {
 *                 throw Waits.interrupted(this, 0);
 *             }
 *         }
 *     }
 * }
 * }</pre>
 */
public abstract class TimedChannel implements ByteChannel {

    /** Creates an open channel. */
    protected TimedChannel() {}

    /**
     * Reads available bytes, at most as many as remain in the buffer, waiting for at least one byte.
     *
     * @return the number of bytes, or −1 at the end: the peer has closed its end, and all its bytes have been read
     */
    @Override
    public final int read(ByteBuffer dst) throws IOException {
        return checkedRead(dst, Deadline.NEVER);
    }

    /**
     * Reads the bytes that are available now. Never blocks.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @return the number of bytes, 0 if there are none, −1 at the end
     * @throws IOException if the connection is lost, or a system call fails
     */
    public final int tryRead(ByteBuffer dst) throws IOException {
        return checkedRead(dst, Deadline.PASSED);
    }

    /**
     * Reads available bytes, waiting at most the given time for the first.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout the maximum time to wait; zero does not wait
     * @return the number of bytes, 0 on timeout, −1 at the end
     * @throws IOException if the connection is lost, or a system call fails
     */
    public final int tryRead(ByteBuffer dst, Duration timeout) throws IOException {
        return checkedRead(dst, Deadline.after(timeout));
    }

    /** Writes all bytes that remain in the buffer, waiting for room. */
    @Override
    public final int write(ByteBuffer src) throws IOException {
        return write(src, Deadline.NEVER);
    }

    /**
     * Writes as many bytes as there is room for now. Never blocks.
     *
     * @param src the bytes to write, from its position on
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    public final int tryWrite(ByteBuffer src) throws IOException {
        return write(src, Deadline.PASSED);
    }

    /**
     * Writes all bytes that remain in the buffer, or as many as find room within the given time.
     *
     * @param src the bytes to write, from its position on
     * @param timeout the maximum time to wait; zero does not wait
     * @return the number of bytes written
     * @throws IOException if the connection is lost, or a system call fails
     */
    public final int tryWrite(ByteBuffer src, Duration timeout) throws IOException {
        return write(src, Deadline.after(timeout));
    }

    /** {@return an input stream over this channel; closing it closes the channel} */
    public final InputStream inputStream() {
        return Channels.newInputStream(this);
    }

    /** {@return an output stream over this channel; closing it closes the channel} */
    public final OutputStream outputStream() {
        return Channels.newOutputStream(this);
    }

    private int checkedRead(ByteBuffer dst, long deadline) throws IOException {
        requireWritable(dst);
        return read(dst, deadline);
    }

    /**
     * Reads available bytes, waiting until the deadline for the first.
     *
     * @param dst receives the bytes at its position; never read-only. If it is full, the call returns 0 at once
     * @param deadline a {@link Deadline}
     * @return the number of bytes, 0 after the deadline, −1 at the end
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws IOException if the connection is lost, or a system call fails
     */
    protected abstract int read(ByteBuffer dst, long deadline) throws IOException;

    /**
     * Writes all bytes that remain in the buffer, or as many as find room before the deadline.
     *
     * @param src the bytes to write, from its position on
     * @param deadline a {@link Deadline}
     * @return the number of bytes written
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws IOException if the connection is lost, or a system call fails
     */
    protected abstract int write(ByteBuffer src, long deadline) throws IOException;

    /**
     * Throws for a read into a read-only buffer, which is an error and not the end of the stream.
     *
     * @param dst the buffer of a read
     * @throws IllegalArgumentException if it is read-only
     */
    protected static void requireWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer cannot be read into");
        }
    }
}
