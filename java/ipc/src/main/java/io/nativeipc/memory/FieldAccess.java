package io.nativeipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** How fields are read and written. The handles are constants, because the JIT compiler inlines only those. */
final class FieldAccess {
    static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    static final VarHandle FLOAT = MethodHandles.byteBufferViewVarHandle(float[].class, ByteOrder.nativeOrder());
    static final VarHandle DOUBLE = MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());

    private FieldAccess() {}

    /**
     * Extends a signed int. A compiler makes one instruction of a load and a sign extension (movslq), and the JVM ends
     * the process if that instruction meets a page that does not exist. It cannot merge a load with this.
     */
    static long extended(int value) {
        return Integer.toUnsignedLong(value ^ Integer.MIN_VALUE) - 0x8000_0000L;
    }

    /** Returns an unsigned value that is in its range. */
    static long checked(long value, long largest, String path) {
        if (value < 0 || value > largest) {
            throw new IllegalArgumentException(path + " holds 0 to " + largest + ", not " + value);
        }
        return value;
    }

    static void fits(long value, int bits, boolean signed, String path) {
        int rest = 64 - bits;
        if (rest > 0 && (signed ? (value << rest) >> rest : (value << rest) >>> rest) != value) {
            throw new IllegalArgumentException(path + " is " + (signed ? "a signed" : "an unsigned") + " number of "
                    + bits + " bits, which does not hold " + value);
        }
    }
}
