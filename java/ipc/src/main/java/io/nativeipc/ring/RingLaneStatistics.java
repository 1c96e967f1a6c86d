package io.nativeipc.ring;

import java.util.OptionalLong;

/**
 * The counters of a lane. They count from the channel's creation, across all producers of the lane and all consumers.
 *
 * <p>The consumer counts what it has consumed. What was published is derived: it is what was consumed, and the records
 * behind {@code head} that are counted one by one. {@code position}, {@code messages} and {@code bytes} are empty if
 * they are unknown: the consumer released memory while the records were counted, three times in a row, or the lane
 * contains data that no producer writes.
 *
 * <p>A consumer writes its counters before {@code head}. If it is killed or stopped in between, the messages of its last
 * release are counted twice, in {@code messages} as well: at most a quarter of the lane and one message, or the batch.
 *
 * @param producer the producer of this lane
 * @param head the position up to which the consumer has released the lane's memory
 * @param position the position of the producer's next record; empty if unknown
 * @param messages the number of messages published; empty if unknown
 * @param bytes the number of payload bytes published; empty if unknown
 * @param fullEvents how often there was no room
 * @param consumedMessages the number of messages consumed before {@code head}
 * @param consumedBytes the number of payload bytes consumed before {@code head}
 */
public record RingLaneStatistics(
        RingSlotStatistics producer,
        long head,
        OptionalLong position,
        OptionalLong messages,
        OptionalLong bytes,
        long fullEvents,
        long consumedMessages,
        long consumedBytes) {

    /**
     * {@return the number of messages that wait for the consumer, or were handled since it last released memory; empty
     * if unknown}
     */
    public OptionalLong pendingMessages() {
        return messages.isPresent() ? OptionalLong.of(messages.getAsLong() - consumedMessages) : messages;
    }
}
