package io.nativeipc.internal.liveness;

import io.nativeipc.IpcException;
import java.io.Closeable;
import java.nio.ByteBuffer;

/** The place of the locks of a channel in existing memory. The channel's header describes it. */
public interface RegionLocks extends Closeable {
    /** The locks that do not belong to a participant. They exist already, and {@link #close} releases them. */
    LivenessLocks own();

    /** Opens locks for one participant. */
    LivenessLocks open() throws IpcException;

    /** Whether other processes would find the same locks. */
    boolean isLinked() throws IpcException;

    /** Writes the place of the locks into a header. */
    void describe(ByteBuffer page);

    /**
     * Removes the name by which the locks are found, if it still belongs to them. The caller holds the creator's lock.
     * This library removes the name only under that lock, so the name cannot pass to another file in between.
     */
    void unlink() throws IpcException;

    @Override
    void close();
}
