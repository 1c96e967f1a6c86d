package io.nativeipc.internal.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A C struct in the shim's flattened form: 64-bit integers in native byte order, read in order. */
public final class Fields {
    private final ByteBuffer buffer;
    private int next;

    public Fields(int count) {
        buffer = ByteBuffer.allocateDirect(count * Long.BYTES).order(ByteOrder.nativeOrder());
    }

    /** The buffer to pass to the shim. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public long nextLong() {
        return buffer.getLong(Long.BYTES * next++);
    }

    public int nextInt() {
        return (int) nextLong();
    }

    /** Reads a {@code uid_t} or {@code gid_t}, which is unsigned: from 0 to 4294967295. */
    public long nextId() {
        return Integer.toUnsignedLong(nextInt());
    }

    public Fields set(int index, long value) {
        buffer.putLong(Long.BYTES * index, value);
        return this;
    }
}
