package io.nativeipc.python;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whole messages over something that a peer of multiprocessing is at the other end of. One thread at a time calls each. */
interface Messages extends Closeable {
    /** The longest message that is received unless told otherwise. */
    int MAX_MESSAGE = 16 << 20;

    /**
     * Sends all that remains in the buffer, and moves its position then.
     *
     * @return false when the time is over: the same message is to be sent again, since a part of it may have gone
     */
    boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException;

    /** The next message, in a buffer that is the caller's; null when the time is over. */
    @Nullable
    ByteBuffer receive(long deadline) throws IOException, InterruptedException;

    /** Refuses longer messages from now on. */
    void setMaxMessage(int maxMessage);

    boolean isOpen();

    @Override
    void close() throws IOException;
}
