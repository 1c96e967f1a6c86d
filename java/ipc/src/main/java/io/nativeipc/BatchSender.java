package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A sender whose guarantee costs a round trip that several messages can share: {@link #tryPost} submits messages, and
 * {@link #tryFlush} waits until the guarantee holds for all of them.
 */
public interface BatchSender extends MessageSender {

    /**
     * Submits a message. Waits at most the given time for room, and does not wait for the guarantee.
     *
     * @param message the bytes from position to limit
     * @param timeout the maximum time to wait; zero does not wait
     * @return false on timeout; the buffer's position is then unchanged
     * @throws IOException if this message or one submitted earlier cannot be sent. The guarantee then holds for no
     *     message submitted since the last flush. The sender discards all of them; some may still arrive
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryPost(ByteBuffer message, Duration timeout) throws IOException, InterruptedException;

    /**
     * Waits until the guarantee holds for all submitted messages.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return false on timeout; the next flush then waits for these messages
     * @throws IOException as {@link #tryPost}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryFlush(Duration timeout) throws IOException, InterruptedException;

    /** {@return the number of submitted messages for which the guarantee does not yet hold} */
    long unconfirmed();
}
