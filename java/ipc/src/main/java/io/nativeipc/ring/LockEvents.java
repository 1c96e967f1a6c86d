package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.Region;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The events of Windows that are a channel's locks: the header has the beginning of their names. */
final class LockEvents implements RegionLocks {
    private static final int ID_BYTES = 16;

    private final String prefix;

    private LockEvents(String prefix) {
        this.prefix = prefix;
    }

    /** Those for whatever is at this address: seen in all sessions if that is. */
    static LockEvents create(String address) {
        boolean global = address.startsWith("file:") || address.contains(":Global\\");
        return new LockEvents((global ? "Global\\" : "Local\\") + "native-ipc-ring-" + id(address));
    }

    /** Those for a region, if the header names them: a name that stands in shared memory is compared, never used. */
    static LockEvents open(ByteBuffer page, Region region, String address) throws CorruptException {
        byte[] prefix = new byte[page.getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        page.get(RingLayout.LOCK_PATH_OFFSET, prefix);
        String named = new String(prefix, StandardCharsets.US_ASCII);
        LockEvents own = create(region.toString());
        if (!named.equals(own.prefix)) {
            String text = "names the events " + named.replaceAll("\\p{Cntrl}", "?") + ", and those for this memory are "
                    + own.prefix + ": the header is forged, or its creator opened the memory by another name";
            throw new CorruptException(address, text);
        }
        return own;
    }

    /** What stands for an address in a name. */
    private static String id(String address) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public RingLocks open() {
        return new EventLocks(prefix);
    }

    @Override
    public boolean isLinked() {
        return true;
    }

    @Override
    public void describe(ByteBuffer page) {
        byte[] bytes = prefix.getBytes(StandardCharsets.US_ASCII);
        page.putInt(RingLayout.LOCK_KIND_OFFSET, RingLayout.LOCK_EVENTS);
        page.putInt(RingLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
        page.put(RingLayout.LOCK_PATH_OFFSET, bytes);
    }

    /** They go with their last handle. */
    @Override
    public void unlink() {}

    @Override
    public void close() {}
}
