package io.nativeipc.internal.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Shows messages of one memory, each in its own buffer: index 0 is the message's first byte, the capacity is its
 * length, and the byte order is native. No index reaches other parts of the memory.
 *
 * <p>A slice for each message costs 64 bytes of heap as soon as a program has three classes of handlers. Slices are
 * therefore kept, one for each bucket of the memory (128 bytes, or 1/65536 of a memory above 8 MiB), and reused for a
 * message with the same start and the same length. A lane or a frame buffer starts each lap at 0, so messages of equal
 * length always find their slices again. Two messages can share a bucket only if one of them is shorter than a bucket.
 * Such messages are copied to private memory, whose slices are kept by their length. All kept slices take less heap
 * than the memory has bytes, and at most 5 MiB.
 *
 * <p>Only one thread at a time may use an instance. A view that is used after its message shows a later message or
 * private memory, never anything outside both. After the memory is closed, a view throws or shows zeros, like the
 * memory's other buffers.
 */
public final class MessageViews {
    private static final int SMALLEST_SHIFT = 7;
    private static final int MOST_BUCKETS_SHIFT = 16;
    private static final int MOST_COPIES = 128;

    private final ByteBuffer memory;
    private final int shift;
    private final int buckets;
    private final int longestCopy;

    private @Nullable ByteBuffer @Nullable [] kept;
    private int[] starts = {};
    private @Nullable ByteBuffer copy;
    private @Nullable ByteBuffer[] copies = {};

    /**
     * Creates views of a memory.
     *
     * @param memory the whole memory; the views are read-only if it is
     */
    public MessageViews(ByteBuffer memory) {
        this.memory = memory;
        int sizeShift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, memory.capacity() - 1));
        this.shift = Math.max(SMALLEST_SHIFT, sizeShift - MOST_BUCKETS_SHIFT);
        this.buckets = ((memory.capacity() - 1) >> shift) + 1;
        this.longestCopy = longestCopy(shift);
    }

    /**
     * A record of the ring has 8 bytes more than its message. A message is not copied if its record is at least as long
     * as a bucket.
     */
    private static int longestCopy(int shift) {
        return (1 << shift) - Long.BYTES;
    }

    /**
     * {@return a buffer that shows a message in the memory}
     *
     * @param start the offset of the message in the memory
     * @param length the number of bytes
     */
    public ByteBuffer read(int start, int length) {
        if (length > longestCopy) {
            return inPlace(start, length);
        }
        ByteBuffer view = copied(length);
        copy().put(0, memory, start, length);
        return view;
    }

    /**
     * {@return a buffer for writing a message, which {@link #written} copies to its place}
     *
     * @param start the offset of the message in the memory
     * @param length the number of bytes
     */
    public ByteBuffer write(int start, int length) {
        return length > longestCopy ? inPlace(start, length) : copied(length);
    }

    /**
     * Copies the contents of the buffer of {@link #write} to the memory, unless they are already there.
     *
     * @param start the offset of the message in the memory
     * @param length the number of bytes
     */
    public void written(int start, int length) {
        if (length <= longestCopy) {
            memory.put(start, copy(), 0, length);
        }
    }

    private ByteBuffer inPlace(int start, int length) {
        @Nullable ByteBuffer[] views = kept();
        int bucket = start >> shift;
        ByteBuffer view = views[bucket];
        if (view == null || starts[bucket] != start || view.capacity() != length) {
            view = memory.slice(start, length);
            views[bucket] = view;
            starts[bucket] = start;
        }
        return view.clear().order(ByteOrder.nativeOrder());
    }

    private ByteBuffer copied(int length) {
        ByteBuffer bytes = copy();
        int place = length & (copies.length - 1);
        ByteBuffer view = copies[place];
        if (view == null || view.capacity() != length) {
            view = memory.isReadOnly() ? bytes.slice(0, length).asReadOnlyBuffer() : bytes.slice(0, length);
            copies[place] = view;
        }
        return view.clear().order(ByteOrder.nativeOrder());
    }

    private @Nullable ByteBuffer[] kept() {
        @Nullable ByteBuffer[] views = kept;
        if (views == null) {
            views = new ByteBuffer[buckets];
            starts = new int[views.length];
            kept = views;
        }
        return views;
    }

    private ByteBuffer copy() {
        ByteBuffer bytes = copy;
        if (bytes == null) {
            bytes = ByteBuffer.allocateDirect(longestCopy);
            copies = new ByteBuffer[Math.min(MOST_COPIES, Integer.highestOneBit(Math.max(1, buckets / 2)))];
            copy = bytes;
        }
        return bytes;
    }
}
