package io.nativeipc;

import java.io.IOException;
import java.time.Duration;

/** A receiver that hands out many messages before any of them is acknowledged, and acknowledges all or none. */
public interface BatchReceiver extends MessageReceiver {

    /** What is done with a batch before it is acknowledged. */
    @FunctionalInterface
    interface BatchEnd {
        /** Its normal return acknowledges every message of the batch. */
        void beforeAcknowledging() throws IOException, InterruptedException;
    }

    /**
     * Gives the messages that are there to the handler, waiting at most this long for the first, then calls {@code end}, and
     * then acknowledges all of them. When the handler or {@code end} throws, none is acknowledged, and all come again. There
     * is no call of {@code end} when there was no message.
     *
     * @param limit how many messages at most, from 1
     * @return how many it was; 0 when the time is over
     */
    int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd end, Duration timeout)
            throws IOException, InterruptedException;
}
