package io.nativeipc.python;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of values, Python's tuple. Two tuples are equal if their values are equal, where arrays are
 * compared by content. A tuple is not equal to a list.
 */
@SuppressWarnings("exports") // users of this module do not need the annotation Nullable
public final class Tuple {
    private static final int NO_KEY = -1;
    private static final int SEED = new SecureRandom().nextInt();
    private static final long BITS_SEED = new SecureRandom().nextLong();

    private final @Nullable Object[] values;
    private final int keyWeight;
    private final int keyBytes;

    /**
     * The hash code, computed once and never 0 afterwards. Nested tuples may be shared and would otherwise be hashed
     * repeatedly.
     */
    private int hash;

    private Tuple(@Nullable Object[] values) {
        this.values = values;
        this.keyWeight = weightOf(values);
        this.keyBytes = bytesOf(values);
    }

    /**
     * Returns a tuple of these values. The array is copied.
     *
     * @param values the elements, in their order
     * @return the tuple
     */
    public static Tuple of(@Nullable Object... values) {
        return new Tuple(values.clone());
    }

    /** Returns a tuple of an array that is never changed afterwards; the array is not copied. */
    static Tuple ofOwn(@Nullable Object[] values) {
        return new Tuple(values);
    }

    /** {@return the number of values} */
    public int size() {
        return values.length;
    }

    /**
     * Returns the value at a position.
     *
     * @param index the position, from 0
     * @return the value
     * @throws IndexOutOfBoundsException if the tuple has no such position
     */
    public @Nullable Object get(int index) {
        return values[index];
    }

    /** {@return the values as an unmodifiable list} */
    public List<@Nullable Object> asList() {
        return Collections.<@Nullable Object>unmodifiableList(Arrays.<@Nullable Object>asList(values));
    }

    /** Returns whether Python accepts the value as a key of a dict, and comparing it takes limited time. */
    static boolean isKey(@Nullable Object value, int heaviest) {
        int weight = weightOf(value);
        return weight != NO_KEY && weight <= heaviest;
    }

    /** Returns the maximum number of bytes that a comparison reads. */
    int keyBytes() {
        return keyBytes;
    }

    private static int bytesOf(@Nullable Object[] values) {
        long sum = 0;
        for (Object value : values) {
            sum = Math.min(Integer.MAX_VALUE, sum + KeyCost.byteSize(value));
        }
        return (int) sum;
    }

    private static int weightOf(@Nullable Object[] values) {
        long sum = 1;
        for (Object value : values) {
            int weight = weightOf(value);
            if (weight == NO_KEY) {
                return NO_KEY;
            }
            sum += weight;
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** Returns the maximum number of values that a comparison visits, or {@link #NO_KEY} if one of them is mutable. */
    private static int weightOf(@Nullable Object value) {
        if (value instanceof Tuple tuple) {
            return tuple.keyWeight;
        }
        boolean fixed = value == null
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof String
                || value instanceof byte[]
                || value instanceof ByteBuffer;
        return fixed ? 1 : NO_KEY;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Tuple tuple
                && hashCode() == tuple.hashCode()
                && Arrays.deepEquals(values, tuple.values);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            int mixed = SEED;
            for (Object value : values) {
                mixed = 31 * mixed + hashOf(value);
            }
            hash = mixed == 0 ? 1 : mixed;
        }
        return hash;
    }

    /**
     * Mixes all bits of numbers with a seed, so that a peer cannot choose tuples of numbers with equal hashes unless it
     * guesses the seed.
     */
    private static int hashOf(@Nullable Object value) {
        if (value instanceof Long number) {
            return mixed(number);
        } else if (value instanceof Double number) {
            return mixed(Double.doubleToLongBits(number));
        } else if (value != null && value.getClass().isArray()) {
            return Arrays.deepHashCode(new Object[] {value});
        }
        return Objects.hashCode(value);
    }

    /** MurmurHash3's finalizer, with a seed of this process. */
    private static int mixed(long bits) {
        long mixed = bits ^ BITS_SEED;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) (mixed ^ (mixed >>> 33));
    }

    /** Returns the tuple as Python writes it: {@code (1, 2)}, {@code (1,)}. */
    @Override
    public String toString() {
        return Stream.of(values)
                .map(Tuple::text)
                .collect(Collectors.joining(", ", "(", values.length == 1 ? ",)" : ")"));
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
    }
}
