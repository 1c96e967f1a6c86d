package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.MessageHandler;
import io.nativeipc.internal.message.MessageViews;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A lane as its consumer sees it. The position is this object's own; of what the producer writes, each header is read once
 * and checked, and the index is masked.
 */
final class ConsumedLane {
    /** Up to here a line is dirtied word by word; above, one copy of the record onto itself is faster. */
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
    /** It is corrupt, or its consumer was closed by a handler. */
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
     * Gives messages to the handler, and ends after {@link RingLayout#TURN} records, padding among them. It looks at one more
     * header than it handles: a lane in which nothing is left is released at once, because the caller may not poll again, and a
     * producer may wait for the lane.
     *
     * @return how many messages it was
     */
    int drain(MessageHandler handler, int limit) throws IOException {
        int handled = 0;
        for (int turn = 0; !left; turn++) {
            int index = (int) position & capacity - 1;
            long header = (long) RingLayout.LONG.getAcquire(data, index);
            if (header == RecordLayout.NOTHING) {
                release();
                break;
            } else if (turn == RingLayout.TURN || handled == limit) {
                break;
            }
            int length = RecordLayout.length(header);
            if (RecordLayout.kind(header) == RecordLayout.RECORD_MESSAGE) {
                long record = RecordLayout.recordSize(length);
                check(length >= 0 && length <= maxMessage && record <= capacity - index, header);
                deliver(handler, index, length);
                giveBack(index, header, (int) record);
                messages++;
                bytes += length;
                handled++;
                position += record;
            } else {
                boolean fills = length == capacity - index - RecordLayout.RECORD_HEADER_SIZE;
                check(RecordLayout.kind(header) == RecordLayout.RECORD_PADDING && index != 0 && fills, header);
                position += capacity - index;
            }
            if (position - released >= quarter) {
                release();
            }
        }
        return handled;
    }

    /** From here on nothing is handled. */
    void stop() {
        left = true;
    }

    /** From here on nothing is released, and {@link #drain} can be undone, until {@link #keep} or {@link #undo}. */
    void hold() {
        release();
        held = true;
        heldMessages = messages;
        heldBytes = bytes;
    }

    /** What was drained since {@link #hold} stays so. */
    void keep() {
        held = false;
        release();
    }

    /** What was drained since {@link #hold} comes again: the records are as they were, for nothing was released. */
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

    private void check(boolean condition, long header) throws CorruptException {
        if (!condition) {
            left = true;
            String text = "lane " + lane + " has at " + position + " the header 0x" + Long.toHexString(header)
                    + ", which begins no record; the lane is left out";
            throw new CorruptException(memory.address(), text);
        }
    }

    /**
     * Stores back a word of each line of the record, just as it is: a line that this processor owns when the producer comes
     * round again is 2 to 4 times as fast as one that it has only read. A plain store of what was just read could be
     * optimised away. Nothing behind the record is touched, for the producer writes there.
     */
    private void giveBack(int index, long header, int record) {
        if (record > WORD_BY_WORD) {
            data.put(index, data, index, record);
            return;
        }
        RingLayout.LONG.setRelease(data, index, header);
        for (int line = (index | RingLayout.LINE - 1) + 1; line < index + record; line += RingLayout.LINE) {
            RingLayout.LONG.setRelease(data, line, (long) RingLayout.LONG.get(data, line));
        }
    }

    /** Lets the producer write again up to here: what the handlers read, and {@link #giveBack} stored, is before it. */
    void release() {
        if (position != released && !held) {
            RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET, messages);
            RingLayout.LONG.setOpaque(control, offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET, bytes);
            RingLayout.LONG.setRelease(control, offset + RingLayout.LANE_HEAD_OFFSET, position);
            KillPoint.reached("poll.released");
            released = position;
            if (room.clear()) {
                room.wakeUp();
            }
        }
    }

    /** Whether a dead producer's lane can be freed; called with the lock of its slot. */
    boolean isDrained() {
        return position == released && memory.isEmptyAt(lane, position);
    }
}
