package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import io.nativeipc.internal.region.ReadOnlyMemory;
import io.nativeipc.memory.StructFields.Bits;
import io.nativeipc.memory.StructFields.Float32;
import io.nativeipc.memory.StructFields.Float64;
import io.nativeipc.memory.StructFields.Text;
import io.nativeipc.memory.StructPaths.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A struct in memory whose fields are read and written by their names, for programs that explore memory. Each access
 * parses its path: a program that knows its fields uses those of {@link Struct}.
 *
 * <p><b>Threads.</b> Several threads may use a view. Access is plain, and not ordered between processes.
 *
 * <p><b>After close</b> of the region, every method throws {@link IllegalStateException}. A view of a buffer behaves
 * as the buffer.
 */
public final class StructView {
    private static final int MAX_LINES = 1000;
    private static final int MAX_ELEMENTS = 16;

    private final String name;
    private final CType type;
    private final StructFinder finder;
    private final ByteBuffer struct;
    private final @Nullable StructPlace memory;

    /** {@code memory} is null for a view of a buffer. */
    StructView(String name, CType type, StructFinder finder, ByteBuffer struct, @Nullable StructPlace memory) {
        this.name = name;
        this.type = type;
        this.finder = finder;
        this.struct = struct;
        this.memory = memory;
    }

    /** Throws if the region is closed; called before an access for its message, and after one because of JNA. */
    private void requireOpen() {
        if (memory != null) {
            memory.requireOpen(name);
        }
    }

    private void requireWritable(Place place) {
        requireOpen();
        if (struct.isReadOnly()) {
            String what = place.path() + " of struct " + name;
            throw new ReadOnlyMemory(
                    memory == null
                            ? what + " cannot be written: the buffer is read-only"
                            : what + memory + " cannot be written: the region is mapped for reading only");
        }
    }

    /**
     * {@return the value of an integer, an enum, a bool, a pointer or a bit-field}
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @throws IllegalArgumentException if there is no such field, or it has another type
     */
    public long getLong(String path) {
        Place place = finder.find(path);
        requireOpen();
        long value = place.isBits()
                ? bits(place).get(struct)
                : finder.anyInt(finder.anyInteger(path)).get(struct);
        requireOpen();
        return value;
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
        requireWritable(place);
        if (place.isBits()) {
            bits(place).set(struct, value);
        } else {
            finder.anyInt(finder.anyInteger(path)).set(struct, value);
        }
        requireOpen();
    }

    /**
     * {@return the value of a {@code double} or {@code float}}
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @throws IllegalArgumentException if there is no such field, or it has another type
     */
    public double getDouble(String path) {
        Place place = finder.find(path);
        requireOpen();
        double value = place.type().kind() == CKind.FLOAT && place.type().size() == 4
                ? new Float32(place.offset(), path).get(struct)
                : new Float64(finder.ofKind(path, CKind.FLOAT, 8).offset(), path).get(struct);
        requireOpen();
        return value;
    }

    /**
     * Writes a {@code double}, or a {@code float} with the nearest value.
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @param value the value to write
     * @throws IllegalArgumentException if there is no such field, it has another type, or the value is too large for a
     *     {@code float}
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void setDouble(String path, double value) {
        Place place = finder.find(path);
        requireWritable(place);
        if (place.type().kind() == CKind.FLOAT && place.type().size() == 4) {
            new Float32(place.offset(), path).set(struct, FieldAccess.nearest(value, path));
        } else {
            new Float64(finder.ofKind(path, CKind.FLOAT, 8).offset(), path).set(struct, value);
        }
        requireOpen();
    }

    /**
     * {@return the text in an array of {@code char}, in UTF-8, before its first zero byte}
     *
     * @param path the path of the field, such as {@code symbol}
     * @throws IllegalArgumentException if there is no such field, or it is no array of bytes
     */
    public String getString(String path) {
        Place place = finder.text(path);
        requireOpen();
        String value = text(place).get(struct);
        requireOpen();
        return value;
    }

    /**
     * Writes text to an array of {@code char}, in UTF-8, and fills the rest of the array with zero bytes: at least one,
     * which the functions of C expect. {@link Struct#bytes} writes a text that fills the array.
     *
     * @param path the path of the field, such as {@code symbol}
     * @param value the value to write
     * @throws IllegalArgumentException if there is no such field, it is no array of bytes, or the text does not fit
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     */
    public void setString(String path, String value) {
        Place place = finder.text(path);
        requireWritable(place);
        text(place).set(struct, value);
        requireOpen();
    }

    /**
     * Writes a value given as text, in the form in which {@link #toString} shows it.
     *
     * @param path the path of the field, such as {@code depth[1].ask}
     * @param value a number, decimal or with {@code 0x}; {@code true} or {@code false} for a bool; a number or the name
     *     of a constant for an enum, such as {@code BUY} or {@code side::BUY}, or several of them that are combined, such
     *     as {@code READ|WRITE}; for an array of {@code char} the text itself; for another array a value for each
     *     element, such as {@code 1,2,3} or {@code [1,2,3]}, and for one of several dimensions a list for each row, such
     *     as {@code [[1,2],[3,4]]}
     * @throws IllegalArgumentException if there is no such field, or its type cannot have the value; nothing is written
     * @throws java.nio.ReadOnlyBufferException if the region is read-only
     * @throws IllegalStateException if the region is closed
     */
    public void set(String path, String value) {
        for (StructInput.Value each : StructInput.read(finder, finder.find(path), value)) {
            if (each.value() instanceof String text) {
                setString(each.path(), text);
            } else if (each.value() instanceof Double number) {
                setDouble(each.path(), number);
            } else {
                setLong(each.path(), (Long) each.value());
            }
        }
    }

    private Bits bits(Place place) {
        int shift = (int) (place.bitOffset() % 8);
        return new Bits(place.offset(), shift, place.bits(), finder.isSigned(place.type()), place.path());
    }

    private static Text text(Place place) {
        return new Text(place.offset(), (int) place.type().size(), StandardCharsets.UTF_8, place.path());
    }

    /**
     * {@return the fields with their values, one a line} A value of an enum is the first constant that has it. Of a
     * field without an equivalent in Java, such as a {@code pthread_mutex_t}, the type and the offset are shown. Of an
     * array the first 16 elements are shown, and of a struct with very many fields the first 1000 lines.
     */
    @Override
    public String toString() {
        requireOpen();
        StringBuilder lines = new StringBuilder("struct " + name + ":");
        int left = members(lines, type, "", 0, MAX_LINES);
        requireOpen();
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
        if (found.isRecord() && !found.isOfLibrary()) {
            return members(lines, found, place.path() + ".", place.bitOffset(), most);
        } else if (found.kind() != CKind.ARRAY || StructFinder.isCharacters(found)) {
            lines.append('\n').append(place.path()).append(" = ").append(text(place, found));
            return most - 1;
        }
        int left = most;
        for (int i = 0; i < Math.min(found.count(), MAX_ELEMENTS) && left > 0; i++) {
            left = Math.min(left - 1, value(lines, place.element(i), left)); // it may have no line
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

    private String text(Place place, CType found) {
        if (found.kind() == CKind.ARRAY) {
            return "\"" + text(place).get(struct).replaceAll("\\p{Cntrl}", "?") + "\"";
        } else if (found.kind() == CKind.FLOAT) {
            return found.size() == 4
                    ? Float.toString(new Float32(place.offset(), place.path()).get(struct))
                    : Double.toString(new Float64(place.offset(), place.path()).get(struct));
        } else if (found.kind() == CKind.OPAQUE || found.isOfLibrary()) {
            String opener = StructPaths.opener(found);
            return found + ", " + found.size() + " bytes at offset " + place.offset()
                    + (opener.isEmpty() ? "" : " (" + opener + ")");
        }
        long value =
                place.isBits() ? bits(place).get(struct) : finder.anyInt(place).get(struct);
        for (Map.Entry<String, Long> constant : found.enumerators().entrySet()) {
            if (constant.getValue() == value) {
                return constant.getKey();
            }
        }
        return switch (found.kind()) {
            case POINTER -> "0x" + Long.toHexString(value);
            case BOOL -> Boolean.toString(value != 0);
            case UNSIGNED -> Long.toUnsignedString(value);
            default -> Long.toString(value);
        };
    }
}
