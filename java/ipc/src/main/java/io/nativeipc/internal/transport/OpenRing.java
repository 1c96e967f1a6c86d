package io.nativeipc.internal.transport;

import io.nativeipc.Region;
import io.nativeipc.ring.RingChannel;
import org.jspecify.annotations.Nullable;

/** A channel that was opened by its address, and the memory that contains it if the channel does not own the memory. */
record OpenRing(RingChannel channel, @Nullable Region memory) {
    void close() {
        channel.close();
        if (memory != null) {
            memory.close();
        }
    }
}
