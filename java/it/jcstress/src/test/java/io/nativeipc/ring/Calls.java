package io.nativeipc.ring;

import io.nativeipc.MessageHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The operations of the actors, without exceptions, which jcstress does not allow actors to throw. */
final class Calls {
    static final int LENGTH = 24;
    private static final byte[][] MESSAGES = new byte[3][LENGTH];

    static {
        for (int number = 0; number < MESSAGES.length; number++) {
            Arrays.fill(MESSAGES[number], (byte) number);
        }
    }

    private Calls() {}

    /** Returns a message in which each byte is the message's number. */
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

    /** Writes a message in place and publishes it. */
    static void commit(RingProducer producer, byte... message) {
        try {
            producer.tryClaim(message.length);
            producer.buffer().put(message);
            producer.commit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Polls once. Returns the number of messages, or −1 if the lane is corrupt. */
    static int poll(RingConsumer consumer, int limit, MessageHandler handler) {
        try {
            return consumer.poll(handler, limit);
        } catch (IOException corrupt) {
            return -1;
        }
    }
}
