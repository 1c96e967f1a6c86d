package io.nativeipc.internal.lifecycle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The options that a caller gave to a factory. The factory takes those that it knows. */
public final class OptionList {
    private final List<Object> left;

    public OptionList(Object... options) {
        left = new ArrayList<>(Arrays.asList(options));
        left.forEach(Objects::requireNonNull);
    }

    /** Reports whether the options contain the only one that a factory knows. */
    public static boolean onlyOf(Object constant, Object... options) {
        OptionList list = new OptionList(options);
        boolean given = list.take(constant);
        list.end();
        return given;
    }

    /**
     * Takes the option of a type.
     *
     * @param otherwise the result if there is none
     * @throws IllegalArgumentException if there are two
     */
    public <T> T take(Class<T> type, T otherwise) {
        T found = find(type);
        return found == null ? otherwise : found;
    }

    /**
     * Takes the option of a type; null if there is none.
     *
     * @throws IllegalArgumentException if there are two
     */
    public <T> @Nullable T find(Class<T> type) {
        T found = null;
        for (Iterator<Object> options = left.iterator(); options.hasNext(); ) {
            Object option = options.next();
            if (type.isInstance(option)) {
                if (found != null) {
                    throw new IllegalArgumentException("two options of one kind: " + found + ", " + option);
                }
                found = type.cast(option);
                options.remove();
            }
        }
        return found;
    }

    /** Takes a constant; reports whether it is there. */
    public boolean take(Object constant) {
        return left.removeIf(constant::equals);
    }

    /**
     * Ends the list, and returns the options that are left for another factory.
     *
     * @throws IllegalArgumentException if one of them is of another type
     */
    public <T> List<T> rest(Class<T> type) {
        List<T> rest = left.stream().filter(type::isInstance).map(type::cast).collect(Collectors.toList());
        left.removeIf(type::isInstance);
        end();
        return rest;
    }

    /**
     * Ends the list.
     *
     * @throws IllegalArgumentException if an option is left that the factory does not know
     */
    public void end() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("no option of this library: " + left.get(0));
        }
    }
}
