package io.nativeipc.ffm;

import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
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
    private static final int CLOSE_ATTEMPTS = 100;

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
     * The arena refuses to close while a call uses a buffer or a segment of this view. Our own calls are short; where one of
     * the program's blocks for longer, such as a read of NIO into such a buffer, the memory is unmapped when it has ended.
     */
    @Override
    public void close() {
        if (!close(CLOSE_ATTEMPTS)) {
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
