package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import java.util.List;

/**
 * A field of a {@link Struct} with its place. {@link Struct#fields()} returns them as a tree, for programs that list or
 * print a struct that they do not know.
 *
 * @param name the name in C; empty for an anonymous struct or union, whose fields belong to the enclosing struct
 * @param type the type as C writes it
 * @param kind what the field contains
 * @param offset the offset in the enclosing struct or union, in bytes; of a bit-field, the byte with its first bit
 * @param byteSize the size in bytes; of a bit-field, the number of bytes that contain its bits
 * @param bitOffset of a bit-field, the number of its first bit in the byte at {@code offset}; 0 otherwise
 * @param bitWidth the number of bits of a bit-field; 0 if the field is none
 * @param count the number of elements of an array; 1 otherwise
 * @param fields the fields of a struct or union; of an array one field without a name, the element at index 0
 */
public record StructField(
        String name,
        String type,
        FieldKind kind,
        long offset,
        long byteSize,
        int bitOffset,
        int bitWidth,
        long count,
        List<StructField> fields) {

    /** Copies the list of fields. */
    public StructField {
        fields = List.copyOf(fields);
    }

    /** Returns the fields of a struct that a program asks for. */
    static List<StructField> of(CType record) {
        return record.members().stream().map(StructField::of).toList();
    }

    private static StructField of(CType.CMember member) {
        CType type = member.type();
        boolean bits = member.bits() >= 0;
        int first = bits ? (int) (member.bitOffset() % 8) : 0;
        return new StructField(
                member.name(),
                type.toString(),
                type.isOfLibrary() ? FieldKind.OPAQUE : FieldKind.of(type.kind()),
                member.bitOffset() / 8,
                bits ? (first + member.bits() + 7) / 8 : type.size(),
                first,
                bits ? member.bits() : 0,
                type.kind() == CKind.ARRAY ? type.count() : 1,
                inside(type));
    }

    private static List<StructField> inside(CType type) {
        if (type.kind() == CKind.ARRAY) {
            return List.of(of(new CType.CMember("", type.element(), 0, -1)));
        }
        return type.isOfLibrary() ? List.of() : of(type);
    }
}
