package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Handles received messages. A normal return acknowledges the message if the queue has acknowledgements.
 * {@link TypedMessageHandler} also receives the type or the priority.
 */
@FunctionalInterface
public interface MessageHandler extends TypedMessageHandler {

    /**
     * Handles a message.
     *
     * @param message the message and nothing else: its first byte is at index 0 and its last at the capacity less 1,
     *     the position is 0, the limit is the capacity, and the byte order is native. The buffer must not be used after
     *     this method has returned, because it then shows other messages
     * @throws IOException if the message cannot be processed; it is then not acknowledged
     */
    void onMessage(ByteBuffer message) throws IOException;

    /** Handles a message whatever its type. */
    @Override
    default void onMessage(ByteBuffer message, long type) throws IOException {
        onMessage(message);
    }
}
