package io.nativeipc.python;

import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Reads and writes a channel with a deadline. Interrupts and closes throw the exceptions that calls for messages throw:
 * {@link InterruptedException} and {@link IllegalStateException}.
 */
final class Bytes {
    private Bytes() {}

    /** Reads like {@link TimedChannel#tryRead(ByteBuffer, Duration)}. */
    static int read(TimedChannel channel, ByteBuffer dst, long deadline) throws IOException, InterruptedException {
        refuseInterrupted(deadline);
        try {
            if (deadline == Deadline.NEVER) {
                return channel.read(dst);
            }
            return deadline == Deadline.PASSED ? channel.tryRead(dst) : channel.tryRead(dst, Deadline.left(deadline));
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (ClosedChannelException e) {
            throw closed(channel, e);
        }
    }

    /**
     * Writes like {@link TimedChannel#tryWrite(ByteBuffer, Duration)}; the buffer's position shows how much was
     * written.
     */
    static void write(TimedChannel channel, ByteBuffer src, long deadline) throws IOException, InterruptedException {
        refuseInterrupted(deadline);
        try {
            if (deadline == Deadline.NEVER) {
                channel.write(src);
            } else if (deadline == Deadline.PASSED) {
                channel.tryWrite(src);
            } else {
                channel.tryWrite(src, Deadline.left(deadline));
            }
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } catch (ClosedChannelException e) {
            throw closed(channel, e);
        }
    }

    private static void refuseInterrupted(long deadline) throws InterruptedException {
        if (deadline != Deadline.PASSED) {
            Waits.throwIfInterrupted();
        }
    }

    private static InterruptedException interrupted(InterruptedIOException cause) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException();
        interrupted.initCause(cause);
        return interrupted;
    }

    private static IllegalStateException closed(TimedChannel channel, ClosedChannelException cause) {
        return new IllegalStateException(channel + " is closed", cause);
    }
}
