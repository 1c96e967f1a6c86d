package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The receiving end of a message queue. One call receives one message.
 *
 * <p>May be used from any thread. After close every method throws {@link IllegalStateException}.
 */
public interface MessageReceiver extends Closeable {

    /** Receives a message if there is one; never blocks. */
    boolean tryReceive(MessageHandler handler) throws IOException;

    /** Receives a message, waiting at most this long for one; false when the time is over. */
    boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException;

    /** Receives a message, waiting for one as long as it takes. */
    void receive(MessageHandler handler) throws IOException, InterruptedException;
}
