package io.nativeipc.ffm;

import io.nativeipc.memory.FieldKind;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructField;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The layout of a {@link Struct} as a {@code MemoryLayout} with names, for Java 22 and later. */
public final class Layouts {
    private Layouts() {}

    /**
     * Returns the struct's layout, whose VarHandles read and write the segment of {@link Segments#of}. Fields have
     * their names in C, and the gaps between them are padding. An anonymous struct or union has no name. A pointer is
     * an integer of its size. Bit-fields and types without an equivalent in Java, such as {@code long double}, are
     * arrays of bytes: consecutive bit-fields are one array without a name.
     *
     * <p>The alignment of a field is that of its place, so fields of packed structs have unaligned layouts.
     *
     * @param struct a struct that is no union
     * @return the layout, with the struct's name and size
     * @throws IllegalArgumentException if {@code struct} is a union, or a field is larger than its layout can be
     */
    public static StructLayout of(Struct struct) {
        if (struct.isUnion()) {
            throw new IllegalArgumentException(struct.name() + " is a union, which is no StructLayout");
        }
        return (StructLayout) group(FieldKind.STRUCT, struct.fields(), struct.byteSize(), struct.alignment())
                .withName(struct.name());
    }

    private static GroupLayout group(FieldKind kind, List<StructField> fields, long byteSize, long alignment) {
        return kind == FieldKind.UNION ? union(fields, byteSize, alignment) : struct(fields, byteSize, alignment);
    }

    /** {@code alignment} limits that of the members: a struct inside a packed one starts at any byte. */
    private static StructLayout struct(List<StructField> fields, long byteSize, long alignment) {
        List<MemoryLayout> members = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < fields.size(); i++) {
            StructField field = fields.get(i);
            long end = field.offset() + field.byteSize();
            MemoryLayout member;
            long start = field.offset();
            if (field.bitWidth() > 0) {
                // Bit-fields share bytes, also with those before them that have a layout already.
                start = Math.max(start, at);
                while (i + 1 < fields.size() && fields.get(i + 1).bitWidth() > 0) {
                    i++;
                    end = Math.max(end, fields.get(i).offset() + fields.get(i).byteSize());
                }
                member = bytes(Math.max(end - start, 0));
            } else {
                member = named(field, placed(field, start, alignment));
            }
            if (start > at) {
                members.add(MemoryLayout.paddingLayout(start - at));
            }
            if (end > start || field.kind() == FieldKind.ARRAY) {
                members.add(member);
            }
            at = Math.max(at, end);
        }
        if (byteSize > at) {
            members.add(MemoryLayout.paddingLayout(byteSize - at));
        }
        return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
    }

    private static GroupLayout union(List<StructField> fields, long byteSize, long alignment) {
        List<MemoryLayout> members = new ArrayList<>();
        long largest = 0;
        for (StructField field : fields) {
            boolean bits = field.bitWidth() > 0;
            members.add(bits ? bytes(field.byteSize()) : named(field, placed(field, 0, alignment)));
            largest = Math.max(largest, field.byteSize());
        }
        if (byteSize > largest) {
            members.add(MemoryLayout.paddingLayout(byteSize));
        }
        return MemoryLayout.unionLayout(members.toArray(MemoryLayout[]::new));
    }

    private static MemoryLayout named(StructField field, MemoryLayout layout) {
        return field.name().isEmpty() ? layout : layout.withName(field.name());
    }

    private static MemoryLayout bytes(long count) {
        return MemoryLayout.sequenceLayout(count, ValueLayout.JAVA_BYTE);
    }

    /** Returns a field's layout with an alignment that its offset is a multiple of, and that its owner has. */
    private static MemoryLayout placed(StructField field, long offset, long ownersAlignment) {
        long most = Math.min(ownersAlignment, offset == 0 ? ownersAlignment : Long.lowestOneBit(offset));
        return layout(field, most);
    }

    private static MemoryLayout layout(StructField field, long mostAlignment) {
        return switch (field.kind()) {
            case ARRAY -> {
                StructField element = field.fields().get(0);
                long size = element.byteSize();
                long most = Math.min(mostAlignment, size == 0 ? 1 : Long.lowestOneBit(size));
                yield MemoryLayout.sequenceLayout(field.count(), layout(element, most));
            }
            case STRUCT, UNION -> group(field.kind(), field.fields(), field.byteSize(), mostAlignment);
            case OPAQUE -> bytes(field.byteSize());
            case SIGNED, UNSIGNED, CHARACTER, BOOL, FLOAT, POINTER -> {
                ValueLayout value = value(field);
                yield value.withByteAlignment(Math.min(value.byteAlignment(), mostAlignment));
            }
        };
    }

    private static ValueLayout value(StructField field) {
        if (field.kind() == FieldKind.BOOL) {
            return ValueLayout.JAVA_BOOLEAN;
        } else if (field.kind() == FieldKind.FLOAT) {
            return field.byteSize() == 4 ? ValueLayout.JAVA_FLOAT : ValueLayout.JAVA_DOUBLE;
        }
        return switch ((int) field.byteSize()) {
            case 1 -> ValueLayout.JAVA_BYTE;
            case 2 -> ValueLayout.JAVA_SHORT;
            case 4 -> ValueLayout.JAVA_INT;
            default -> ValueLayout.JAVA_LONG;
        };
    }
}
