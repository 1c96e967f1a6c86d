package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.os.Platform;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where the locks of a channel are that is in memory which was there already; the header says it. */
interface RegionLocks extends Closeable {
    int ID_BYTES = 16;

    /** Those for whatever is at this address. */
    static RegionLocks create(String address) throws IpcException {
        return Platform.current().isWindows() ? LockEvents.create(address) : LockFile.create(address);
    }

    /** Those that a header names. */
    static RegionLocks open(ByteBuffer page, String address) throws IpcException {
        int kind = page.getInt(RingLayout.LOCK_KIND_OFFSET);
        boolean windows = Platform.current().isWindows();
        if (kind == (windows ? RingLayout.LOCK_EVENTS : RingLayout.LOCK_FILE)) {
            return windows ? LockEvents.open(page) : LockFile.open(page, address);
        }
        String text = kind == RingLayout.LOCK_OBJECT
                ? "its locks are on the object itself: open it by its name"
                : "its locks are those of another system";
        throw new IpcException("open", address, "unsupported", 0, text);
    }

    /** Locks of a participant's own. */
    RingLocks open() throws IpcException;

    /** Whether others would find the same locks. */
    boolean isLinked() throws IpcException;

    /** Writes into a header where the locks are. */
    void describe(ByteBuffer page);

    /** Erases what the locks are found by. */
    void unlink() throws IpcException;

    @Override
    void close();

    /** What stands for the memory at an address where the address itself cannot, as in the name of a file. */
    static String id(String address) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
