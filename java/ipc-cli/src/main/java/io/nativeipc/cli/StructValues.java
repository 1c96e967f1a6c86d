package io.nativeipc.cli;

import io.nativeipc.memory.FieldKind;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructField;
import io.nativeipc.memory.StructView;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values in a struct as a JSON object. The fields of an anonymous struct are those of the enclosing one, as in C. */
final class StructValues {
    private final Struct struct;
    private final ByteBuffer bytes;
    private final StructView view;

    private StructValues(Struct struct, ByteBuffer bytes) {
        this.struct = struct;
        this.bytes = bytes;
        this.view = struct.view(bytes);
    }

    static Map<String, @Nullable Object> of(Struct struct, ByteBuffer bytes) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        new StructValues(struct, bytes).add(values, struct.fields(), "");
        return values;
    }

    private void add(Map<String, @Nullable Object> values, List<StructField> fields, String prefix) {
        for (StructField field : fields) {
            if (field.name().isEmpty()) {
                add(values, field.fields(), prefix);
            } else {
                values.put(field.name(), value(field, prefix + field.name()));
            }
        }
    }

    private Object value(StructField field, String path) {
        return switch (field.kind()) {
            case STRUCT, UNION -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                add(values, field.fields(), path + ".");
                yield values;
            }
            case ARRAY -> array(field, path);
            case FLOAT -> decimal(field, view.getDouble(path));
            case BOOL -> view.getLong(path) != 0;
            case POINTER -> "0x" + Long.toHexString(view.getLong(path));
            case UNSIGNED -> new BigInteger(Long.toUnsignedString(view.getLong(path)));
            case SIGNED, CHARACTER -> view.getLong(path);
            case OPAQUE -> HexFormat.of().formatHex(struct.bytes(path).get(bytes)); // no number of JSON holds it
        };
    }

    /** JSON has the shortest number that is the value, as the text form has. */
    private static Number decimal(StructField field, double value) {
        if (field.byteSize() == Float.BYTES) {
            return (float) value;
        }
        return value;
    }

    private Object array(StructField array, String path) {
        StructField element = array.fields().get(0);
        if (element.kind() == FieldKind.CHARACTER && array.count() > 0) {
            return view.getString(path);
        }
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < array.count(); i++) {
            values.add(value(element, path + "[" + i + "]"));
        }
        return values;
    }
}
