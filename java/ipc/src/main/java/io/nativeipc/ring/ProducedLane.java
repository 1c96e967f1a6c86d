package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.internal.message.MessageViews;
import java.nio.ByteBuffer;

/**
 * A lane as its producer sees it. The producer is the only writer of the lane's data and of its own counters. The tail
 * and the counters belong to this object. Of the words that the consumer writes, HEAD is read once and checked.
 *
 * <p>The counters are written when the producer comes and when it leaves, and not for each message: an observer derives
 * them from the lane ({@link PendingRecords}).
 *
 * <p>A record is published by one release store of its header. The word behind the record, which marks the end of the
 * lane, is 0 before that store. This 0 is stored when the room is claimed, into bytes that are free, and not between
 * payload and header.
 */
final class ProducedLane {
    private final RingMemory memory;
    private final int lane;
    private final ByteBuffer control;
    private final ByteBuffer data;
    private final MessageViews views;
    private final int offset;
    private final int capacity;
    private final SleepWord consumer;
    private final SleepWord room;

    private long tail;
    private long head;
    private long messages;
    private long bytes;
    private long fullEvents;

    /** Called with the lock of the lane's slot held. */
    ProducedLane(RingMemory memory, int lane, long head) {
        this.memory = memory;
        this.lane = lane;
        this.control = memory.control();
        this.data = memory.data(lane);
        this.views = new MessageViews(data);
        this.offset = RingLayout.laneOffset(lane);
        this.capacity = (int) memory.options().laneCapacity();
        this.consumer = memory.consumerSleep();
        this.room = memory.producerSleep(lane);
        this.head = head;
        this.tail = head;
        // The lane is drained: what was published in it is what was consumed. The counters that a dead owner left are
        // not read. HEAD was acquired before, and the consumer stores these two before it releases HEAD.
        this.messages = memory.getLong(offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET);
        this.bytes = memory.getLong(offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET);
        this.fullEvents = memory.getLong(offset + RingLayout.LANE_FULL_EVENTS_OFFSET);
        room.withdraw(); // a dead owner may have left ROOM set
        writeCounters();
    }

    /** Writes the exact counters. Called with the lock of the lane's slot held. */
    void writeCounters() {
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_POSITION_OFFSET, tail);
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_MESSAGES_OFFSET, messages);
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_BYTES_OFFSET, bytes);
    }

    int number() {
        return lane;
    }

    /** The word on which the producer sleeps until there is room. */
    SleepWord room() {
        return room;
    }

    /**
     * Claims room at the tail for a record that does not wrap. The additional 8 bytes keep the word behind the record
     * inside the free bytes: the 0 stored there must not overwrite a record that the consumer still reads.
     *
     * @return false if there is no room now
     */
    boolean claim(int length) throws CorruptException {
        long record = RecordLayout.recordSize(length);
        int index = (int) tail & capacity - 1;
        int rest = capacity - index;
        int pad = record > rest ? rest : 0;
        long needed = tail + pad + record + RecordLayout.RECORD_HEADER_SIZE - capacity;
        if (head < needed) {
            readHead();
            if (head < needed) {
                return false;
            }
        }
        if (pad != 0) {
            // Store the 0 first: a consumer that sees the padding continues at offset 0 and must find nothing there.
            RingLayout.LONG.set(data, 0, RecordLayout.NOTHING);
            KillPoint.reached("publish.wrapping");
            long padding =
                    RecordLayout.recordHeader(pad - RecordLayout.RECORD_HEADER_SIZE, RecordLayout.RECORD_PADDING);
            RingLayout.LONG.setRelease(data, index, padding);
            tail += pad;
            KillPoint.reached("publish.padded");
        }
        RingLayout.LONG.set(data, (int) (tail + record) & capacity - 1, RecordLayout.NOTHING);
        KillPoint.reached("publish.zeroed");
        KillPoint.reached("publish.claimed");
        return true;
    }

    private void readHead() throws CorruptException {
        long seen = (long) RingLayout.LONG.getAcquire(control, offset + RingLayout.LANE_HEAD_OFFSET);
        if (seen < head || seen > tail || seen % RecordLayout.RECORD_ALIGNMENT != 0) {
            throw new CorruptException(
                    memory.address(),
                    "the head of lane " + lane + " is " + seen + ", which is not between " + head + " and " + tail);
        }
        head = seen;
    }

    /** A buffer that shows only the claimed payload. */
    ByteBuffer claimed(int length) {
        return views.write(payload(), length);
    }

    /** Moves the content of the {@link #claimed} buffer into the lane, if it is not there already. */
    void fill(int length) {
        views.written(payload(), length);
    }

    private int payload() {
        return ((int) tail & capacity - 1) + RecordLayout.RECORD_HEADER_SIZE;
    }

    /** Copies a message into the claimed payload. */
    void copy(ByteBuffer message, int length) {
        data.put(payload(), message, message.position(), length);
    }

    /**
     * Publishes the claimed record. The release store publishes everything that was written before it: the payload, the
     * 0 behind it and the 0 of a padding. A consumer that sees the header sees a complete record, and behind it 0 or a
     * newer header, never old payload.
     */
    void publish(int length) {
        KillPoint.reached("publish.written");
        int index = (int) tail & capacity - 1;
        RingLayout.LONG.setRelease(data, index, RecordLayout.recordHeader(length, RecordLayout.RECORD_MESSAGE));
        KillPoint.reached("publish.published");
        tail += RecordLayout.recordSize(length);
        messages++;
        bytes += length;
        if (consumer.clear()) {
            KillPoint.reached("publish.waking");
            consumer.wakeUp();
            KillPoint.reached("publish.woken");
        }
    }

    void countFull() {
        fullEvents++;
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_FULL_EVENTS_OFFSET, fullEvents);
    }

    long messages() {
        return messages;
    }

    long fullEvents() {
        return fullEvents;
    }
}
