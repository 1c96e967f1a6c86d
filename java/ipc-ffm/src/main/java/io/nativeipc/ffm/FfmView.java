package io.nativeipc.ffm;

import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * A mapping as a segment of a shared arena, whose cleanup action unmaps it. The JVM guarantees that after close every
 * access by any thread throws IllegalStateException, and that unmapped memory cannot be accessed at any moment.
 */
final class FfmView implements View {
    private static final int CLOSE_ATTEMPTS = 100;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final long lead;

    FfmView(long address, long byteSize, long lead, Views.Unmapping unmapping) {
        this.lead = lead;
        segment = MemorySegment.ofAddress(address + lead)
                .reinterpret(byteSize - lead, arena, closed -> unmapping.unmap());
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
    public long lead() {
        return lead;
    }

    @Override
    public ByteBuffer buffer(long offset, int length) {
        return segment.asSlice(offset, length).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * The arena cannot be closed while a call uses a buffer or a segment of this view. The library's own calls are
     * short. If a call of the program takes longer, such as an NIO read into such a buffer, the memory is unmapped when
     * the call has ended.
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
