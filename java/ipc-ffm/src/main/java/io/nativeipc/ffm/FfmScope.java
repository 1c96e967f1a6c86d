package io.nativeipc.ffm;

import io.nativeipc.internal.sys.Views;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A shared arena with the segments of one or more views, which ends with the last of them. To close a shared arena, the
 * JVM stops every thread for a moment; views of one arena have this once.
 */
final class FfmScope {
    private static final int CLOSE_ATTEMPTS = 100;

    private final Arena arena = Arena.ofShared();
    private final AtomicInteger views = new AtomicInteger();

    /** Returns the segment of a view that was added. The action runs once, when the arena is closed. */
    MemorySegment segment(long address, long byteSize, Views.Unmapping unmapping) {
        MemorySegment segment =
                MemorySegment.ofAddress(address).reinterpret(byteSize, arena, closed -> unmapping.unmap());
        views.incrementAndGet();
        return segment;
    }

    /**
     * Ends one view. The arena cannot be closed while a call uses a buffer or a segment of it. The library's own calls
     * are short. If a call of the program takes longer, such as an NIO read into such a buffer, the memory is unmapped
     * when the call has ended.
     */
    void close() {
        if (views.decrementAndGet() == 0 && !close(CLOSE_ATTEMPTS)) {
            Thread later = new Thread(() -> close(Integer.MAX_VALUE), "native-ipc unmap");
            later.setDaemon(true);
            later.start();
        }
    }

    private boolean close(int attempts) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                arena.close();
                return true;
            } catch (IllegalStateException inUse) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return false;
    }
}
