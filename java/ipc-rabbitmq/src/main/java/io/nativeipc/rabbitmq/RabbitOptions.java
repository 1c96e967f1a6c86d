package io.nativeipc.rabbitmq;

import java.time.Duration;

/**
 * How an end uses the broker.
 *
 * @param window how many messages a sender has at most on their way to the broker or unconfirmed, from 1
 * @param prefetch how many unacknowledged messages the broker gives a receiver at most, from 1 to 65,535; a batch has no more
 * @param maxMessage how many bytes a sender's message has at most, up to 128 MiB, which is the largest that a broker takes unless
 *     it was told otherwise
 * @param confirmTimeout how long {@link RabbitSender#trySend(java.nio.ByteBuffer)} waits for the broker at most
 * @param connectTimeout how long one attempt to connect takes at most, name look-up aside
 * @param reconnectTimeout for how long a call tries to reach the broker again after a connection was lost
 * @param heartbeat after twice this time without a sign of life the connection counts as lost; in whole seconds, zero for never
 */
public record RabbitOptions(
        int window,
        int prefetch,
        int maxMessage,
        Duration confirmTimeout,
        Duration connectTimeout,
        Duration reconnectTimeout,
        Duration heartbeat) {

    /** The defaults. */
    public static final RabbitOptions DEFAULT = new RabbitOptions(
            1024,
            1024,
            1 << 24,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    /** The largest message that a broker takes unless it was told otherwise. */
    static final int LARGEST_MESSAGE = 1 << 27;

    private static final int MAX_SHORT = 65_535;

    /** Checks the numbers. */
    public RabbitOptions {
        require(window >= 1 && window <= 1 << 20, "a window has from 1 to 1,048,576 messages, not " + window);
        require(prefetch >= 1 && prefetch <= MAX_SHORT, "a prefetch is from 1 to 65,535, not " + prefetch);
        require(maxMessage >= 0 && maxMessage <= LARGEST_MESSAGE, "a message has up to 134,217,728 bytes");
        require(!confirmTimeout.isNegative(), "the confirm timeout is negative");
        require(
                connectTimeout.toMillis() > 0 && connectTimeout.toHours() < 24,
                "a connect timeout is from 1 ms to a day");
        require(!reconnectTimeout.isNegative(), "the reconnect timeout is negative");
        require(!heartbeat.isNegative() && heartbeat.toSeconds() <= MAX_SHORT, "a heartbeat is from 0 to 65,535 s");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * These with another {@link #window}.
     *
     * @param messages how many at most are on their way or unconfirmed, 1 to 1,048,576
     * @return a copy with this change
     */
    public RabbitOptions withWindow(int messages) {
        return new RabbitOptions(
                messages, prefetch, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * These with another {@link #prefetch}.
     *
     * @param messages how many unacknowledged messages the broker gives at most, from 1 to 65,535
     * @return a copy with this change
     */
    public RabbitOptions withPrefetch(int messages) {
        return new RabbitOptions(
                window, messages, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * These with another {@link #maxMessage}.
     *
     * @param bytes the longest message, up to 134,217,728 bytes
     * @return a copy with this change
     */
    public RabbitOptions withMaxMessage(int bytes) {
        return new RabbitOptions(window, prefetch, bytes, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * These with another {@link #confirmTimeout}.
     *
     * @param timeout how long at most, from zero
     * @return a copy with this change
     */
    public RabbitOptions withConfirmTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, timeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * These with another {@link #connectTimeout}.
     *
     * @param timeout how long at most, 1 ms to a day
     * @return a copy with this change
     */
    public RabbitOptions withConnectTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, confirmTimeout, timeout, reconnectTimeout, heartbeat);
    }

    /**
     * These with another {@link #reconnectTimeout}.
     *
     * @param timeout how long at most, from zero
     * @return a copy with this change
     */
    public RabbitOptions withReconnectTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, confirmTimeout, connectTimeout, timeout, heartbeat);
    }

    /**
     * These with another {@link #heartbeat}.
     *
     * @param interval 0 to 65,535 seconds
     * @return a copy with this change
     */
    public RabbitOptions withHeartbeat(Duration interval) {
        return new RabbitOptions(
                window, prefetch, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, interval);
    }
}
