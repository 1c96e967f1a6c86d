package io.nativeipc.python;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain data as pickles of protocol 4, which Python 3.4 and later read. The pickler of net.razorvine:pickle is
 * not used, because it writes bytes and sets with REDUCE, which {@link PlainUnpickler} rejects.
 */
final class PlainPickler {
    private static final int PROTOCOL = 4;

    /**
     * The maximum depth: each level takes a part of the thread's stack, and a value that contains itself has no end.
     */
    private static final int DEEPEST = 500;

    private static final int SHORT = 256;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int depth;

    /** Returns the pickle of a value. */
    ByteBuffer dump(@Nullable Object value) {
        op(Opcodes.PROTO);
        out.write(PROTOCOL);
        save(value);
        op(Opcodes.STOP);
        return ByteBuffer.wrap(out.toByteArray());
    }

    private void save(@Nullable Object value) {
        if (value == null) {
            op(Opcodes.NONE);
        } else if (value instanceof Boolean truth) {
            op(truth ? Opcodes.NEWTRUE : Opcodes.NEWFALSE);
        } else if (value instanceof String text) {
            save(utf8(text), Opcodes.SHORT_BINUNICODE, Opcodes.BINUNICODE);
        } else if (value instanceof byte[] bytes) {
            save(ByteBuffer.wrap(bytes), Opcodes.SHORT_BINBYTES, Opcodes.BINBYTES);
        } else if (value instanceof ByteBuffer bytes) {
            save(bytes.duplicate(), Opcodes.SHORT_BINBYTES, Opcodes.BINBYTES);
        } else if (value instanceof Number number) {
            saveNumber(number);
        } else {
            if (++depth > DEEPEST) {
                throw new IllegalArgumentException(
                        "a value is nested more than " + DEEPEST + " deep, or contains itself");
            }
            saveContainer(value);
            depth--;
        }
    }

    private void saveNumber(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            saveLong(number.longValue());
        } else if (number instanceof BigInteger integer) {
            saveBig(integer);
        } else if (number instanceof Double || number instanceof Float) {
            op(Opcodes.BINFLOAT);
            long bits = Double.doubleToRawLongBits(number.doubleValue());
            out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(bits).array());
        } else {
            throw notPlain(number);
        }
    }

    private void saveLong(long number) {
        if (number == (number & 0xff)) {
            op(Opcodes.BININT1);
            out.write((int) number);
        } else if (number == (int) number) {
            op(Opcodes.BININT);
            littleEndian((int) number);
        } else {
            saveBig(BigInteger.valueOf(number));
        }
    }

    private void saveBig(BigInteger integer) {
        save(ByteBuffer.wrap(PickleUtils.encode_long(integer)), Opcodes.LONG1, Opcodes.LONG4);
    }

    private void saveContainer(Object value) {
        if (value instanceof List<?> list) {
            op(Opcodes.EMPTY_LIST);
            saveAll(list, Opcodes.APPENDS);
        } else if (value instanceof Tuple tuple) {
            saveTuple(tuple.asList());
        } else if (value instanceof Object[] array) {
            saveTuple(Tuple.ofOwn(array).asList());
        } else if (value instanceof Map<?, ?> map) {
            op(Opcodes.EMPTY_DICT);
            op(Opcodes.MARK);
            map.forEach((key, item) -> {
                save(key);
                save(item);
            });
            op(Opcodes.SETITEMS);
        } else if (value instanceof Set<?> set) {
            op(Opcodes.EMPTY_SET);
            saveAll(set, Opcodes.ADDITEMS);
        } else {
            throw notPlain(value);
        }
    }

    private void saveTuple(List<@Nullable Object> values) {
        op(Opcodes.MARK);
        values.forEach(this::save);
        op(Opcodes.TUPLE);
    }

    private void saveAll(Iterable<?> values, short opcode) {
        op(Opcodes.MARK);
        values.forEach(this::save);
        op(opcode);
    }

    private void save(ByteBuffer bytes, short shortOpcode, short longOpcode) {
        int length = bytes.remaining();
        if (length < SHORT) {
            op(shortOpcode);
            out.write(length);
        } else {
            op(longOpcode);
            littleEndian(length);
        }
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        } else {
            byte[] copy = new byte[length];
            bytes.get(copy);
            out.writeBytes(copy);
        }
    }

    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a string has half of a surrogate pair", e);
        }
    }

    private static IllegalArgumentException notPlain(Object value) {
        return new IllegalArgumentException(
                value.getClass().getName()
                        + " is not a plain value: there are null, Boolean, integers, Double, String, byte[], List, Tuple, Map and Set");
    }

    private void op(short opcode) {
        out.write(opcode);
    }

    private void littleEndian(int number) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(Integer.reverseBytes(number))
                .array());
    }
}
