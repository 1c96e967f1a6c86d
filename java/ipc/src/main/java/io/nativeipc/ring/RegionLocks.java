package io.nativeipc.ring;

import io.nativeipc.IpcException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where the locks of a channel are that is in memory which was there already; the header says it. */
interface RegionLocks extends Closeable {
    int ID_BYTES = 16;

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
