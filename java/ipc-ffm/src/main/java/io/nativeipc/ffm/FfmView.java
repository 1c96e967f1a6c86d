package io.nativeipc.ffm;

import io.nativeipc.os.View;
import io.nativeipc.os.Views;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * A mapping as a segment of a shared arena, whose cleanup action unmaps it: after close every access by any thread throws
 * IllegalStateException, which the JVM guarantees, and there is no window in which unmapped memory could be touched.
 */
final class FfmView implements View {
    private static final int CLOSE_ATTEMPTS = 1000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;

    FfmView(long address, long byteSize, Views.Unmapping unmapping) {
        segment = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, closed -> unmapping.unmap());
    }

    MemorySegment segment() {
        return segment;
    }

    @Override
    public long address() {
        return segment.address();
    }

    @Override
    public long byteSize() {
        return segment.byteSize();
    }

    @Override
    public ByteBuffer buffer(long offset, int length) {
        return segment.asSlice(offset, length).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * While another thread's call uses a buffer of this view, the arena refuses to close. Ours are short; one that blocks
     * (NIO, given such a buffer) is reported.
     */
    @Override
    public void close() {
        for (int attempt = 1; ; attempt++) {
            try {
                arena.close();
                return;
            } catch (IllegalStateException inUse) {
                if (attempt == CLOSE_ATTEMPTS) {
                    throw inUse;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
