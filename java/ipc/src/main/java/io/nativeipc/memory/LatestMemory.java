package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.liveness.HeaderLayout;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Futex;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The mapped memory of a latest value, which readers and the writer share, and how it is created and found. */
final class LatestMemory implements RegionPlace.Contents {
    private static final int PART = 1 << 20;

    /** After this time every processor sees the announcement of a sleep, in nanoseconds. */
    private static final long ANNOUNCED = 100_000;

    private static final RegionPlace.Kind<LatestHeader> KIND = new RegionPlace.Kind<>() {
        @Override
        public String magic() {
            return LatestLayout.MAGIC;
        }

        @Override
        public String noun() {
            return "a latest value";
        }

        @Override
        public LatestHeader parse(ByteBuffer page, long byteSize, String address) throws IpcException {
            return LatestHeader.parse(page, byteSize, address);
        }
    };

    final RegionPlace place;
    final ByteBuffer bytes;
    final int valueSize;
    final int cellSize;
    private final LatestHeader header;
    private final Mapping mapping;

    LatestMemory(RegionPlace place, LatestHeader header) {
        this.place = place;
        this.header = header;
        this.mapping = Regions.memoryOf(place.region()).mapping();
        this.bytes = place.region().buffer(0, (int) header.totalSize());
        this.valueSize = header.valueSize();
        this.cellSize = header.cellSize();
    }

    static String address(Region region) {
        Regions.memoryOf(region);
        return "latest value in " + region;
    }

    private static void requireRoom(Region region, long byteSize, LatestHeader header) {
        if (byteSize < header.totalSize()) {
            throw new IllegalArgumentException(region + " has " + byteSize + " bytes, a value of " + header.valueSize()
                    + " bytes takes " + header.totalSize());
        }
    }

    /** Creates a value of this size. */
    static LatestMemory create(Region region, int valueSize) throws IOException {
        String address = address(region);
        LatestHeader header = LatestHeader.create(valueSize);
        requireRoom(region, region.byteSize(), header);
        if (region.isReadOnly()) {
            throw new IllegalArgumentException(region + " is read-only; a value is created in writable memory");
        }
        int byteSize = (int) header.totalSize();
        return RegionPlace.create(
                region, address, KIND, from -> RegionPlace.firstUsed(region.buffer(0, byteSize), from), place -> {
                    LatestMemory memory = new LatestMemory(place, header);
                    ByteBuffer zeros = ByteBuffer.allocate(Math.min(PART, byteSize));
                    for (int offset = 0; offset < byteSize; offset += PART) { // each page gets its space here
                        region.write(offset, zeros.clear().limit(Math.min(PART, byteSize - offset)));
                    }
                    header.write(memory.bytes);
                    place.describe(memory.bytes);
                    HeaderLayout.setState(memory.bytes, LatestLayout.STATE_READY);
                    return memory;
                });
    }

    /** Opens the value in this memory. Waits at most this long for a creator that has not finished. */
    static LatestMemory open(Region region, Duration patience) throws IOException {
        return RegionPlace.open(region, address(region), KIND, patience, LatestMemory::new);
    }

    /** Opens the value in this memory without waiting for its creator; the memory may be too small for any. */
    static LatestMemory openFor(Region region, int valueSize) throws IOException {
        long byteSize = region.byteSize();
        if (byteSize < LatestLayout.PAGE) {
            requireRoom(region, byteSize, LatestHeader.create(valueSize));
        }
        return open(region, Duration.ZERO);
    }

    /** Returns the version of the newest value; 0 if none has been set. */
    long version() throws CorruptException {
        long version = (long) LatestLayout.LONG.getAcquire(bytes, LatestLayout.LATEST_OFFSET);
        MappedMemory.takeFault();
        requireMapped();
        if (version < 0) {
            throw new CorruptException(toString(), "its version is " + version);
        }
        return version;
    }

    /** Returns whether the memory contains the value that was opened, and not one that was created in it since. */
    @Override
    public boolean isInstance() {
        return bytes.getLong(LatestLayout.INSTANCE_ID_OFFSET) == header.instance()
                && bytes.getLong(LatestLayout.INSTANCE_ID_OFFSET + Long.BYTES) == header.instanceRest();
    }

    @Override
    public void retire() {
        HeaderLayout.setState(bytes, LatestLayout.STATE_RETIRED);
    }

    /** Call this before what looks for a fault in the memory; this does so only if the memory is not the same. */
    void requireSame() throws CorruptException {
        if (!isInstance()) {
            MappedMemory.takeFault();
            requireMapped();
            throw new CorruptException(toString(), "the memory now contains something else than this value");
        }
    }

    /** Returns the number that identifies the writer; 0 if there is none. */
    long epoch() {
        return (long) LatestLayout.LONG.getAcquire(bytes, LatestLayout.WRITER_EPOCH_OFFSET);
    }

    /**
     * Wakes the readers that sleep in {@link #sleep}, if there are any. Called after the store of LATEST; the argument
     * is at {@link LatestValue}.
     */
    void wakeReaders() {
        if ((int) LatestLayout.INT.getOpaque(bytes, LatestLayout.WAKE_OFFSET) != 0) {
            LatestLayout.INT.setOpaque(bytes, LatestLayout.WAKE_OFFSET, 0);
            if (mapping.enter()) {
                try {
                    Futex.wake(mapping.address() + LatestLayout.WAKE_OFFSET, Integer.MAX_VALUE);
                } finally {
                    mapping.exit();
                }
            }
        }
    }

    /**
     * Sleeps until the newest value has another version, at most this long. It may return earlier. A reader that may
     * not write, or whose system has no futex, looks again after at most 5 ms.
     */
    void sleep(long known, long nanos) throws CorruptException {
        if (bytes.isReadOnly() || !Platform.current().isLinux()) {
            LockSupport.parkNanos(Math.min(nanos, Waits.LONGEST_PAUSE));
            return;
        }
        LatestLayout.INT.setOpaque(bytes, LatestLayout.WAKE_OFFSET, 1);
        VarHandle.fullFence();
        long first = Math.min(nanos, ANNOUNCED);
        if (version() == known) {
            sleep(first);
        }
        if (nanos > first && version() == known) {
            sleep(nanos - first);
        }
    }

    private void sleep(long nanos) {
        if (mapping.enter()) {
            try {
                Futex.await(mapping.address() + LatestLayout.WAKE_OFFSET, 1, nanos);
            } finally {
                mapping.exit();
            }
        }
    }

    boolean isMapped() {
        return mapping.isOpen();
    }

    /** Throws if the region is closed. With JNA it then has other pages, which are zeros. */
    void requireMapped() {
        if (!mapping.isOpen()) {
            throw closedUnder(null);
        }
    }

    /** Returns the exception for a fault in the memory, or throws it if it is an IllegalStateException. */
    IpcException failure(Throwable fault) {
        if (fault instanceof InternalError error) {
            return Regions.memoryOf(place.region()).failure(toString(), error);
        }
        IllegalStateException thrown = (IllegalStateException) fault;
        throw mapping.isOpen() ? thrown : closedUnder(thrown);
    }

    private IllegalStateException closedUnder(@Nullable IllegalStateException cause) {
        return new IllegalStateException(this + " cannot be used: the region is closed", cause);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
