package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is done with a received message. Its normal return acknowledges the message, where the queue knows of that. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Takes a message.
     *
     * @param message its bytes, from position to limit, in native byte order; they are gone when this returns
     * @throws IOException if the message cannot be dealt with; it is not acknowledged then
     */
    void onMessage(ByteBuffer message) throws IOException;
}
