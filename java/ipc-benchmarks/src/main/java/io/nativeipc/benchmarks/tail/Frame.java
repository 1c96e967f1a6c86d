package io.nativeipc.benchmarks.tail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The private memory that each message is copied from and to. Its size is a constant for the compiler. A message has its
 * number at its beginning and the number's complement at its end.
 */
final class Frame {
    /** The number of the message that ends a phase. */
    static final long END = -1;

    static final int SIZE = Integer.getInteger("tail.size", 64);
    static final byte[] OUT = new byte[SIZE];
    static final byte[] IN = new byte[SIZE];

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Frame() {}

    static void number(long number) {
        LONG.set(OUT, 0, number);
        LONG.set(OUT, SIZE - Long.BYTES, ~number);
    }

    /** Returns the number of the message in {@link #IN}, and checks that the message is whole. */
    static long received() {
        long number = (long) LONG.get(IN, 0);
        if ((long) LONG.get(IN, SIZE - Long.BYTES) != ~number) {
            throw new IllegalStateException("message " + number + " is torn");
        }
        return number;
    }

    static void checkLength(int length) {
        if (length != SIZE) {
            throw new IllegalStateException("a message of " + length + " bytes");
        }
    }

    /** Makes the message in {@link #IN} the next one to send. */
    static void turn() {
        System.arraycopy(IN, 0, OUT, 0, SIZE);
    }
}
