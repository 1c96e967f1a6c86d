package io.nativeipc.zeromq;

import java.time.Duration;
import java.util.List;

/**
 * The options of ZeroMQ senders, receivers, requesters and repliers. Immutable.
 *
 * @param pattern whether one receiver gets a message, or all that subscribe to it
 * @param topics the subscriptions of a receiver of {@link Pattern#PUB_SUB}: it receives messages that begin with one of
 *     these strings in UTF-8; an empty list means all messages
 * @param highWaterMark the maximum number of messages that wait for each peer, at the sender and again at the receiver,
 *     from 1; up to 256 more wait at each end on the way to and from JeroMQ
 * @param linger how long close tries to transmit messages that were sent before, from zero to a day
 * @param maxMessage the maximum length of a message in bytes, from 64, for requesters and repliers from 320: the
 *     handshake needs as much. A sender rejects longer messages. A peer that announces a longer message is disconnected
 *     before memory is allocated for it; the message is lost, one receive throws {@link io.nativeipc.CorruptException},
 *     and later messages of peers arrive. The limit applies to each part; ZeroMQ does not limit the number of parts of
 *     a message
 * @param keepAlive whether TCP probes idle connections, at the system's interval
 * @param partsJoined whether a message of several parts is received as one message that contains their bytes in
 *     sequence; otherwise receiving it is an error, and the message is lost
 */
public record ZmqOptions(
        Pattern pattern,
        List<String> topics,
        int highWaterMark,
        Duration linger,
        int maxMessage,
        boolean keepAlive,
        boolean partsJoined) {

    /** The receivers of a message. */
    public enum Pattern {
        /** One of the receivers, in turn. The message waits while there is no receiver. */
        PUSH_PULL,
        /**
         * Every receiver that subscribes to it, is connected and is not too slow. For all other receivers the message
         * is dropped without notice.
         */
        PUB_SUB
    }

    /** The smallest maximum length, because the limit applies to the messages of the handshake too. */
    private static final int SHORTEST_LIMIT = 64;

    private static final Duration LONGEST_LINGER = Duration.ofDays(1);

    /** The default: PUSH and PULL, 1000 messages, 1 second, 16 MiB, no keep-alive, parts not joined. */
    public static final ZmqOptions DEFAULT =
            new ZmqOptions(Pattern.PUSH_PULL, List.of(), 1000, Duration.ofSeconds(1), 1 << 24, false, false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message states the range
     */
    public ZmqOptions {
        topics = List.copyOf(topics);
        require(highWaterMark >= 1, "the high-water mark is at least 1, not " + highWaterMark);
        require(
                maxMessage >= SHORTEST_LIMIT,
                "the longest message has at least " + SHORTEST_LIMIT + " bytes, which ZeroMQ's handshake needs, not "
                        + maxMessage);
        require(
                !linger.isNegative() && linger.compareTo(LONGEST_LINGER) <= 0,
                "close lingers for 0 seconds to a day, not " + linger);
        require(
                topics.isEmpty() || pattern == Pattern.PUB_SUB,
                "topics are for PUB_SUB: every message of PUSH_PULL is received");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * Returns these options with PUB and SUB and, for a receiver, the given subscriptions.
     *
     * @param wanted the beginnings of the messages to receive, in UTF-8; none means all messages
     * @return a copy with this change
     */
    public ZmqOptions withPubSub(String... wanted) {
        return new ZmqOptions(
                Pattern.PUB_SUB, List.of(wanted), highWaterMark, linger, maxMessage, keepAlive, partsJoined);
    }

    /**
     * Returns these options with another {@link #highWaterMark}.
     *
     * @param messages the maximum number of waiting messages, from 1
     * @return a copy with this change
     */
    public ZmqOptions withHighWaterMark(int messages) {
        return new ZmqOptions(pattern, topics, messages, linger, maxMessage, keepAlive, partsJoined);
    }

    /**
     * Returns these options with another {@link #linger}.
     *
     * @param time the maximum time, from zero to a day
     * @return a copy with this change
     */
    public ZmqOptions withLinger(Duration time) {
        return new ZmqOptions(pattern, topics, highWaterMark, time, maxMessage, keepAlive, partsJoined);
    }

    /**
     * Returns these options with another {@link #maxMessage}.
     *
     * @param bytes the maximum length of a message, from 64; for requesters and repliers from 320
     * @return a copy with this change
     */
    public ZmqOptions withMaxMessage(int bytes) {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, bytes, keepAlive, partsJoined);
    }

    /**
     * Returns these options with {@link #keepAlive} enabled.
     *
     * @return a copy with this change
     */
    public ZmqOptions withKeepAlive() {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, maxMessage, true, partsJoined);
    }

    /**
     * Returns these options with {@link #partsJoined} enabled.
     *
     * @return a copy with this change
     */
    public ZmqOptions withPartsJoined() {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, maxMessage, keepAlive, true);
    }
}
