package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The receiving end of a message queue. One call receives one message.
 *
 * <p>After warm-up, the queues of this module allocate nothing for messages of equal length. A message whose length
 * differs from that of the previous message can cost a buffer object, 64 bytes of heap. ZeroMQ and RabbitMQ allocate
 * each message.
 *
 * <p>A receiver may be used from any thread. After close every method throws {@link IllegalStateException}.
 */
public interface MessageReceiver extends Closeable {

    /**
     * Receives a message if one is available. Never blocks.
     *
     * @param handler receives the message; its normal return acknowledges the message
     * @return whether a message was received
     * @throws IOException if the queue or the handler fails
     */
    boolean tryReceive(MessageHandler handler) throws IOException;

    /**
     * Receives a message, waiting at most the given time.
     *
     * @param handler receives the message; its normal return acknowledges the message
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a message was received; false on timeout
     * @throws IOException if the queue or the handler fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException;

    /**
     * Receives a message, waiting until one is available.
     *
     * @param handler receives the message; its normal return acknowledges the message
     * @throws IOException if the queue or the handler fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void receive(MessageHandler handler) throws IOException, InterruptedException;
}
