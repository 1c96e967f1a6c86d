package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The place of the locks of a channel in existing memory. The channel's header describes it. */
interface RegionLocks extends Closeable {
    /** The place of the locks for this memory, for a new channel. */
    static RegionLocks create(Region region, String address) throws IOException {
        return Platform.current().isWindows() ? LockEvents.create(region.toString()) : LockFile.create(region, address);
    }

    /** The place of the locks for this memory, which its header must name. */
    static RegionLocks open(ByteBuffer page, Region region, String address) throws IpcException {
        int kind = page.getInt(RingLayout.LOCK_KIND_OFFSET);
        boolean windows = Platform.current().isWindows();
        if (kind == (windows ? RingLayout.LOCK_EVENTS : RingLayout.LOCK_FILE)) {
            return windows ? LockEvents.open(page, region, address) : LockFile.open(page, region, address);
        }
        String text = kind == RingLayout.LOCK_OBJECT
                ? "its locks are on the object itself: open it by its name"
                : "its locks are those of another system";
        throw new IpcException(address, "unsupported", text);
    }

    /** The locks that do not belong to a participant. They exist already, and {@link #close} releases them. */
    RingLocks own();

    /** Opens locks for one participant. */
    RingLocks open() throws IpcException;

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
