package io.nativeipc.zeromq;

import java.time.Duration;
import java.util.List;

/**
 * How the ends behave. Immutable.
 *
 * @param pattern who gets a message: one of the receivers, or all that want it
 * @param topics what a receiver of {@link Pattern#PUB_SUB} wants: messages that begin with one of these, in UTF-8; none means all
 * @param highWaterMark how many messages wait for each peer, at the sender and again at the receiver, from 1; up to 256 more wait
 *     at each end, on the way to and from JeroMQ
 * @param linger how long close tries to get out what was sent, from zero
 * @param maxMessage the longest message in bytes, from 64, for requesters and repliers from 320: the handshake needs as much. A
 *     sender refuses to exceed it. A peer that announces a longer one is disconnected before memory is allocated for it; the
 *     message is lost, one receive throws {@link io.nativeipc.CorruptException}, and what peers send later arrives. It is the length of one part: how many parts a message has, ZeroMQ does not
 *     limit
 * @param keepAlive whether TCP looks after a silent connection, as often as the system is set to
 * @param partsJoined whether a message of many parts is received as one, their bytes in a row; else receiving it is an error, and
 *     the message is gone
 */
public record ZmqOptions(
        Pattern pattern,
        List<String> topics,
        int highWaterMark,
        Duration linger,
        int maxMessage,
        boolean keepAlive,
        boolean partsJoined) {

    /** Who gets a message. */
    public enum Pattern {
        /** One of the receivers, in turn; it waits while there is none. */
        PUSH_PULL,
        /** Every receiver that wants it and is connected and not too slow: it is dropped for all others, and nobody is told. */
        PUB_SUB
    }

    /** The limit applies to the messages of the handshake too. */
    private static final int SHORTEST_LIMIT = 64;

    private static final Duration LONGEST_LINGER = Duration.ofDays(1);

    /** PUSH and PULL, 1000 messages, 1 second, 16 MiB, and nothing else. */
    public static final ZmqOptions DEFAULT =
            new ZmqOptions(Pattern.PUSH_PULL, List.of(), 1000, Duration.ofSeconds(1), 1 << 24, false, false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range; the message says what there can be
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
     * The same with PUB and SUB, and for a receiver the beginnings of the messages that it wants, all if there are none.
     *
     * @param wanted what messages begin with that a receiver wants, in UTF-8; none means all
     * @return a copy with this change
     */
    public ZmqOptions withPubSub(String... wanted) {
        return new ZmqOptions(
                Pattern.PUB_SUB, List.of(wanted), highWaterMark, linger, maxMessage, keepAlive, partsJoined);
    }

    /**
     * The same with so many messages that may wait.
     *
     * @param messages how many messages, from 1
     * @return a copy with this change
     */
    public ZmqOptions withHighWaterMark(int messages) {
        return new ZmqOptions(pattern, topics, messages, linger, maxMessage, keepAlive, partsJoined);
    }

    /**
     * The same with so much time for close.
     *
     * @param time how long at most, from zero to a day
     * @return a copy with this change
     */
    public ZmqOptions withLinger(Duration time) {
        return new ZmqOptions(pattern, topics, highWaterMark, time, maxMessage, keepAlive, partsJoined);
    }

    /**
     * The same with messages up to this size.
     *
     * @param bytes the longest message, from 64; of requesters and repliers from 320
     * @return a copy with this change
     */
    public ZmqOptions withMaxMessage(int bytes) {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, bytes, keepAlive, partsJoined);
    }

    /**
     * The same with TCP's keep-alive.
     *
     * @return a copy with this change
     */
    public ZmqOptions withKeepAlive() {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, maxMessage, true, partsJoined);
    }

    /**
     * The same with messages of many parts received as one.
     *
     * @return a copy with this change
     */
    public ZmqOptions withPartsJoined() {
        return new ZmqOptions(pattern, topics, highWaterMark, linger, maxMessage, keepAlive, true);
    }
}
