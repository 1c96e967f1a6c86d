package io.nativeipc.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages for tests. */
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

    /** So many bytes, each of which tells its place. */
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
