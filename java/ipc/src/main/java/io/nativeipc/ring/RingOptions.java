package io.nativeipc.ring;

/**
 * The geometry of a new channel. An open channel has the geometry that it was created with. Immutable.
 *
 * @param laneCount the largest number of producers at a time, 1 to 32
 * @param laneCapacity the size of one lane in bytes, a power of two from 4096 to 2³⁰
 * @param maxMessage the largest message in bytes, 1 to half a lane less 8
 * @param sleepingWaits whether producers and consumer may sleep in the kernel until the other side wakes them
 *     ({@link RingWait#SLEEP}). Each message then costs a full fence and a read of the word on which the other side
 *     sleeps; a channel without sleeping waits avoids both
 */
public record RingOptions(int laneCount, long laneCapacity, int maxMessage, boolean sleepingWaits)
        implements RingOption {
    /** 8 lanes of 256 KiB, messages up to 64 KiB. */
    public static final RingOptions DEFAULT = new RingOptions(
            RingLayout.DEFAULT_LANES,
            RingLayout.DEFAULT_CAPACITY,
            (int) RingLayout.defaultMaxMessage(RingLayout.DEFAULT_CAPACITY),
            false);

    /**
     * Checks the geometry.
     *
     * @throws IllegalArgumentException if a channel cannot have this geometry; the message states the limits
     */
    public RingOptions {
        String wrong = complaint(laneCount, laneCapacity, maxMessage);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** Returns what is wrong with a geometry, or null if nothing is. */
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
     * Returns a copy with this number of lanes.
     *
     * @param count the number of lanes, 1 to 32
     * @return a copy with this change
     */
    public RingOptions withLanes(int count) {
        return new RingOptions(count, laneCapacity, maxMessage, sleepingWaits);
    }

    /**
     * Returns a copy with lanes of this size and messages of up to a quarter of it.
     *
     * @param capacity the size of one lane in bytes, a power of two from 4096 to 2³⁰
     * @return a copy with this change
     */
    public RingOptions withLaneCapacity(long capacity) {
        return new RingOptions(
                laneCount, capacity, (int) Math.max(1, RingLayout.defaultMaxMessage(capacity)), sleepingWaits);
    }

    /**
     * Returns a copy with messages up to this size.
     *
     * @param bytes the largest message in bytes, 1 to half a lane less 8
     * @return a copy with this change
     */
    public RingOptions withMaxMessage(int bytes) {
        return new RingOptions(laneCount, laneCapacity, bytes, sleepingWaits);
    }

    /**
     * Returns a copy with sleeping waits.
     *
     * @return a copy with this change
     */
    public RingOptions withSleepingWaits() {
        return new RingOptions(laneCount, laneCapacity, maxMessage, true);
    }

    /** {@return the size of such a channel's shared memory in bytes} */
    public long byteSize() {
        return RingLayout.totalSize(laneCount, laneCapacity);
    }
}
