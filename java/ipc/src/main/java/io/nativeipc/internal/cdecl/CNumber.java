package io.nativeipc.internal.cdecl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of a constant expression, with what C's arithmetic depends on: whether its type is unsigned, and how many
 * bits it has. A result that C would wrap is null, except that a signed shift of 32 bits wraps as in all compilers.
 * {@code longs} counts the suffixes L, because the size of {@code long} depends on the ABI.
 */
record CNumber(long value, boolean unsigned, int bits, boolean isLong) {
    private static final Pattern NUMBER =
            Pattern.compile("(0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,63}|0[0-7]{0,21}|[1-9][0-9]{0,18})([uUlL]{0,3})");

    static CNumber ofInt(long value) {
        return new CNumber(value, false, 32, false);
    }

    static CNumber size(long value, CAbi abi) {
        return new CNumber(value, true, 8 * abi.pointerSize(), false);
    }

    /** Returns the value of a literal, or null if it is no integer that fits 63 bits. */
    static @Nullable CNumber parse(String literal) {
        Matcher matcher = NUMBER.matcher(literal.replaceAll("(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", ""));
        String suffix = matcher.matches() ? matcher.group(2).toLowerCase(java.util.Locale.ROOT) : "?";
        if (!suffix.matches("(u?l{0,2})|(l{1,2}u)")) {
            return null;
        }
        String digits = matcher.group(1);
        boolean decimal = !digits.startsWith("0");
        long value;
        try {
            value = decimal
                    ? Long.parseLong(digits)
                    : digits.matches("0[xX].*")
                            ? Long.parseLong(digits.substring(2), 16)
                            : digits.matches("0[bB].*")
                                    ? Long.parseLong(digits.substring(2), 2)
                                    : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            return null; // it needs 64 bits
        }
        boolean unsigned = suffix.contains("u");
        boolean wide = suffix.contains("ll") || value > (unsigned || !decimal ? 0xffffffffL : Integer.MAX_VALUE);
        unsigned |= !wide && value > Integer.MAX_VALUE;
        return new CNumber(value, unsigned, wide ? 64 : 32, suffix.contains("l") && !wide);
    }

    /** Returns this number with the size that {@code long} has. */
    CNumber in(CAbi abi) {
        return isLong ? new CNumber(value, unsigned, 8 * abi.longSize(), false) : this;
    }

    boolean isTrue() {
        return value != 0;
    }

    /** Returns {@code value} in the type that arithmetic of these two has, or null if it does not fit. */
    static @Nullable CNumber of(long value, CNumber left, CNumber right) {
        int bits = Math.max(left.bits, right.bits);
        boolean unsigned = (left.unsigned && left.bits == bits) || (right.unsigned && right.bits == bits);
        if (unsigned && (left.value < 0 || right.value < 0)) {
            return null;
        }
        return new CNumber(value, unsigned, bits, false).fitting();
    }

    /** Returns this, or null if its type cannot have this value. */
    @Nullable
    CNumber fitting() {
        boolean fits = unsigned
                ? value >= 0 && (bits == 64 || value <= 0xffffffffL)
                : bits == 64 || (value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE);
        return fits ? this : null;
    }
}
