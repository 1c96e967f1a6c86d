package io.nativeipc.ring;

import io.nativeipc.MessageHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What the actors do, without exceptions, which jcstress does not let them throw. */
final class Calls {
    static final int LENGTH = 24;
    private static final byte[][] MESSAGES = new byte[3][LENGTH];

    static {
        for (int number = 0; number < MESSAGES.length; number++) {
            Arrays.fill(MESSAGES[number], (byte) number);
        }
    }

    private Calls() {}

    /** A message, each byte of which is its number. */
    static byte[] message(int number) {
        return MESSAGES[number];
    }

    static boolean offer(RingProducer producer, ByteBuffer message) {
        try {
            return producer.offer(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a message where it will be read. */
    static void commit(RingProducer producer, byte... message) {
        try {
            producer.tryClaim(message.length);
            producer.buffer().put(message);
            producer.commit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Polls once: how many messages; -1: the lane is corrupt. */
    static int poll(RingConsumer consumer, int limit, MessageHandler handler) {
        try {
            return consumer.poll(handler, limit);
        } catch (IOException corrupt) {
            return -1;
        }
    }
}
