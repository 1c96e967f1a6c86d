package io.nativeipc.internal.region;

import io.nativeipc.Region;
import io.nativeipc.internal.sys.View;

/** A region without an object of its own: the memory behind a descriptor, or of a named ring channel. */
public final class MemoryRegion implements Region {
    static {
        Regions.register(MemoryRegion.class, region -> region.memory);
    }

    private final String address;
    private final MappedMemory memory;

    /**
     * Takes over a view.
     *
     * @param address the address of the object
     */
    public MemoryRegion(String address, View view, boolean readOnly, MappedMemory.Backing backing) {
        this.address = address;
        this.memory = new MappedMemory(address, view, readOnly, backing);
    }

    @Override
    public void close() {
        memory.close();
    }

    /** Returns the address. */
    @Override
    public String toString() {
        return address;
    }
}
