package io.nativeipc.python;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Complete messages over a connection to a multiprocessing peer. Each method is called by one thread at a time. */
interface Messages extends Closeable {
    /** The default maximum length of a received message, in bytes. */
    int MAX_MESSAGE = 16 << 20;

    /**
     * Sends the remaining bytes of the buffer and then moves its position to the limit.
     *
     * @return false if the deadline passes; the caller must then send the same message again, because a part of it may
     *     have been sent
     */
    boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException;

    /** Returns the next message in a buffer that belongs to the caller; null if the deadline passes. */
    @Nullable
    ByteBuffer receive(long deadline) throws IOException, InterruptedException;

    /** Sets the maximum length of received messages. */
    void setMaxMessage(int maxMessage);

    boolean isOpen();

    @Override
    void close() throws IOException;
}
