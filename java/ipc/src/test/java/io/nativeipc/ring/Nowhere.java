package io.nativeipc.ring;

import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;

/** A place of a channel without locks and without a name. */
record Nowhere(String address) implements RingPlace {
    @Override
    public LivenessLocks openLocks() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlink(RegionPlace.Contents channel) {}

    @Override
    public void close() {}
}
