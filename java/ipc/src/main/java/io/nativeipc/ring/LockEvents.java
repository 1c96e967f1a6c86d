package io.nativeipc.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The events of Windows that are a channel's locks: the header has the beginning of their names. */
final class LockEvents implements RegionLocks {
    private final String prefix;

    private LockEvents(String prefix) {
        this.prefix = prefix;
    }

    /** Those for whatever is at this address: seen in all sessions if that is. */
    static LockEvents create(String address) {
        boolean global = address.startsWith("file:") || address.contains(":Global\\");
        return new LockEvents((global ? "Global\\" : "Local\\") + "native-ipc-ring-" + RegionLocks.id(address));
    }

    /** Those that a header names. */
    static LockEvents open(ByteBuffer page) {
        byte[] prefix = new byte[page.getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        page.get(RingLayout.LOCK_PATH_OFFSET, prefix);
        return new LockEvents(new String(prefix, StandardCharsets.US_ASCII));
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
