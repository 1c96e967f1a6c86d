package io.nativeipc;

import java.io.IOException;
import java.time.Duration;

/** A receiver that hands out many messages before any of them is acknowledged, and acknowledges all or none. */
public interface BatchReceiver extends MessageReceiver {

    /** What is done with a batch before it is acknowledged. */
    @FunctionalInterface
    interface BatchEnd {
        /**
         * Its normal return acknowledges every message of the batch.
         *
         * @throws IOException if the batch cannot be passed on; it is not acknowledged then
         * @throws InterruptedException if the thread is interrupted while it waits
         */
        void beforeAcknowledging() throws IOException, InterruptedException;
    }

    /**
     * Gives the messages that are there to the handler, waiting at most this long for the first, then calls {@code end}, and
     * then acknowledges all of them. When the handler or {@code end} throws, none is acknowledged, and all come again. There
     * is no call of {@code end} when there was no message.
     *
     * @param handler is given each message; its normal return does not acknowledge yet
     * @param limit how many messages at most, from 1
     * @param end is asked before the batch is acknowledged
     * @param timeout how long to wait at most; zero does not wait
     * @return how many it was; 0 when the time is over
     * @throws IOException if the queue fails, or the handler or the end does
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException;
}
