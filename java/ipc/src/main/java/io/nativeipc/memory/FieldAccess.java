package io.nativeipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * How the classes of this package read and write memory: a number at a byte index of a buffer. The handles are
 * constants, because the JIT compiler inlines only those.
 */
final class FieldAccess {
    static final VarHandle SHORT = handle(short[].class);
    static final VarHandle INT = handle(int[].class);
    static final VarHandle LONG = handle(long[].class);
    static final VarHandle FLOAT = handle(float[].class);
    static final VarHandle DOUBLE = handle(double[].class);

    private FieldAccess() {}

    private static VarHandle handle(Class<?> array) {
        return MethodHandles.byteBufferViewVarHandle(array, ByteOrder.nativeOrder())
                .withInvokeExactBehavior();
    }

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
            throw outside(path, 0, largest, value);
        }
        return value;
    }

    /** Checks a value of at most 64 bits. All values of a {@code long} fit 64 bits, signed or not. */
    static void fits(long value, int bits, boolean signed, String path) {
        int rest = 64 - bits;
        if (rest > 0 && (signed ? (value << rest) >> rest : (value << rest) >>> rest) != value) {
            throw outside(path, smallest(bits, signed), largest(bits, signed), value);
        }
    }

    /** Returns the bits of a value that is in its range. */
    static long checked(BigInteger value, int bits, boolean signed, String path) {
        if (value.compareTo(smallest(bits, signed)) < 0 || value.compareTo(largest(bits, signed)) > 0) {
            throw outside(path, smallest(bits, signed), largest(bits, signed), value);
        }
        return value.longValue();
    }

    private static BigInteger smallest(int bits, boolean signed) {
        return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
    }

    private static BigInteger largest(int bits, boolean signed) {
        return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
    }

    /** Returns the float that is nearest to a value in its range. */
    static float nearest(double value, String path) {
        float nearest = (float) value;
        if (Float.isInfinite(nearest) && !Double.isInfinite(value)) {
            throw outside(path, -Float.MAX_VALUE, Float.MAX_VALUE, value);
        }
        return nearest;
    }

    /** Returns the refusal of a value that a field cannot have. */
    static IllegalArgumentException outside(String path, Number smallest, Number largest, Object value) {
        return new IllegalArgumentException(path + " holds " + smallest + " to " + largest + ", not " + value);
    }
}
