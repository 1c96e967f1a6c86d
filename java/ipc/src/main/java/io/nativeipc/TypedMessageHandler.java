package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Handles received messages with their type (System V queues) or priority (POSIX queues). */
@FunctionalInterface
public interface TypedMessageHandler {

    /**
     * Handles a message.
     *
     * @param message the message, as {@link MessageHandler#onMessage(ByteBuffer)} describes it
     * @param type the type or the priority with which it was sent
     * @throws IOException if the message cannot be processed
     */
    void onMessage(ByteBuffer message, long type) throws IOException;
}
