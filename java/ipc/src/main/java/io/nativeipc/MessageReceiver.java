package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The receiving end of a message queue. One call receives one message.
 *
 * <p>The queues of this module allocate nothing for messages of equal length after warm-up; a message of another length than the
 * one before can cost a buffer object, 64 bytes of heap. ZeroMQ and RabbitMQ allocate each message.
 *
 * <p>May be used from any thread. After close every method throws {@link IllegalStateException}.
 */
public interface MessageReceiver extends Closeable {

    /**
     * Receives a message if there is one; never blocks.
     *
     * @param handler is given the message, and acknowledges it by its normal return
     * @return whether there was one
     * @throws IOException if the queue fails, or the handler does
     */
    boolean tryReceive(MessageHandler handler) throws IOException;

    /**
     * Receives a message, waiting at most this long for one; false when the time is over.
     *
     * @param handler is given the message, and acknowledges it by its normal return
     * @param timeout how long to wait at most; zero does not wait
     * @return whether there was one
     * @throws IOException if the queue fails, or the handler does
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException;

    /**
     * Receives a message, waiting for one as long as it takes.
     *
     * @param handler is given the message, and acknowledges it by its normal return
     * @throws IOException if the queue fails, or the handler does
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void receive(MessageHandler handler) throws IOException, InterruptedException;
}
