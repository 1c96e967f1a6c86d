package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;

/** A layout as a number, and the number of its fields. */
final class StructText {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final IdentityHashMap<CType, Long> fingerprints = new IdentityHashMap<>();
    private final IdentityHashMap<CType, Long> fields = new IdentityHashMap<>();

    /** Returns the FNV-1a hash of the sizes, kinds, names and places of all fields, and of the constants of enums. */
    long fingerprint(CType type) {
        Long known = fingerprints.get(type);
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder();
        text.append(type.isEnum() ? "enum " : "")
                .append(type.kind())
                .append(' ')
                .append(type.size());
        type.enumerators()
                .forEach((constant, value) ->
                        text.append('\n').append(constant).append(" = ").append(value));
        if (type.kind() == CKind.ARRAY) {
            text.append(' ').append(type.count()).append(' ').append(fingerprint(type.element()));
        }
        if (type.isRecord()) {
            text.append(' ').append(type.alignment());
        }
        for (CMember member : type.members()) {
            text.append('\n').append(member.name()).append(' ').append(member.bitOffset());
            text.append(' ').append(member.bits()).append(' ').append(fingerprint(member.type()));
        }
        long hash = FNV_OFFSET;
        for (byte each : text.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * FNV_PRIME;
        }
        fingerprints.put(type, hash);
        return hash;
    }

    /** Returns the number of fields, counting those of each nested struct and the bounds, but no elements, of arrays. */
    long fields(CType type) {
        Long known = fields.get(type);
        if (known != null) {
            return known;
        }
        long count = 0;
        for (CMember member : type.members()) {
            count = Math.min(count + 1 + fields(member.type()), Integer.MAX_VALUE);
        }
        count += type.kind() == CKind.ARRAY ? 1 + fields(type.element()) : 0;
        fields.put(type, count);
        return count;
    }
}
