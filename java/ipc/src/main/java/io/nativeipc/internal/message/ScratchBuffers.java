package io.nativeipc.internal.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Direct buffers that calls in flight borrow if the caller's bytes are not in direct memory. Each buffer is kept for
 * the next call.
 */
public final class ScratchBuffers {
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    /** Returns a buffer of at least this capacity, empty and in native byte order. */
    public ByteBuffer take(int capacity) {
        ByteBuffer buffer;
        synchronized (free) {
            buffer = free.pollLast();
        }
        return buffer == null || buffer.capacity() < capacity
                ? ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder())
                : buffer.clear().order(ByteOrder.nativeOrder());
    }

    public void give(ByteBuffer buffer) {
        synchronized (free) {
            free.addLast(buffer);
        }
    }
}
