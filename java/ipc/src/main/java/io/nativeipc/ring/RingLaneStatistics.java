package io.nativeipc.ring;

/**
 * The counters of a lane. They count from the channel's creation, across all producers of the lane and all consumers.
 * Each may lag behind the others by one call.
 *
 * @param producer the producer of this lane
 * @param head the position up to which the consumer has released the lane's memory
 * @param position the position of the producer's next record
 * @param messages the number of messages published
 * @param bytes the number of payload bytes published
 * @param fullEvents how often there was no room
 * @param consumedMessages the number of messages consumed before {@code head}
 * @param consumedBytes the number of payload bytes consumed before {@code head}
 */
public record RingLaneStatistics(
        RingSlotStatistics producer,
        long head,
        long position,
        long messages,
        long bytes,
        long fullEvents,
        long consumedMessages,
        long consumedBytes) {

    /** {@return the number of messages that wait for the consumer, or were handled since it last released memory} */
    public long pendingMessages() {
        return Math.max(0, messages - consumedMessages);
    }
}
