package io.nativeipc.internal.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Shows messages that lie in one memory, each as a buffer of its own: index 0 is the message's first byte, the capacity is its
 * length, and the byte order is native. No index reaches anything else of the memory.
 *
 * <p>A slice for each message costs 64 bytes of heap as soon as a program has three classes of handlers. Therefore slices are
 * kept, one for each bucket of the memory (128 bytes, or 1/65536 of a memory above 8 MiB), and reused for a message that starts at
 * the same byte and has the same length. A lane or a frame buffer starts each lap at 0, so messages of equal length always meet
 * their slices again. Two messages can share a bucket only if one of them is shorter than a bucket: those are copied to private
 * memory, of which slices are kept by their length. All that is kept takes less heap than the memory shown has bytes, and at
 * most 5 MiB.
 *
 * <p>For one thread at a time. A view that is kept after its message shows a later message or private memory, never anything
 * outside both. After the memory's close it is refused or shows zeros, as the memory's other buffers.
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
     * Shows messages of a memory.
     *
     * @param memory all of it; what is shown is read-only if this is
     */
    public MessageViews(ByteBuffer memory) {
        this.memory = memory;
        int sizeShift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, memory.capacity() - 1));
        this.shift = Math.max(SMALLEST_SHIFT, sizeShift - MOST_BUCKETS_SHIFT);
        this.buckets = ((memory.capacity() - 1) >> shift) + 1;
        this.longestCopy = longestCopy(shift);
    }

    /** A record of the ring, which has 8 bytes more than its message, is not copied if it is as long as a bucket. */
    private static int longestCopy(int shift) {
        return (1 << shift) - Long.BYTES;
    }

    /**
     * {@return a buffer that shows a message that was written}
     *
     * @param start where it starts in the memory
     * @param length its bytes
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
     * {@return a buffer to write a message into, which {@link #written} puts where it belongs}
     *
     * @param start where the message is to start in the memory
     * @param length its bytes
     */
    public ByteBuffer write(int start, int length) {
        return length > longestCopy ? inPlace(start, length) : copied(length);
    }

    /**
     * Puts into the memory what the buffer of {@link #write} has, if it is not there already.
     *
     * @param start where the message starts in the memory
     * @param length its bytes
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
