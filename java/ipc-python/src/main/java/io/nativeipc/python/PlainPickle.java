package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.internal.wait.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pickles of plain data, and of nothing else. A pickle is a program that builds objects; one of these has no way to name a
 * class or a function, so whoever sent it chooses values and no code.
 *
 * <table>
 * <caption>What is written, and what is read</caption>
 * <tr><th>Python</th><th>Java reads</th><th>Java writes as well</th></tr>
 * <tr><td>None, bool</td><td>null, Boolean</td><td></td></tr>
 * <tr><td>int</td><td>Long; BigInteger beyond 64 bits</td><td>Byte, Short, Integer</td></tr>
 * <tr><td>float</td><td>Double</td><td>Float</td></tr>
 * <tr><td>str</td><td>String</td><td></td></tr>
 * <tr><td>bytes</td><td>byte[]; as a key a read-only ByteBuffer</td><td>ByteBuffer</td></tr>
 * <tr><td>bytearray, where pickled by protocol 5</td><td>byte[]</td><td></td></tr>
 * <tr><td>list</td><td>ArrayList</td><td>List</td></tr>
 * <tr><td>tuple</td><td>{@link Tuple}</td><td>Object[]</td></tr>
 * <tr><td>dict</td><td>LinkedHashMap, in the dict's order</td><td>Map</td></tr>
 * <tr><td>set, frozenset</td><td>LinkedHashSet, unmodifiable Set</td><td>Set, as set</td></tr>
 * </table>
 *
 * <p><b>Refused</b> with {@link CorruptException} is every opcode that imports, builds, reduces or asks elsewhere: GLOBAL,
 * STACK_GLOBAL, INST, OBJ, NEWOBJ, NEWOBJ_EX, REDUCE, BUILD, EXT1, EXT2, EXT4, PERSID, BINPERSID; the two for buffers out of
 * band; the text opcodes of protocol 0. So complex, datetime, Decimal, range, the bytearray of protocol 4 and any object of a
 * class do not come through: send their parts. Neither does a key that Python would not take, a set in a set, a string with
 * half a surrogate pair, or a tuple of more than 1000 values as a key.
 *
 * <p><b>Memory and time:</b> lengths are checked before memory is allocated for them; the value of n bytes takes less than
 * 100 · n. Reading takes at most 8 steps for each byte. A pickle that would need more is refused: one with many keys of the
 * same hash, or with long keys that it uses again and again. A
 * value may contain itself, as it may in Python, or be nested deeper than {@code hashCode} or {@code toString} can go.
 */
@SuppressWarnings("exports") // the annotation Nullable is for whoever has it
public final class PlainPickle {
    private PlainPickle() {}

    /**
     * The pickle of a value, protocol 4. What the value contains twice is written twice.
     *
     * @param value plain data: null, booleans, numbers, strings, bytes, lists, tuples, sets and maps of such
     * @return the pickle, from position to limit
     * @throws IllegalArgumentException if something in it is no plain value, or it is nested more than 500 deep
     */
    public static ByteBuffer dumps(@Nullable Object value) {
        return new PlainPickler().dump(value);
    }

    /**
     * The value of a pickle, of protocol 2 to 5.
     *
     * @param pickle the pickle, whose position does not move
     * @return the value
     * @throws CorruptException if it is none, or one of more than plain data
     */
    public static @Nullable Object loads(ByteBuffer pickle) throws CorruptException {
        return loads(pickle, "pickle");
    }

    static @Nullable Object loads(ByteBuffer pickle, String object) throws CorruptException {
        PlainUnpickler unpickler = unpickler(pickle);
        advance(unpickler, object, Deadline.NEVER);
        return unpickler.value();
    }

    static PlainUnpickler unpickler(ByteBuffer pickle) {
        return new PlainUnpickler(input(pickle));
    }

    /** {@link PlainUnpickler#advance} whose errors name the object that the pickle has come from. */
    static boolean advance(PlainUnpickler unpickler, String object, long deadline) throws CorruptException {
        try {
            return unpickler.advance(deadline);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String text = e instanceof MalformedPickle ? e.getMessage() : "it contradicts itself";
            CorruptException refused = new CorruptException(object, "not a pickle of plain data: " + text);
            if (!(e instanceof MalformedPickle)) {
                refused.initCause(e);
            }
            throw refused;
        }
    }

    private static PickleInput input(ByteBuffer pickle) {
        if (pickle.hasArray()) {
            return new PickleInput(pickle.array(), pickle.arrayOffset() + pickle.position(), pickle.remaining());
        }
        byte[] copy = new byte[pickle.remaining()];
        pickle.duplicate().get(copy);
        return new PickleInput(copy, 0, copy.length);
    }
}
