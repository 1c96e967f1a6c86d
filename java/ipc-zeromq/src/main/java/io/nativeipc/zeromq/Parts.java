package io.nativeipc.zeromq;

import io.nativeipc.CorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Conversion between the parts of a ZeroMQ message and the single buffer of a message in this library. */
final class Parts {
    private Parts() {}

    /** Returns the bytes of a message and moves its position to the limit, which marks it as accepted. */
    static byte[] taken(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    /**
     * Returns the message that consists of the parts from this index on.
     *
     * @throws CorruptException if there is not exactly one part, and parts are not to be joined
     */
    static ByteBuffer message(byte[][] parts, int from, boolean joined, Object object) throws CorruptException {
        int count = parts.length - from;
        if (count != 1 && !joined) {
            String text = "a peer has sent a message of " + count + " parts, where one part is one message";
            throw new CorruptException(object.toString(), text);
        }
        byte[] bytes = count == 1 ? parts[from] : joined(parts, from);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static byte[] joined(byte[][] parts, int from) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts, from, parts.length)
                .mapToInt(part -> part.length)
                .reduce(0, Math::addExact));
        for (int i = from; i < parts.length; i++) {
            all.put(parts[i]);
        }
        return all.array();
    }
}
