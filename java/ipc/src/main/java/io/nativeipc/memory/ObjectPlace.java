package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.Region;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.region.Regions;
import java.util.Objects;

/**
 * Where an object of C lies in a region. It is checked before the C library touches the object.
 *
 * @param object the name of the object in errors
 */
record ObjectPlace(Mapping mapping, long offset, String object) {

    /**
     * Checks where an object is said to lie.
     *
     * @param what the object's noun, as it appears in errors
     * @param byteSize its size, or a negative number if the system has no such object
     */
    static ObjectPlace of(String what, Region region, long offset, int byteSize, int alignment)
            throws CorruptException {
        MappedMemory memory = Regions.memoryOf(region);
        if (byteSize < 0) {
            throw new UnsupportedOperationException("a " + what + " in shared memory needs Linux");
        }
        Objects.checkFromIndexSize(offset, byteSize, memory.byteSize());
        String object = what + " at " + offset + " of " + region;
        if ((memory.address() + offset) % alignment != 0) {
            throw new IllegalArgumentException(
                    "a " + what + " lies at a multiple of " + alignment + " bytes: " + object);
        } else if (memory.isReadOnly()) {
            throw new IllegalArgumentException(
                    "a " + what + " needs a writable region, and this one is read-only: " + object);
        }
        memory.requireObject(offset + byteSize, object);
        return new ObjectPlace(memory.mapping(), offset, object);
    }

    /** Returns what reads the object before the C library does. */
    PageProbe probe(int byteSize) {
        return new PageProbe(mapping.view().buffer(offset, byteSize), mapping.address() + offset);
    }

    /** Begins a call, and returns the address of the object; throws IllegalStateException after a close of the region. */
    long enter() {
        if (!mapping.enter()) {
            throw new IllegalStateException(object + ": its memory is closed");
        }
        return mapping.address() + offset;
    }

    /** Ends a call that {@link #enter} began. */
    void exit() {
        mapping.exit();
    }
}
