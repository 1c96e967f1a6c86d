package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The place of a channel: the name by which its memory is found, and its locks. */
interface RingPlace extends AutoCloseable {
    /** Returns the channel's address. */
    String address();

    /** Opens locks for one participant. */
    LivenessLocks openLocks() throws IpcException;

    /** Writes the place of the locks into a new header, if they are not on the object itself. */
    default void describe(ByteBuffer page) {}

    /**
     * Retires the channel and removes the name by which it is found, unless that belongs to another channel by now.
     * Both happen under the creator's lock. Every process that creates, unlinks or cleans up takes this lock, so the
     * name cannot pass to another channel while it is held.
     *
     * @param channel the channel's memory
     */
    void unlink(RegionPlace.Contents channel) throws IOException;

    /** Closes the place. The memory and the participants' locks stay. */
    @Override
    void close();
}
