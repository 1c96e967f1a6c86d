package io.nativeipc.python;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value in the form in which a {@link ShareableList} stores it.
 *
 * @param format its format in Python's struct module; null for str and bytes, whose format depends on the slot
 * @param code its Python type: 0 a number or bool, 1 str, 2 bytes, 3 None
 * @param bytes the content of the slot
 */
record ListSlot(@Nullable String format, int code, ByteBuffer bytes) {
    static final String INT = "q";
    static final String FLOAT = "d";
    static final String BOOL = "xxxxxxx?";
    static final String NONE = "xxxxxx?x";

    static final int NUMBER = 0;
    static final int STR = 1;
    static final int BYTES = 2;
    static final int NOTHING = 3;

    /** Seven digits and an s: a format has at most eight characters in Python. */
    private static final int LONGEST = 9_999_999;

    private static final int WORD = Long.BYTES;

    /** Converts a value; rejects values that Python's list cannot hold. */
    static ListSlot of(@Nullable Object value) {
        if (value == null) {
            return new ListSlot(NONE, NOTHING, word(0));
        } else if (value instanceof Boolean truth) {
            ByteBuffer bytes = word(0);
            return new ListSlot(BOOL, NUMBER, bytes.put(WORD - 1, (byte) (truth ? 1 : 0)));
        } else if (value instanceof Double || value instanceof Float) {
            return new ListSlot(FLOAT, NUMBER, word(Double.doubleToRawLongBits(((Number) value).doubleValue())));
        } else if (value instanceof Number number) {
            return new ListSlot(INT, NUMBER, word(integer(number)));
        } else if (value instanceof String text) {
            return new ListSlot(null, STR, fitting(utf8(text)));
        } else if (value instanceof byte[] bytes) {
            return new ListSlot(null, BYTES, fitting(ByteBuffer.wrap(bytes)));
        }
        throw new IllegalArgumentException(value.getClass().getName()
                + " is not a value of a ShareableList: there are null, Boolean, integers, Double, String and byte[]");
    }

    private static long integer(Number number) {
        if (number instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return big.longValue();
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte) {
            return number.longValue();
        }
        throw new IllegalArgumentException(number + " is not an integer of 64 bits");
    }

    private static ByteBuffer word(long bits) {
        return ByteBuffer.allocate(WORD).order(ByteOrder.nativeOrder()).putLong(0, bits);
    }

    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a string has half of a surrogate pair", e);
        }
    }

    /** Rejects bytes that are too long or end with NUL, which would be lost on reading. */
    private static ByteBuffer fitting(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length > 0 && bytes.get(bytes.position() + length - 1) == 0) {
            throw new IllegalArgumentException("a NUL at the end of a str or bytes value would be lost");
        } else if (length > LONGEST) {
            throw new IllegalArgumentException(length + " bytes: a value has at most " + LONGEST);
        }
        return bytes;
    }

    /** Returns the size of the slot in Python: at least one byte more than a text, and a multiple of eight. */
    int slotSize() {
        int size = format == null ? WORD * (bytes.remaining() / WORD + 1) : WORD;
        if (size > LONGEST) {
            throw new IllegalArgumentException(bytes.remaining() + " bytes: a slot has at most " + LONGEST);
        }
        return size;
    }
}
