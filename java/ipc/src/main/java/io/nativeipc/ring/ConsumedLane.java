package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.MessageHandler;
import io.nativeipc.internal.message.MessageViews;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A lane as its consumer sees it. The position belongs to this object. Of the words that the producer writes, each
 * header is read once and checked, and the index into the data is masked.
 */
final class ConsumedLane {
    /** Up to this size one word of each line is stored back; above it, one copy of the record onto itself is faster. */
    private static final int WORD_BY_WORD = 256;

    private final RingMemory memory;
    private final int lane;
    private final ByteBuffer control;
    private final ByteBuffer data;
    private final MessageViews views;
    private final int offset;
    private final int capacity;
    private final int quarter;
    private final int maxMessage;
    private final SleepWord room;

    private long position;
    private long released;
    private long messages;
    private long bytes;
    /** True if the lane is corrupt, or if a handler closed its consumer. */
    private boolean left;

    private boolean held;
    private long heldMessages;
    private long heldBytes;

    ConsumedLane(RingMemory memory, int lane) throws CorruptException {
        this.memory = memory;
        this.lane = lane;
        this.control = memory.control();
        this.data = memory.data(lane);
        this.views = new MessageViews(data.asReadOnlyBuffer());
        this.offset = RingLayout.laneOffset(lane);
        this.capacity = (int) memory.options().laneCapacity();
        this.quarter = capacity / 4;
        this.maxMessage = memory.options().maxMessage();
        this.room = memory.producerSleep(lane);
        this.position = memory.head(lane);
        this.released = position;
        this.messages = memory.getLong(offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET);
        this.bytes = memory.getLong(offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET);
    }

    /**
     * Passes messages to the handler and ends after {@link RingLayout#TURN} records, padding included. It reads one
     * more header than it handles: an empty lane is released at once, because the caller may not poll again and a
     * producer may be waiting for the lane.
     *
     * <p>This method and those that it calls for a message are small enough to be inlined into {@code poll}
     * ({@code FreqInlineSize}); what is rare is in methods of its own.
     *
     * @return the number of messages handled
     */
    int drain(MessageHandler handler, int limit) throws IOException {
        int handled = 0;
        for (int turn = 0; !left; turn++) {
            int index = (int) position & capacity - 1;
            // Acquire pairs with the release in ProducedLane.publish: the payload and the 0 behind it come before it.
            long header = (long) RingLayout.LONG.getAcquire(data, index);
            if (header == RecordLayout.NOTHING) {
                release();
                break;
            } else if (turn == RingLayout.TURN || handled == limit) {
                break;
            } else if (RecordLayout.kind(header) == RecordLayout.RECORD_MESSAGE) {
                take(handler, index, header);
                handled++;
            } else {
                skip(index, header);
            }
            if (position - released >= quarter) {
                release();
            }
        }
        return handled;
    }

    /** Passes one message to the handler. Its header was read once, and this copy is checked. */
    private void take(MessageHandler handler, int index, long header) throws IOException {
        int length = RecordLayout.length(header);
        if (length < 0 || length > maxMessage || RecordLayout.recordSize(length) > capacity - index) {
            throw corrupt(header);
        }
        int record = (int) RecordLayout.recordSize(length);
        deliver(handler, index, length);
        giveBack(index, header, record);
        messages++;
        bytes += length;
        position += record;
    }

    /** Passes over padding, once in each lap. */
    private void skip(int index, long header) throws CorruptException {
        int rest = capacity - index;
        boolean fills = RecordLayout.length(header) == rest - RecordLayout.RECORD_HEADER_SIZE;
        if (RecordLayout.kind(header) != RecordLayout.RECORD_PADDING || index == 0 || !fills) {
            throw corrupt(header);
        }
        position += rest;
    }

    /** Makes {@link #drain} handle nothing from now on. */
    void stop() {
        left = true;
    }

    /**
     * Releases what was drained, then stops releasing, so that {@link #drain} can be undone, until {@link #keep} or
     * {@link #undo}.
     */
    void hold() {
        release();
        held = true;
        heldMessages = messages;
        heldBytes = bytes;
    }

    /** Makes everything drained since {@link #hold} final, and releases it. */
    void keep() {
        held = false;
        release();
    }

    /**
     * Makes everything drained since {@link #hold} arrive again. The records are unchanged, because nothing was
     * released.
     */
    void undo() {
        held = false;
        position = released;
        messages = heldMessages;
        bytes = heldBytes;
    }

    private void deliver(MessageHandler handler, int index, int length) throws IOException {
        ByteBuffer view = views.read(index + RecordLayout.RECORD_HEADER_SIZE, length);
        KillPoint.reached("poll.read");
        handler.onMessage(view);
        KillPoint.reached("poll.handled");
    }

    private CorruptException corrupt(long header) {
        left = true;
        String text = "lane " + lane + " has at " + position + " the header 0x" + Long.toHexString(header)
                + ", which is not the start of a record; the lane is left out";
        return new CorruptException(memory.address(), text);
    }

    /**
     * Stores back one word of each line of the record, unchanged. When the producer reaches the record again, a line
     * that this processor owns is 2 to 4 times as fast as one that it has only read. The stores of single words use
     * release, because the compiler could remove a plain store of the value just read. Nothing after the record is
     * touched, because the producer writes there.
     */
    private void giveBack(int index, long header, int record) {
        if (record > WORD_BY_WORD) {
            data.put(index, data, index, record);
        } else {
            RingLayout.LONG.setRelease(data, index, header);
            for (int line = (index | RingLayout.LINE - 1) + 1; line < index + record; line += RingLayout.LINE) {
                RingLayout.LONG.setRelease(data, line, (long) RingLayout.LONG.get(data, line));
            }
        }
    }

    /** Publishes HEAD if the position has moved and no batch holds the lane. */
    void release() {
        if (position != released && !held) {
            publishHead();
        }
    }

    /**
     * Publishes HEAD with a release store, so that the producer may write up to the position again. The reads by the
     * handlers and the stores by {@link #giveBack} come before that store, and so do the counters: an observer that
     * acquires HEAD reads the counters that belong to it, or newer ones. If this process dies between the counters and
     * HEAD, the messages in between arrive again and are counted again.
     */
    private void publishHead() {
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET, messages);
        RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET, bytes);
        KillPoint.reached("poll.counted");
        RingLayout.LONG.setRelease(control, offset + RingLayout.LANE_HEAD_OFFSET, position);
        KillPoint.reached("poll.released");
        released = position;
        if (room.clear()) {
            room.wakeUp();
        }
    }

    /** Whether the lane of a dead producer can be freed. Called with the lock of the lane's slot held. */
    boolean isDrained() {
        return position == released && memory.isEmptyAt(lane, position);
    }
}
