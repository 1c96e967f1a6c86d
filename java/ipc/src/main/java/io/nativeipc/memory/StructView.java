package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import io.nativeipc.memory.IntegerFields.AnyInt;
import io.nativeipc.memory.StructFields.Bits;
import io.nativeipc.memory.StructFields.Float32;
import io.nativeipc.memory.StructFields.Float64;
import io.nativeipc.memory.StructFields.Text;
import io.nativeipc.memory.StructPaths.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A struct in memory whose fields are read and written by their names, for programs that explore memory. Each access
 * parses its path: a program that knows its fields uses those of {@link Struct}.
 *
 * <p><b>Threads.</b> Several threads may use a view. Access is plain, and not ordered between processes.
 *
 * <p><b>After close</b> of the region the view behaves as a buffer of the region, which {@link io.nativeipc.Region}
 * describes.
 */
public final class StructView {
    private static final int MAX_LINES = 1000;
    private static final int MAX_ELEMENTS = 16;

    private final String name;
    private final CType type;
    private final StructFinder finder;
    private final ByteBuffer struct;

    StructView(String name, CType type, StructFinder finder, ByteBuffer struct) {
        this.name = name;
        this.type = type;
        this.finder = finder;
        this.struct = struct;
    }

    /**
     * {@return the value of an integer, an enum, a bool, a pointer or a bit-field}
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @throws IllegalArgumentException if there is no such field, or it has another type
     */
    public long getLong(String path) {
        Place place = finder.find(path);
        return place.isBits()
                ? bits(place).get(struct)
                : integer(finder.anyInteger(path)).get(struct);
    }

    /**
     * Writes an integer, an enum, a bool, a pointer or a bit-field.
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @param value the value to write
     * @throws IllegalArgumentException if there is no such field, it has another type, or the value does not fit
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void setLong(String path, long value) {
        Place place = finder.find(path);
        if (place.isBits()) {
            bits(place).set(struct, value);
        } else if (finder.anyInteger(path).type().kind() == CKind.BOOL) {
            FieldAccess.checked(value, 1, path);
            struct.put(place.offset(), (byte) value);
        } else {
            integer(place).set(struct, value);
        }
    }

    /**
     * {@return the value of a {@code double} or {@code float}}
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @throws IllegalArgumentException if there is no such field, or it has another type
     */
    public double getDouble(String path) {
        Place place = finder.find(path);
        return place.type().kind() == CKind.FLOAT && place.type().size() == 4
                ? new Float32(place.offset(), path).get(struct)
                : new Float64(finder.ofKind(path, CKind.FLOAT, 8).offset(), path).get(struct);
    }

    /**
     * Writes a {@code double}, or a {@code float} with the nearest value.
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @param value the value to write
     * @throws IllegalArgumentException if there is no such field, or it has another type
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void setDouble(String path, double value) {
        Place place = finder.find(path);
        if (place.type().kind() == CKind.FLOAT && place.type().size() == 4) {
            new Float32(place.offset(), path).set(struct, (float) value);
        } else {
            new Float64(finder.ofKind(path, CKind.FLOAT, 8).offset(), path).set(struct, value);
        }
    }

    /**
     * {@return the text in an array of {@code char}, in UTF-8, before its first zero byte}
     *
     * @param path the path of the field, such as {@code symbol}
     * @throws IllegalArgumentException if there is no such field, or it is no array of bytes
     */
    public String getString(String path) {
        return text(finder.text(path)).get(struct);
    }

    /**
     * Writes text to an array of {@code char}, in UTF-8, and fills the rest of the array with zero bytes.
     *
     * @param path the path of the field, such as {@code symbol}
     * @param value the value to write
     * @throws IllegalArgumentException if there is no such field, it is no array of bytes, or the text does not fit
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void setString(String path, String value) {
        text(finder.text(path)).set(struct, value);
    }

    /**
     * Writes a value given as text, in the form in which {@link #toString} shows it.
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @param value a number, decimal or with {@code 0x}; {@code true} or {@code false} for a bool; for an array of
     *     {@code char} the text itself
     * @throws IllegalArgumentException if there is no such field, or its type cannot have the value
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void set(String path, String value) {
        CType found = finder.find(path).type();
        if (found.kind() == CKind.ARRAY) {
            setString(path, value);
            return;
        }
        try {
            if (found.kind() == CKind.FLOAT) {
                setDouble(path, Double.parseDouble(value));
            } else if (found.kind() == CKind.BOOL && value.matches("true|false")) {
                setLong(path, value.equals("true") ? 1 : 0);
            } else {
                setLong(path, number(value, found.kind() == CKind.UNSIGNED || found.kind() == CKind.POINTER));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not a value of " + path + ", which is a " + found, e);
        }
    }

    /** Parses a number; one of 64 bits without a sign becomes the long with the same bits. */
    private static long number(String text, boolean unsigned) {
        boolean hex = text.matches("-?0[xX].+");
        String digits = hex ? text.replaceFirst("0[xX]", "") : text;
        int radix = hex ? 16 : 10;
        return unsigned ? Long.parseUnsignedLong(digits, radix) : Long.parseLong(digits, radix);
    }

    private AnyInt integer(Place place) {
        return new AnyInt(place.offset(), (int) place.type().size(), finder.isSigned(place.type()), place.path());
    }

    private Bits bits(Place place) {
        int shift = (int) (place.bitOffset() % 8);
        return new Bits(place.offset(), shift, place.bits(), finder.isSigned(place.type()), place.path());
    }

    private static Text text(Place place) {
        return new Text(place.offset(), (int) place.type().size(), StandardCharsets.UTF_8, place.path());
    }

    /**
     * {@return the fields with their values, one a line} Of an array the first 16 elements are shown, and of a struct
     * with very many fields the first 1000 lines.
     */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder("struct " + name + ":");
        int left = members(lines, type, "", 0, MAX_LINES);
        return lines + (left <= 0 ? "\n…" : "");
    }

    /** Appends the fields of a struct and returns how many lines may still follow. */
    private int members(StringBuilder lines, CType record, String prefix, long base, int most) {
        int left = most;
        for (CMember member : record.members()) {
            String path = prefix + member.name();
            long offset = base + member.bitOffset();
            if (left <= 0) {
                return 0;
            } else if (member.isAnonymous()) {
                left = members(lines, member.type(), prefix, offset, left);
            } else {
                left = value(lines, new Place(path, member.type(), offset, member.bits()), left);
            }
        }
        return left;
    }

    private int value(StringBuilder lines, Place place, int most) {
        CType found = place.type();
        if (found.isRecord()) {
            return members(lines, found, place.path() + ".", place.bitOffset(), most);
        } else if (found.kind() != CKind.ARRAY || isCharacters(found)) {
            lines.append('\n').append(place.path()).append(" = ").append(text(place, found));
            return most - 1;
        }
        int left = most;
        for (int i = 0; i < Math.min(found.count(), MAX_ELEMENTS) && left > 0; i++) {
            long offset = place.bitOffset() + 8L * i * found.element().size();
            left = value(lines, new Place(place.path() + "[" + i + "]", found.element(), offset, -1), left);
        }
        if (found.count() > MAX_ELEMENTS && left > 0) {
            lines.append('\n')
                    .append(place.path())
                    .append("[…] = ")
                    .append(found.count())
                    .append(" elements");
            left--;
        }
        return left;
    }

    /** Whether a type is an array of char. An array of uint8_t contains numbers more often than text. */
    private static boolean isCharacters(CType type) {
        return StructFinder.isText(type) && type.element().kind() == CKind.CHARACTER;
    }

    private String text(Place place, CType found) {
        if (found.kind() == CKind.ARRAY) {
            return "\"" + text(place).get(struct).replaceAll("\\p{Cntrl}", "?") + "\"";
        } else if (found.kind() == CKind.FLOAT) {
            return found.size() == 4
                    ? Float.toString(new Float32(place.offset(), place.path()).get(struct))
                    : Double.toString(new Float64(place.offset(), place.path()).get(struct));
        } else if (found.kind() == CKind.OPAQUE) {
            return found.size() + " bytes";
        }
        long value = place.isBits() ? bits(place).get(struct) : integer(place).get(struct);
        return switch (found.kind()) {
            case POINTER -> "0x" + Long.toHexString(value);
            case BOOL -> Boolean.toString(value != 0);
            case UNSIGNED -> Long.toUnsignedString(value);
            default -> Long.toString(value);
        };
    }
}
