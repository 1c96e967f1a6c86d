package io.nativeipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A sender whose guarantee costs a round trip, and which many messages can share: {@link #tryPost} hands messages over, and
 * {@link #tryFlush} waits for the guarantee of all of them.
 */
public interface BatchSender extends MessageSender {

    /**
     * Hands a message over, waiting at most this long for room, and not for the guarantee.
     *
     * @param message its bytes, from position to limit
     * @param timeout how long to wait at most; zero does not wait
     * @return false when the time is over; the position stays
     * @throws IOException if this message, or one that was handed over before, cannot be sent: nothing that was handed over
     *     since the last flush is guaranteed then, all of it is forgotten here, and some of it may arrive
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryPost(ByteBuffer message, Duration timeout) throws IOException, InterruptedException;

    /**
     * Waits until the guarantee holds for all that was handed over.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return false when the time is over; what was handed over is waited for by the next flush
     * @throws IOException as {@link #tryPost}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryFlush(Duration timeout) throws IOException, InterruptedException;

    /** {@return how many messages were handed over for which the guarantee does not hold yet} */
    long unconfirmed();
}
