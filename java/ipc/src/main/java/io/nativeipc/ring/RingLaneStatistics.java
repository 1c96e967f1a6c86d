package io.nativeipc.ring;

/**
 * A lane's numbers. They count from the channel's creation, across all of the lane's producers and all consumers, and each may
 * lag behind the others by one call.
 *
 * @param producer who sends in this lane
 * @param head up to which position the consumer has given the lane's memory back
 * @param position where the producer's next record begins
 * @param messages how many messages were published
 * @param bytes how many bytes of payload they had
 * @param fullEvents how often there was no room
 * @param consumedMessages how many messages were consumed before {@code head}
 * @param consumedBytes how many bytes of payload those had
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

    /** {@return how many messages wait for the consumer, or were handled since it last gave memory back} */
    public long pendingMessages() {
        return Math.max(0, messages - consumedMessages);
    }
}
