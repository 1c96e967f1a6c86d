package io.nativeipc.ffm;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The segments of the buffers that a thread repeatedly passes to C.
 *
 * <p>{@link MemorySegment#ofBuffer} creates a segment and its session. The JIT should remove both, but whether it
 * removes the session varies between runs: measured on JDK 25, a call of mq_receive or msgrcv allocated either 0 or 32
 * bytes for the whole run. Reusing an existing segment allocates nothing.
 *
 * <p>Both the buffer and the segment are held weakly, and the segment holds its buffer. A known buffer is therefore not
 * kept alive by being known, but by a call that uses it. A buffer is remembered only at every sixteenth miss, so that a
 * thread that always passes new buffers does not pay for it.
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

    /** Returns the memory behind a direct buffer, from its position on. */
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
