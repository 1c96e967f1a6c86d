package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is done with a received message. Its normal return acknowledges the message, where the queue knows of that. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles a message.
     *
     * @param message the message and nothing else: its first byte is at index 0 and its last at the capacity less 1, the position
     *     is 0, the limit is the capacity, and the byte order is native. The buffer must not be used after this method has
     *     returned: it then shows other messages
     * @throws IOException if the message cannot be dealt with; it is not acknowledged then
     */
    void onMessage(ByteBuffer message) throws IOException;
}
