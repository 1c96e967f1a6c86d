package io.nativeipc.python;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Python's tuple: values in an order that do not change. Two tuples are equal if their values are, an array of bytes by what
 * is in it; a tuple is not equal to a list.
 */
@SuppressWarnings("exports") // the annotation Nullable is for whoever has it
public final class Tuple {
    private static final int NO_KEY = -1;

    private final @Nullable Object[] values;
    private final int keyWeight;

    /** Counted once: tuples in tuples may share one another, and would be counted again and again. */
    private int hash;

    private Tuple(@Nullable Object[] values) {
        this.values = values;
        this.keyWeight = weightOf(values);
    }

    /**
     * A tuple of these values; the array is copied.
     *
     * @param values the elements, in their order
     * @return the tuple
     */
    public static Tuple of(@Nullable Object... values) {
        return new Tuple(values.clone());
    }

    /** A tuple of an array that nobody changes. */
    static Tuple ofOwn(@Nullable Object[] values) {
        return new Tuple(values);
    }

    /** {@return how many values there are} */
    public int size() {
        return values.length;
    }

    /**
     * The value at a position.
     *
     * @param index its position, from 0
     * @return the element
     * @throws IndexOutOfBoundsException if there is none
     */
    public @Nullable Object get(int index) {
        return values[index];
    }

    /** {@return the values as a list that cannot be changed} */
    public List<@Nullable Object> asList() {
        return Collections.<@Nullable Object>unmodifiableList(Arrays.<@Nullable Object>asList(values));
    }

    /** Whether Python takes the value as the key of a dict, and comparing it is no work for ever. */
    static boolean isKey(@Nullable Object value, int heaviest) {
        int weight = weightOf(value);
        return weight != NO_KEY && weight <= heaviest;
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

    /** How many values a comparison may meet, or {@link #NO_KEY} where one of them can change. */
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
            hash = Arrays.deepHashCode(values);
        }
        return hash;
    }

    /** As Python writes it: {@code (1, 2)}, {@code (1,)}. */
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
