package io.nativeipc.ring;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel of one lane in plain memory, without locks: no call here needs the kernel. jcstress creates millions of
 * states. Each state reuses memory of a much earlier state, and there is more of this memory than there are states at a
 * time.
 */
final class Lanes {
    static final int CAPACITY = 4096;
    static final int MAX_MESSAGE = 1016;

    private static final int COUNT = 2048;
    private static final Lanes[] ALL = new Lanes[COUNT];
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A word that no producer writes: a consumer that takes it for a header finds the lane corrupt. */
    private static final long OLD_PAYLOAD = 0x5555_5555_5555_5555L;

    static {
        RingOptions options = new RingOptions(1, CAPACITY, MAX_MESSAGE, false);
        int size = (int) options.byteSize();
        ByteBuffer memory = ByteBuffer.allocateDirect(COUNT * size);
        for (int i = 0; i < COUNT; i++) {
            ALL[i] = new Lanes(RingHeader.create(options), memory.slice(i * size, size));
        }
    }

    final RingMemory memory;
    private final RingHeader header;

    private Lanes(RingHeader header, ByteBuffer bytes) {
        this.header = header;
        Nowhere nowhere = new Nowhere("ring:/stress");
        this.memory = RingMemory.in(PlainView.region(nowhere.address(), bytes), nowhere, header);
    }

    /** Returns a channel of zeros, as its creator finds it. */
    static Lanes zeros() {
        Lanes lanes = ALL[Math.floorMod(NEXT.getAndIncrement(), COUNT)];
        ByteBuffer control = lanes.memory.control();
        for (int offset = 0; offset < RingLayout.PAGE / 2; offset += 8) {
            control.putLong(offset, 0);
        }
        return lanes;
    }

    /**
     * Returns a channel whose lane is empty at a position. All of its data is payload of former laps, except the word
     * at that position.
     */
    static Lanes emptyAt(long position) {
        Lanes lanes = zeros();
        lanes.header.write(lanes.memory.control());
        lanes.memory.control().putLong(RingLayout.laneOffset(0), position);
        ByteBuffer data = lanes.memory.data(0);
        for (int offset = 0; offset < CAPACITY; offset += 8) {
            data.putLong(offset, OLD_PAYLOAD);
        }
        data.putLong((int) position & CAPACITY - 1, RecordLayout.NOTHING);
        return lanes;
    }

    Slot slot(int number) {
        return new Slot(memory, null, number);
    }

    RingProducer producer(long tail) {
        return new RingProducer(memory, null, slot(RingLayout.SLOT_LANE), new ProducedLane(memory, 0, tail));
    }

    RingConsumer consumer() {
        try {
            return new RingConsumer(memory, null, slot(RingLayout.SLOT_CONSUMER));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
