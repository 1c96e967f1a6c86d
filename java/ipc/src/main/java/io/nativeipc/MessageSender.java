package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The sending end of a message queue: a POSIX queue, a System V queue, a ring channel, or another queue that
 * {@link Messages} supports. A message consists of the bytes between a buffer's position and its limit, and arrives as
 * one message. An accepted message moves the position to the limit; otherwise the position is unchanged.
 *
 * <p>A sender may be used from any thread. After close every method throws {@link IllegalStateException}.
 */
public interface MessageSender extends Closeable {

    /** What is guaranteed for a message when send returns. */
    enum Guarantee {
        /** The operating system holds the message, whatever happens to this process. */
        STORED,
        /** The message is in memory that the receiver shares, whatever happens to this process. */
        PUBLISHED,
        /** A broker has confirmed the message. */
        CONFIRMED,
        /** The message is in this process or in its socket, and may be lost when the process ends. */
        QUEUED_LOCALLY
    }

    /**
     * Sends a message if the queue accepts it now; never waits for room. If a broker confirms messages, this method
     * waits for the broker's answer, at most as long as that transport documents.
     *
     * @param message the bytes from position to limit
     * @return whether the queue accepted the message
     * @throws IOException if the queue fails; the message was not sent
     */
    boolean trySend(ByteBuffer message) throws IOException;

    /**
     * Sends a message, waiting at most the given time for the queue to accept it. A message that a broker did not
     * confirm in time may still arrive.
     *
     * @param message the bytes from position to limit
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the queue accepted the message; false on timeout
     * @throws IOException if the queue fails; the message was not sent
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException;

    /**
     * Sends a message, waiting until the queue accepts it.
     *
     * @param message the bytes from position to limit
     * @throws IOException if the queue fails; the message was not sent
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void send(ByteBuffer message) throws IOException, InterruptedException;

    /** {@return what is guaranteed for a message when send returns} */
    Guarantee guarantee();
}
