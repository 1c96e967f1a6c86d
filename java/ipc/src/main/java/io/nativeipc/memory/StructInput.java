package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.memory.StructPaths.Place;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the values of fields from text. Nothing is written before all are understood. */
final class StructInput {
    /** The length of the longest text of a number. */
    private static final int MAX_DIGITS = 100;

    /** The length of the longest list of names in a message. */
    private static final int MAX_NAMES = 500;

    private final StructFinder finder;
    private final List<Value> values = new ArrayList<>();

    /** The value of one field: a Double, a Long with the bits of an integer, or a String. */
    record Value(String path, Object value) {}

    private StructInput(StructFinder finder) {
        this.finder = finder;
    }

    /** Returns the values that a text gives a field, of an array one for each element. */
    static List<Value> read(StructFinder finder, Place place, String text) {
        StructInput input = new StructInput(finder);
        input.read(place, text);
        return input.values;
    }

    private void read(Place place, String value) {
        CType found = place.type();
        String path = place.path();
        if (found.kind() != CKind.ARRAY) {
            values.add(new Value(path, number(finder.scalar(place), value)));
        } else if (StructFinder.isCharacters(found)) {
            int byteSize = (int) found.size();
            new StructFields.Text(0, byteSize, StandardCharsets.UTF_8, path)
                    .set(ByteBuffer.allocate(byteSize), value); // refuses what does not fit
            values.add(new Value(path, value));
        } else {
            readElements(place, value);
        }
    }

    private void readElements(Place array, String value) {
        CType found = array.type();
        if (found.element().kind() != CKind.ARRAY) {
            finder.scalar(array.element(0));
        }
        List<String> texts = elements(value.strip(), array.path());
        if (texts.size() != found.count()) {
            throw new IllegalArgumentException(array.path() + " has " + found.count() + " elements, and this text "
                    + texts.size() + (texts.size() == 1 ? " value" : " values")
                    + (found.element().kind() == CKind.ARRAY ? "; write a list for each row: [[1,2],[3,4]]" : ""));
        }
        for (int i = 0; i < texts.size(); i++) {
            read(array.element(i), unquoted(texts.get(i).strip()));
        }
    }

    /** Splits a list, with or without its brackets, at the commas that are in no list inside of it and in no quotes. */
    private static List<String> elements(String list, String path) {
        boolean brackets = list.startsWith("[") && list.endsWith("]");
        String inside = brackets ? list.substring(1, list.length() - 1) : list;
        List<String> elements = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < inside.length(); i++) {
            char next = inside.charAt(i);
            if (quoted) {
                i += next == '\\' ? 1 : 0;
                quoted = next != '"';
            } else if (next == ',' && depth == 0) {
                elements.add(inside.substring(start, i));
                start = i + 1;
            } else {
                quoted = next == '"';
                depth += next == '[' ? 1 : next == ']' ? -1 : 0;
            }
        }
        if (depth != 0 || quoted) {
            String opened = quoted ? "quote" : "bracket";
            throw new IllegalArgumentException(path + ": a " + opened + " of the list has no counterpart");
        }
        elements.add(inside.substring(start));
        return elements;
    }

    /** Returns an element of a list without its quotes, in which a backslash is before a quote and a backslash. */
    private static String unquoted(String element) {
        boolean quoted = element.length() > 1 && element.startsWith("\"") && element.endsWith("\"");
        return quoted ? element.substring(1, element.length() - 1).replaceAll("\\\\([\"\\\\])", "$1") : element;
    }

    /** Parses a value for a field: a Double, or a Long with the bits of an integer. */
    private Number number(Place place, String value) {
        CType found = place.type();
        try {
            if (found.kind() == CKind.FLOAT) {
                Double number = decimal(value, place.path());
                return found.size() == 4 ? (double) FieldAccess.nearest(number, place.path()) : number;
            } else if (found.kind() == CKind.BOOL && value.matches("true|false")) {
                return value.equals("true") ? 1L : 0L;
            }
            BigInteger number = found.enumerators().isEmpty() ? integer(value) : constants(found, value);
            return FieldAccess.checked(number, finder.width(place), finder.isSigned(found), place.path());
        } catch (NumberFormatException e) {
            String start = value.length() > MAX_DIGITS ? value.substring(0, MAX_DIGITS) + "…" : value;
            throw new IllegalArgumentException(
                    "\"" + start + "\" is not a value of " + place.path() + ", of type " + found
                            + (found.enumerators().isEmpty() ? "" : ", which has " + names(found)),
                    e);
        }
    }

    /** Returns the value of constants of an enum, and of numbers, whose bits are combined. */
    private static BigInteger constants(CType found, String value) {
        BigInteger all = BigInteger.ZERO;
        for (String part : value.split("\\|", -1)) {
            String word = value.length() == part.length() ? part : part.strip();
            Long constant = found.enumerators().get(constantName(found, word));
            all = all.or(constant == null ? integer(word) : BigInteger.valueOf(constant));
        }
        return all;
    }

    private static BigInteger integer(String value) {
        if (value.length() > MAX_DIGITS) {
            throw new NumberFormatException("too long");
        }
        boolean hex = value.toLowerCase(Locale.ROOT).matches("-?0x.+");
        return new BigInteger(hex ? value.replaceFirst("0[xX]", "") : value, hex ? 16 : 10);
    }

    /** Returns the name of a constant, which C++ may write with that of its enum, as in {@code side::BUY}. */
    private static String constantName(CType found, String value) {
        String enumName = found.name().replaceFirst("^enum ", "") + "::";
        return value.startsWith(enumName) ? value.substring(enumName.length()) : value;
    }

    private static String names(CType found) {
        String names = String.join(", ", found.enumerators().keySet());
        return names.length() > MAX_NAMES ? names.substring(0, MAX_NAMES) + "…" : names;
    }

    private static Double decimal(String text, String path) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value) && !text.strip().endsWith("Infinity")) {
            throw FieldAccess.outside(path, -Double.MAX_VALUE, Double.MAX_VALUE, text);
        }
        return value;
    }
}
