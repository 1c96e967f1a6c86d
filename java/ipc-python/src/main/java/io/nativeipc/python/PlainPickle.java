package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads pickles of plain data, and of nothing else. A pickle is a program that builds objects. The pickles
 * accepted here cannot name a class or a function, so the sender chooses values but no code.
 *
 * <table>
 * <caption>Types written and read</caption>
 * <tr><th>Python</th><th>Java reads</th><th>Java writes as well</th></tr>
 * <tr><td>None, bool</td><td>null, Boolean</td><td></td></tr>
 * <tr><td>int</td><td>Long; BigInteger beyond 64 bits</td><td>Byte, Short, Integer</td></tr>
 * <tr><td>float</td><td>Double</td><td>Float</td></tr>
 * <tr><td>str</td><td>String</td><td></td></tr>
 * <tr><td>bytes</td><td>byte[]; as a key a read-only ByteBuffer</td><td>ByteBuffer</td></tr>
 * <tr><td>bytearray, if pickled with protocol 5</td><td>byte[]</td><td></td></tr>
 * <tr><td>list</td><td>ArrayList</td><td>List</td></tr>
 * <tr><td>tuple</td><td>{@link Tuple}</td><td>Object[]</td></tr>
 * <tr><td>dict</td><td>LinkedHashMap, in the dict's order</td><td>Map</td></tr>
 * <tr><td>set, frozenset</td><td>LinkedHashSet, unmodifiable Set</td><td>Set, as set</td></tr>
 * </table>
 *
 * <p><b>Rejected</b> with {@link CorruptException} are all opcodes that import, build, reduce or refer to external
 * objects: GLOBAL, STACK_GLOBAL, INST, OBJ, NEWOBJ, NEWOBJ_EX, REDUCE, BUILD, EXT1, EXT2, EXT4, PERSID and BINPERSID;
 * the two opcodes for out-of-band buffers; and the text opcodes of protocol 0. Therefore complex, datetime, Decimal,
 * range, the bytearray of protocol 4 and instances of classes cannot be transferred: send their parts instead. Also
 * rejected are keys that Python would not accept, a set in a set, a string with half a surrogate pair, and a tuple of
 * more than 1000 values as a key.
 *
 * <p><b>Memory and time:</b> Lengths are checked before memory is allocated for them. The value of a pickle of n bytes
 * takes less than 100 · n bytes. Reading takes at most 8 steps for each byte; a pickle that needs more is rejected, for
 * example one with many keys of the same hash, or with long keys that it uses repeatedly. As in Python, a value that
 * was read may contain itself, or be nested deeper than {@code hashCode} or {@code toString} can recurse.
 */
@SuppressWarnings("exports") // users of this module do not need the annotation Nullable
public final class PlainPickle {
    private PlainPickle() {}

    /**
     * Returns the pickle of a value, in protocol 4. An object that the value contains twice is written twice.
     *
     * @param value plain data: null, booleans, numbers, strings, bytes, and lists, tuples, sets and maps of these
     * @return the pickle, from position to limit
     * @throws IllegalArgumentException if the value contains something that is not plain data, or is nested more than
     *     500 deep
     */
    public static ByteBuffer dumps(@Nullable Object value) {
        return new PlainPickler().dump(value);
    }

    /**
     * Returns the value of a pickle of protocol 2 to 5.
     *
     * @param pickle the pickle, whose position does not move
     * @return the value
     * @throws CorruptException if the bytes are not a pickle, or contain more than plain data
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

    /** Calls {@link PlainUnpickler#advance}; exceptions name the object from which the pickle was received. */
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
