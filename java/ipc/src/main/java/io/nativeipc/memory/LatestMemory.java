package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.Regions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The mapped memory of a latest value, which readers and the writer share. */
final class LatestMemory {
    final LatestPlace place;
    final ByteBuffer bytes;
    final int valueSize;
    final int cellSize;
    private final Mapping mapping;

    LatestMemory(LatestPlace place) {
        this.place = place;
        this.mapping = Regions.memoryOf(place.region).mapping();
        this.bytes = place.region.buffer(0, (int) place.header.totalSize());
        this.valueSize = place.header.valueSize();
        this.cellSize = place.header.cellSize();
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

    /** Reports whether the memory contains the value that was opened, and not one that was created in it since. */
    boolean isSame() {
        LatestHeader header = place.header;
        return bytes.getLong(LatestLayout.INSTANCE_ID_OFFSET) == header.instance()
                && bytes.getLong(LatestLayout.INSTANCE_ID_OFFSET + Long.BYTES) == header.instanceRest();
    }

    /** Call this before what looks for a fault in the memory; this does so only if the memory is not the same. */
    void requireSame() throws CorruptException {
        if (!isSame()) {
            MappedMemory.takeFault();
            requireMapped();
            throw new CorruptException(toString(), "the memory now contains something else than this value");
        }
    }

    /** Returns the number that identifies the writer; 0 if there is none. */
    long epoch() {
        return (long) LatestLayout.LONG.getAcquire(bytes, LatestLayout.WRITER_EPOCH_OFFSET);
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
            return Regions.memoryOf(place.region).failure(toString(), error);
        }
        IllegalStateException thrown = (IllegalStateException) fault;
        throw mapping.isOpen() ? thrown : closedUnder(thrown);
    }

    private IllegalStateException closedUnder(@Nullable IllegalStateException cause) {
        return new IllegalStateException(this + " cannot be used: the region is closed", cause);
    }

    @Override
    public String toString() {
        return place.address;
    }
}
