package io.nativeipc.internal.transport;

import io.nativeipc.Region;
import io.nativeipc.ring.RingChannel;
import org.jspecify.annotations.Nullable;

/** A channel that was opened by its address, with the memory that contains it unless that is its own. */
record OpenRing(RingChannel channel, @Nullable Region memory) {
    void close() {
        channel.close();
        if (memory != null) {
            memory.close();
        }
    }
}
