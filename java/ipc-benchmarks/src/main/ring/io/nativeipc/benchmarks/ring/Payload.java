package io.nativeipc.benchmarks.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The outgoing and the incoming message, both in private memory. Their size is a constant for the compiler. */
final class Payload {
    /** The number of the message that ends a measurement. */
    static final long LAST = -1;

    static final int SIZE = Options.number("size", 64);
    static final byte[] OUT = new byte[SIZE];
    static final byte[] IN = new byte[SIZE];

    private static final int INDEX_OFFSET = 8;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Payload() {}

    static void number(long number) {
        LONG.set(OUT, 0, number);
    }

    static long numberReceived() {
        return (long) LONG.get(IN, 0);
    }

    static void index(long index) {
        LONG.set(OUT, INDEX_OFFSET, index);
    }

    static int indexReceived() {
        return (int) (long) LONG.get(IN, INDEX_OFFSET);
    }

    static void copyIn(ByteBuffer message) {
        if (message.remaining() != SIZE) {
            throw new IllegalStateException("a message of " + message.remaining() + " bytes");
        }
        message.get(message.position(), IN, 0, SIZE);
    }

    /** Copies the incoming message to the outgoing one. */
    static void turn() {
        System.arraycopy(IN, 0, OUT, 0, SIZE);
    }
}
