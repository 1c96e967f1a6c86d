package io.nativeipc.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** 64 bytes that begin with a number, which both sides count. */
final class Message {
    static final int SIZE = 64;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private long number;

    /** The next message, to be sent. */
    ByteBuffer next() {
        return bytes.clear().putLong(0, ++number);
    }

    /** Room for the next message. */
    ByteBuffer empty() {
        return bytes.clear();
    }

    /** Whether what has arrived is the next message, and all of it. */
    void check() {
        number++;
        if (bytes.position() != SIZE || bytes.getLong(0) != number) {
            throw new IllegalStateException(
                    bytes.position() + " bytes, number " + bytes.getLong(0) + " instead of " + number);
        }
    }
}
