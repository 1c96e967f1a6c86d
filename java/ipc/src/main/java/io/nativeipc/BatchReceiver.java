package io.nativeipc;

import java.io.IOException;
import java.time.Duration;

/** A receiver that delivers several messages before it acknowledges all of them, or none. */
public interface BatchReceiver extends MessageReceiver {

    /** An action that runs before a batch is acknowledged. */
    @FunctionalInterface
    interface BatchEnd {
        /**
         * Runs before the batch is acknowledged. A normal return acknowledges every message of the batch.
         *
         * @throws IOException if the batch cannot be passed on; the batch is then not acknowledged
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        void beforeAcknowledging() throws IOException, InterruptedException;
    }

    /**
     * Passes the available messages to the handler, then calls {@code end}, and then acknowledges all of them. Waits at
     * most the given time for the first message. If the handler or {@code end} throws, no message is acknowledged and
     * all are delivered again. Without a message, {@code end} is not called.
     *
     * @param handler receives each message; its normal return does not yet acknowledge the message
     * @param limit the maximum number of messages, at least 1
     * @param end is called before the batch is acknowledged
     * @param timeout the maximum time to wait; zero does not wait
     * @return the number of messages; 0 on timeout
     * @throws IOException if the queue, the handler or {@code end} fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException;
}
