package io.nativeipc.ring;

import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.View;

/** The memory of a channel that has a name. */
final class RingRegion extends MappedRegion {
    private final String address;

    RingRegion(String address, View view) {
        super(view, false);
        this.address = address;
    }

    /** Returns the channel's address. */
    @Override
    public String toString() {
        return address;
    }
}
