package io.nativeipc.ring;

import io.nativeipc.IpcException;
import java.util.OptionalLong;

/**
 * The records of a lane that were published and not yet released, counted by an observer. An observer takes no lock and
 * writes nothing.
 *
 * <p>The consumer stores CONSUMED_MESSAGES and CONSUMED_BYTES, then HEAD with release. The observer acquires HEAD, reads
 * the counters, and walks over the records from HEAD to the first word that is 0. It then reads HEAD again. If HEAD has
 * not changed, the producer could not overwrite any of these records meanwhile, because it writes only up to HEAD. So
 * each header was valid when it was read, and the word behind the record was 0 or the next header, as for the consumer
 * ({@link ProducedLane#publish}). If HEAD has changed, everything is read again, at most {@link #ATTEMPTS} times.
 *
 * <p>Every header is checked, and the walk ends after the lane's capacity, so a hostile producer can neither mislead it
 * beyond the lane nor make it endless. A header that no producer writes makes the answer unknown.
 */
final class PendingRecords {
    private static final int ATTEMPTS = 3;

    private final RingWords words;
    private final RingOptions options;
    private final int lane;
    private final int offset;

    long head;
    long consumedMessages;
    long consumedBytes;

    private boolean known;
    private long position;
    private long messages;
    private long bytes;

    /** Counts the records of a lane. */
    PendingRecords(RingWords words, RingOptions options, int lane) throws IpcException {
        this.words = words;
        this.options = options;
        this.lane = lane;
        this.offset = RingLayout.laneOffset(lane);
        boolean whole = false;
        for (int attempt = 0; attempt < ATTEMPTS && !whole; attempt++) {
            head = words.now(offset + RingLayout.LANE_HEAD_OFFSET);
            consumedMessages = words.now(offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET);
            consumedBytes = words.now(offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET);
            known = walk();
            whole = words.now(offset + RingLayout.LANE_HEAD_OFFSET) == head;
        }
        known &= whole;
    }

    /** Counts the records behind HEAD. Returns false if a word is not the header of a record. */
    private boolean walk() throws IpcException {
        position = head;
        messages = consumedMessages;
        bytes = consumedBytes;
        long capacity = options.laneCapacity();
        if (head < 0 || head % RecordLayout.RECORD_ALIGNMENT != 0) {
            return false;
        }
        RingWords.Headers headers = words.headers(lane);
        while (position - head < capacity) {
            int index = (int) (position & capacity - 1);
            long header = headers.at(index);
            if (header == RecordLayout.NOTHING) {
                return true;
            }
            long rest = capacity - index;
            int length = RecordLayout.length(header);
            if (RecordLayout.kind(header) == RecordLayout.RECORD_MESSAGE) {
                if (length < 0 || length > options.maxMessage() || RecordLayout.recordSize(length) > rest) {
                    return false;
                }
                position += RecordLayout.recordSize(length);
                messages++;
                bytes += length;
            } else if (RecordLayout.kind(header) == RecordLayout.RECORD_PADDING
                    && index != 0
                    && length == rest - RecordLayout.RECORD_HEADER_SIZE) {
                position += rest;
            } else {
                return false;
            }
        }
        return false; // a producer always leaves a word that is 0
    }

    OptionalLong position() {
        return ifKnown(position);
    }

    OptionalLong messages() {
        return ifKnown(messages);
    }

    OptionalLong bytes() {
        return ifKnown(bytes);
    }

    private OptionalLong ifKnown(long value) {
        return known ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
