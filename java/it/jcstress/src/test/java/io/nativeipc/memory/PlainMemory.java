package io.nativeipc.memory;

import io.nativeipc.Region;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.locks.ByteLocks;
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
    private static final int COUNT = 2048;
    private static final int SIZE = 4096 + 8 * 128;
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

    /** A place of a latest value without locks. */
    private record NoLocks() implements RegionLocks, LivenessLocks {
        @Override
        public LivenessLocks own() {
            return this;
        }

        @Override
        public LivenessLocks open() {
            return this;
        }

        @Override
        public boolean isLinked() {
            return true;
        }

        @Override
        public void describe(ByteBuffer page) {}

        @Override
        public void unlink() {}

        @Override
        public boolean tryLock(int slot) {
            return true;
        }

        @Override
        public boolean tryLockShared(int slot) {
            return true;
        }

        @Override
        public boolean tryLockAll() {
            return true;
        }

        @Override
        public void unlock(int slot) {}

        @Override
        public ByteLocks.Holder holder(int slot) {
            return ByteLocks.Holder.UNKNOWN;
        }

        @Override
        public void close() {}
    }

    /** Returns a latest value of this size, which has the version 0. */
    static LatestValue latestValue(int valueSize) {
        Region region = zeros();
        LatestHeader header = LatestHeader.create(valueSize);
        header.write(region.buffer());
        region.buffer().putInt(LatestLayout.STATE_OFFSET, LatestLayout.STATE_READY);
        return new LatestValue(new LatestMemory(new RegionPlace(region, "stress", new NoLocks()), header), true);
    }

    /** Returns a region of zeros. */
    static Region zeros() {
        int index = Math.floorMod(NEXT.getAndIncrement(), COUNT) * SIZE;
        ByteBuffer bytes = ALL.slice(index, SIZE).order(ByteOrder.nativeOrder());
        for (int offset = 0; offset < SIZE; offset += Long.BYTES) {
            bytes.putLong(offset, 0);
        }
        return new MemoryRegion("plain:", new Plain(bytes), false, MappedMemory.Backing.NONE);
    }
}
