package io.nativeipc.memory;

import io.nativeipc.Region;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.Regions;

/** Where the struct of a view lies. */
final class StructPlace {
    private final Mapping mapping;
    private final String place;

    /** The place of a struct that is inside the region. */
    StructPlace(Region region, long offset) {
        this.mapping = Regions.memoryOf(region).mapping();
        this.place = " at " + offset + " of " + region;
    }

    /**
     * Throws if the region is closed. To be called after an access: with JNA a closed region has other pages, whose zeros
     * appear only after the mapping was marked closed.
     */
    void requireOpen(String struct) {
        if (!mapping.isOpen()) {
            throw new IllegalStateException("struct " + struct + this + ": its memory is closed");
        }
    }

    /** Returns the place as the end of a sentence, {@code  at 64 of posix-shm:/quotes}. */
    @Override
    public String toString() {
        return place;
    }
}
