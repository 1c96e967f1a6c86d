package io.nativeipc.ffm;

import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A mapping as a segment of a shared arena, whose cleanup action unmaps it. The JVM guarantees that after close every
 * access by any thread throws IllegalStateException, and that unmapped memory cannot be accessed at any moment.
 */
final class FfmView implements View {
    private final FfmScope scope;
    private final MemorySegment segment;
    private final long lead;

    FfmView(FfmScope scope, long address, long byteSize, long lead, Views.Unmapping unmapping) {
        this.scope = scope;
        this.lead = lead;
        segment = scope.segment(address + lead, byteSize - lead, unmapping);
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

    @Override
    public void close() {
        scope.close();
    }
}
