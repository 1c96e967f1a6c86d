package io.nativeipc.memory;

import io.nativeipc.Region;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MemoryRegion;
import io.nativeipc.internal.sys.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plain memory of this process, in which no call needs the kernel. jcstress creates millions of states. Each state
 * reuses memory of a much earlier state, and there is more of this memory than there are states at a time.
 */
final class PlainMemory {
    private static final int COUNT = 4096;
    private static final int SIZE = 128;
    private static final ByteBuffer ALL =
            ByteBuffer.allocateDirect(COUNT * SIZE).order(ByteOrder.nativeOrder());
    private static final AtomicInteger NEXT = new AtomicInteger();

    private record Plain(ByteBuffer bytes) implements View {
        @Override
        public long address() {
            return 0; // aligned, and never used for an access
        }

        @Override
        public long byteSize() {
            return bytes.capacity();
        }

        @Override
        public ByteBuffer buffer(long offset, int length) {
            return bytes.slice((int) offset, length).order(ByteOrder.nativeOrder());
        }

        @Override
        public void close() {}
    }

    private PlainMemory() {}

    /** Returns a region of 128 zeros. */
    static Region zeros() {
        int index = Math.floorMod(NEXT.getAndIncrement(), COUNT) * SIZE;
        ByteBuffer bytes = ALL.slice(index, SIZE).order(ByteOrder.nativeOrder());
        for (int offset = 0; offset < SIZE; offset += Long.BYTES) {
            bytes.putLong(offset, 0);
        }
        return new MemoryRegion("plain:", new Plain(bytes), false, MappedMemory.Backing.NONE);
    }
}
