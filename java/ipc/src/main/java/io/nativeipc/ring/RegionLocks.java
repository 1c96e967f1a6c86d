package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the locks of a channel are that is in memory which was there already; the header says it. */
interface RegionLocks extends Closeable {
    /** Those for this memory. */
    static RegionLocks create(Region region, String address) throws IOException {
        return Platform.current().isWindows() ? LockEvents.create(region.toString()) : LockFile.create(region, address);
    }

    /** Those for this memory, which its header must name. */
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

    /** Locks of a participant's own. */
    RingLocks open() throws IpcException;

    /** Whether others would find the same locks. */
    boolean isLinked() throws IpcException;

    /** Writes into a header where the locks are. */
    void describe(ByteBuffer page);

    /**
     * Erases what the locks are found by, if it is still this. The caller holds the creator's lock, without which nothing of ours
     * erases it: so the name cannot become another file's in between.
     */
    void unlink() throws IpcException;

    @Override
    void close();
}
