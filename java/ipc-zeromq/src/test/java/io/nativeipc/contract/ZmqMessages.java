package io.nativeipc.contract;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Messages that contain their number, bytes derived from it, and a checksum, like those of the peer zmq_peer. */
final class ZmqMessages {
    private static final int LENGTHS = 100;

    private ZmqMessages() {}

    static ByteBuffer message(long number) {
        int length = (int) (number % LENGTHS);
        ByteBuffer message =
                ByteBuffer.allocate(Long.BYTES + length + Integer.BYTES).putLong(number);
        for (int i = 0; i < length; i++) {
            message.put((byte) (number % 251 + i));
        }
        return message.putInt(checksum(message)).flip();
    }

    private static int checksum(ByteBuffer written) {
        CRC32 checksum = new CRC32();
        checksum.update(written.duplicate().flip());
        return (int) checksum.getValue();
    }

    static void check(ByteBuffer message, long number) {
        if (!message(number).equals(message)) {
            throw new AssertionError("not message " + number + ": " + message);
        }
    }
}
