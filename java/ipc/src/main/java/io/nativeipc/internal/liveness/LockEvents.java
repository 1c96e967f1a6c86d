package io.nativeipc.internal.liveness;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.region.Regions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The Windows events that serve as the locks of a channel. The header contains the prefix of their names. */
public final class LockEvents implements RegionLocks {
    private static final int ID_BYTES = 16;

    private final String prefix;
    private final EventLocks own;

    private LockEvents(String prefix) {
        this.prefix = prefix;
        this.own = new EventLocks(prefix);
    }

    /** The events for a region. */
    public static LockEvents create(Region region) throws IpcException {
        return new LockEvents(prefix(region));
    }

    /**
     * Returns the prefix of the events' names for a region. It follows from the object and from the position of the
     * region's first byte in it, so two parts of an object have events of their own, and every mapping that begins at
     * the same byte has the same ones. The events are visible in all sessions if the memory is.
     */
    public static String prefix(Region region) throws IpcException {
        String identity = Regions.memoryOf(region).identity();
        boolean global = identity.startsWith("file:") || identity.contains(":Global\\");
        return (global ? "Global\\" : "Local\\") + "native-ipc-ring-" + id(identity);
    }

    /**
     * The events for a region, if the header contains their prefix. A name in shared memory is only compared and never
     * used.
     */
    public static LockEvents open(ByteBuffer page, Region region, String address) throws IpcException {
        byte[] prefix = new byte[page.getInt(LockLayout.LOCK_PATH_LENGTH_OFFSET)];
        page.get(LockLayout.LOCK_PATH_OFFSET, prefix);
        String named = new String(prefix, StandardCharsets.US_ASCII);
        LockEvents own = create(region);
        if (!named.equals(own.prefix)) {
            String text = "names the events " + named.replaceAll("\\p{Cntrl}", "?") + ", and those for this memory are "
                    + own.prefix + ": the header is forged, or its creator opened the memory by another name";
            throw new CorruptException(address, text);
        }
        return own;
    }

    /** A hash that represents an identity in a name. */
    private static String id(String identity) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public LivenessLocks own() {
        return own;
    }

    @Override
    public LivenessLocks open() {
        return new EventLocks(prefix);
    }

    @Override
    public boolean isLinked() {
        return true;
    }

    @Override
    public void describe(ByteBuffer page) {
        byte[] bytes = prefix.getBytes(StandardCharsets.US_ASCII);
        page.putInt(LockLayout.LOCK_KIND_OFFSET, LockLayout.LOCK_EVENTS);
        page.putInt(LockLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
        page.put(LockLayout.LOCK_PATH_OFFSET, bytes);
    }

    /** Does nothing: the kernel removes an event with its last handle. */
    @Override
    public void unlink() {}

    @Override
    public void close() {
        own.close();
    }
}
