package io.nativeipc.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A message of 64 bytes that starts with a number, which both sides count. */
final class Message {
    static final int SIZE = 64;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private long number;

    /** Returns the next message to send. */
    ByteBuffer next() {
        return bytes.clear().putLong(0, ++number);
    }

    /** Returns the empty buffer for the next message. */
    ByteBuffer empty() {
        return bytes.clear();
    }

    /** Throws unless the complete next message has arrived in the buffer. */
    void check() {
        check(bytes.flip());
    }

    /** Throws unless this is the complete next message. */
    void check(ByteBuffer received) {
        number++;
        if (received.remaining() != SIZE || received.getLong(0) != number) {
            throw new IllegalStateException(
                    received.remaining() + " bytes, number " + received.getLong(0) + " instead of " + number);
        }
    }
}
