package io.nativeipc.ring;

/**
 * The geometry that a channel is created with; who opens it takes what is there. Immutable.
 *
 * @param laneCount how many producers there can be at a time, 1 to 32
 * @param laneCapacity the bytes of one lane, a power of two from 4096 to 2³⁰
 * @param maxMessage the largest message in bytes, 1 to half a lane less 8
 * @param sleepingWaits whether producers and consumer may sleep in the kernel until the other side wakes them
 *     ({@link RingWait#SLEEP}): each message costs a full fence and a look at who sleeps then, which a channel for those who spin
 *     does without
 */
public record RingOptions(int laneCount, long laneCapacity, int maxMessage, boolean sleepingWaits) {
    /** 8 lanes of 256 KiB, messages up to 64 KiB. */
    public static final RingOptions DEFAULT = new RingOptions(
            RingLayout.DEFAULT_LANES,
            RingLayout.DEFAULT_CAPACITY,
            (int) RingLayout.defaultMaxMessage(RingLayout.DEFAULT_CAPACITY),
            false);

    /**
     * Checks the geometry.
     *
     * @throws IllegalArgumentException if there can be no such channel; the message says what there can be
     */
    public RingOptions {
        String wrong = complaint(laneCount, laneCapacity, maxMessage);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** What is wrong with a geometry, null if nothing is. */
    static @org.jspecify.annotations.Nullable String complaint(long laneCount, long laneCapacity, long maxMessage) {
        if (laneCount < 1 || laneCount > RingLayout.MAX_LANES) {
            return "a ring channel has 1 to " + RingLayout.MAX_LANES + " lanes, not " + laneCount;
        } else if (laneCapacity < RingLayout.MIN_CAPACITY
                || laneCapacity > RingLayout.MAX_CAPACITY
                || Long.bitCount(laneCapacity) != 1) {
            return "a lane has a power of two from " + RingLayout.MIN_CAPACITY + " to " + RingLayout.MAX_CAPACITY
                    + " bytes, not " + laneCapacity;
        }
        long largest = RingLayout.largestMessage(laneCapacity);
        if (maxMessage < 1 || maxMessage > largest) {
            return "the largest message of a lane of " + laneCapacity + " bytes is 1 to " + largest + ", not "
                    + maxMessage;
        }
        return null;
    }

    /**
     * The same with so many lanes.
     *
     * @param count 1 to 32
     * @return a copy with this change
     */
    public RingOptions withLanes(int count) {
        return new RingOptions(count, laneCapacity, maxMessage, sleepingWaits);
    }

    /**
     * The same with lanes of this size, and messages up to a quarter of it.
     *
     * @param capacity the bytes of one lane, a power of two from 4096 to 2³⁰
     * @return a copy with this change
     */
    public RingOptions withLaneCapacity(long capacity) {
        return new RingOptions(
                laneCount, capacity, (int) Math.max(1, RingLayout.defaultMaxMessage(capacity)), sleepingWaits);
    }

    /**
     * The same with messages up to this size.
     *
     * @param bytes 1 to half a lane less 8
     * @return a copy with this change
     */
    public RingOptions withMaxMessage(int bytes) {
        return new RingOptions(laneCount, laneCapacity, bytes, sleepingWaits);
    }

    /**
     * The same for waits that sleep.
     *
     * @return a copy with this change
     */
    public RingOptions withSleepingWaits() {
        return new RingOptions(laneCount, laneCapacity, maxMessage, true);
    }

    /** {@return the bytes of shared memory that such a channel takes} */
    public long byteSize() {
        return RingLayout.totalSize(laneCount, laneCapacity);
    }
}
