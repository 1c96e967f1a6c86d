package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The sending end of a message queue: of POSIX, System V, a ring channel, or what else {@link Messages} knows. A message is what
 * lies between a buffer's position and its limit, and arrives as one. A message that was accepted moves the position to the
 * limit; one that was not leaves it.
 *
 * <p>May be used from any thread. After close every method throws {@link IllegalStateException}.
 */
public interface MessageSender extends Closeable {

    /** What it means that a send has returned. */
    enum Guarantee {
        /** The operating system holds the message, whatever happens to this process. */
        STORED,
        /** The message is in memory that the receiver shares, whatever happens to this process. */
        PUBLISHED,
        /** A broker has confirmed the message. */
        CONFIRMED,
        /** The message waits in this process, or in a socket of it, and dies with it. */
        QUEUED_LOCALLY
    }

    /**
     * Sends a message if the queue takes it now; never waits for room. Where a broker confirms, its answer is waited for all
     * the same, at most as long as that transport tells.
     *
     * @param message its bytes, from position to limit
     * @return whether it was taken
     * @throws IOException if the queue fails; the message was not sent
     */
    boolean trySend(ByteBuffer message) throws IOException;

    /**
     * Sends a message, waiting at most this long for the queue to take it; false when the time is over. A message that a broker
     * has not confirmed by then may arrive nevertheless.
     *
     * @param message its bytes, from position to limit
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was taken
     * @throws IOException if the queue fails; the message was not sent
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException;

    /**
     * Sends a message, waiting for the queue to take it as long as it takes.
     *
     * @param message its bytes, from position to limit
     * @throws IOException if the queue fails; the message was not sent
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void send(ByteBuffer message) throws IOException, InterruptedException;

    /** {@return what it means that a send has returned} */
    Guarantee guarantee();
}
