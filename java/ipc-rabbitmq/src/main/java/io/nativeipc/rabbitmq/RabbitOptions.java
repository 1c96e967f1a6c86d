package io.nativeipc.rabbitmq;

import java.time.Duration;

/**
 * The limits and timeouts of a sender or receiver of RabbitMQ.
 *
 * @param window the maximum number of a sender's messages that are on their way to the broker or unconfirmed, from 1 to
 *     1,048,576
 * @param prefetch the maximum number of unacknowledged messages that the broker delivers to a receiver, from 1 to
 *     65,535; a batch has no more
 * @param maxMessage the maximum length of a sender's message in bytes, up to 128 MiB, which is the default limit of a
 *     broker
 * @param confirmTimeout the maximum time that {@link RabbitSender#trySend(java.nio.ByteBuffer)} waits for the broker
 * @param connectTimeout the maximum time of one attempt to connect, excluding the name lookup
 * @param reconnectTimeout how long a call tries to reach the broker again after a connection was lost
 * @param heartbeat the connection counts as lost after twice this time without data from the broker; in whole seconds,
 *     zero disables it
 */
public record RabbitOptions(
        int window,
        int prefetch,
        int maxMessage,
        Duration confirmTimeout,
        Duration connectTimeout,
        Duration reconnectTimeout,
        Duration heartbeat) {

    /** The default options. */
    public static final RabbitOptions DEFAULT = new RabbitOptions(
            1024,
            1024,
            1 << 24,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    /** The default limit of a broker for the length of a message, in bytes. */
    static final int LARGEST_MESSAGE = 1 << 27;

    private static final int MAX_SHORT = 65_535;

    /** Checks the values. */
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
     * Returns these options with another {@link #window}.
     *
     * @param messages the maximum number of messages on their way or unconfirmed, from 1 to 1,048,576
     * @return a copy with this change
     */
    public RabbitOptions withWindow(int messages) {
        return new RabbitOptions(
                messages, prefetch, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #prefetch}.
     *
     * @param messages the maximum number of unacknowledged messages, from 1 to 65,535
     * @return a copy with this change
     */
    public RabbitOptions withPrefetch(int messages) {
        return new RabbitOptions(
                window, messages, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #maxMessage}.
     *
     * @param bytes the maximum length of a message, up to 134,217,728 bytes
     * @return a copy with this change
     */
    public RabbitOptions withMaxMessage(int bytes) {
        return new RabbitOptions(window, prefetch, bytes, confirmTimeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #confirmTimeout}.
     *
     * @param timeout the maximum time, from zero
     * @return a copy with this change
     */
    public RabbitOptions withConfirmTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, timeout, connectTimeout, reconnectTimeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #connectTimeout}.
     *
     * @param timeout the maximum time, from 1 ms to a day
     * @return a copy with this change
     */
    public RabbitOptions withConnectTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, confirmTimeout, timeout, reconnectTimeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #reconnectTimeout}.
     *
     * @param timeout the maximum time, from zero
     * @return a copy with this change
     */
    public RabbitOptions withReconnectTimeout(Duration timeout) {
        return new RabbitOptions(window, prefetch, maxMessage, confirmTimeout, connectTimeout, timeout, heartbeat);
    }

    /**
     * Returns these options with another {@link #heartbeat}.
     *
     * @param interval the interval, from 0 to 65,535 seconds
     * @return a copy with this change
     */
    public RabbitOptions withHeartbeat(Duration interval) {
        return new RabbitOptions(
                window, prefetch, maxMessage, confirmTimeout, connectTimeout, reconnectTimeout, interval);
    }
}
