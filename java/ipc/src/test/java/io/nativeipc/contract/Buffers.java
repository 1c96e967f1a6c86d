package io.nativeipc.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Creates and reads the messages of tests. */
final class Buffers {
    private Buffers() {}

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }

    static ByteBuffer of(int... bytes) {
        ByteBuffer message = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            message.put((byte) each);
        }
        return message.flip();
    }

    static ByteBuffer allocate(int capacity, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    /** {@return a message of this length whose bytes are their index modulo 251} */
    static ByteBuffer pattern(int length, boolean direct) {
        ByteBuffer message = allocate(length, direct);
        for (int i = 0; i < length; i++) {
            message.put((byte) (i % 251));
        }
        return message.flip();
    }

    static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return bytes;
    }
}
