package io.nativeipc.ffm;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The segments of the buffers that a thread hands to C again and again.
 *
 * <p>{@link MemorySegment#ofBuffer} makes a segment and its session. The JIT is to remove both, but whether it removes the
 * session changes from one run to the next: measured on JDK 25, a call of mq_receive or msgrcv allocated 0 or 32 bytes for
 * as long as the process ran. A segment that is there already is what allocates nothing.
 *
 * <p>Both buffer and segment are held weakly, and the segment holds its buffer, so nothing is kept alive by being known and
 * everything by being in a call. A buffer is remembered only at every sixteenth miss: a thread that always comes with new
 * ones does not pay for it.
 */
final class KnownBuffers {
    private static final int SIZE = 8;
    private static final int MISSES = 16;

    private final Known[] known = new Known[SIZE];
    private int misses;
    private int oldest;

    KnownBuffers() {
        Arrays.fill(known, new Known(ByteBuffer.allocateDirect(0)));
    }

    /** The memory behind a direct buffer, from its position on. */
    MemorySegment segment(ByteBuffer buffer) {
        for (Known each : known) {
            if (each.refersTo(buffer) && each.position == buffer.position()) {
                MemorySegment segment = each.segment.get();
                if (segment != null) {
                    return segment;
                }
            }
        }
        if (++misses % MISSES == 0) {
            known[oldest] = new Known(buffer);
            oldest = (oldest + 1) % SIZE;
        }
        return MemorySegment.ofBuffer(buffer);
    }

    /** A buffer at one position. */
    private static final class Known extends WeakReference<ByteBuffer> {
        final int position;
        final WeakReference<MemorySegment> segment;

        Known(ByteBuffer buffer) {
            super(buffer);
            this.position = buffer.position();
            this.segment = new WeakReference<>(MemorySegment.ofBuffer(buffer));
        }
    }
}
