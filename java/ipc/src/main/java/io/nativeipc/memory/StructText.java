package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A layout as a number and as a header of static assertions. */
final class StructText {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final IdentityHashMap<CType, Long> fingerprints = new IdentityHashMap<>();
    private final IdentityHashMap<CType, Long> fields = new IdentityHashMap<>();

    /** Returns the FNV-1a hash of the sizes, kinds, names and places of all fields. */
    long fingerprint(CType type) {
        Long known = fingerprints.get(type);
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder();
        text.append(type.isEnum() ? "enum" : type.kind()).append(' ').append(type.size());
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

    /** Returns a header of C and C++ that does not compile where the compiler has another layout. */
    String assertions(String name, String written, CType type, String header) {
        String guard = "NATIVE_IPC_" + name.toUpperCase(Locale.ROOT) + "_LAYOUT";
        String instance = "native_ipc_" + name;
        StringBuilder text = new StringBuilder("""
                /* Written by native-ipc: the layout that Java has of "HEADER". Include it in one source file. */
                #ifndef GUARD
                #define GUARD FINGERPRINT
                #include <stddef.h>
                #include "HEADER"
                #ifdef __cplusplus
                #define NATIVE_IPC_ASSERT static_assert
                #else
                #define NATIVE_IPC_ASSERT _Static_assert
                #endif
                #ifdef __GNUC__
                #pragma GCC diagnostic push
                #pragma GCC diagnostic ignored "-Wredundant-decls"
                #endif
                /* Two declarations of one name make the compiler print both numbers where they differ. */
                #define NATIVE_IPC_EXPECT(name, expected, found, text) \\
                    NATIVE_IPC_ASSERT((found) == (expected), text); \\
                    extern char(*name)[(expected) > 0 ? (expected) : 1]; \\
                    extern char(*name)[(found) > 0 ? (found) : 1]
                extern WRITTEN INSTANCE;
                """);
        Map<String, String> words = Map.of(
                "HEADER", header,
                "GUARD", guard,
                "FINGERPRINT", "0x" + Long.toHexString(fingerprint(type)) + "ULL",
                "WRITTEN", written,
                "INSTANCE", instance);
        Matcher matcher = Pattern.compile(String.join("|", words.keySet())).matcher(text);
        text = new StringBuilder(matcher.replaceAll(found -> Matcher.quoteReplacement(words.get(found.group()))));
        Assertions assertions = new Assertions(text, instance, written);
        assertions.check("the whole struct", "size", "sizeof(" + written + ")", type.size());
        assertions.members(type, "", 0);
        return text.append("""
                #undef NATIVE_IPC_EXPECT
                #undef NATIVE_IPC_ASSERT
                #ifdef __GNUC__
                #pragma GCC diagnostic pop
                #endif
                #endif
                """).toString();
    }

    /** Writes the assertions of one struct. */
    private static final class Assertions {
        private final StringBuilder text;
        private final String instance;
        private final String written;
        private int number;

        Assertions(StringBuilder text, String instance, String written) {
            this.text = text;
            this.instance = instance;
            this.written = written;
        }

        private void members(CType type, String prefix, long base) {
            for (CMember member : type.members()) {
                long bits = base + member.bitOffset();
                if (member.bits() >= 0) {
                    continue; // C has no offset of a bit-field
                }
                String path = prefix + member.name();
                if (!member.isAnonymous()) {
                    place(path, bits / 8, member.type().size());
                }
                CType inner = member.type();
                StringBuilder first = new StringBuilder(path);
                while (inner.kind() == CKind.ARRAY && inner.count() > 0) {
                    inner = inner.element();
                    first.append("[0]");
                }
                if (!inner.isOfLibrary()) {
                    members(inner, member.isAnonymous() ? prefix : first + ".", bits);
                }
            }
        }

        private void place(String path, long offset, long size) {
            check(path, "offset", "offsetof(" + written + ", " + path + ")", offset);
            if (size > 0) {
                check(path, "size", "sizeof(" + instance + "." + path + ")", size);
            }
        }

        private void check(String path, String what, String expression, long expected) {
            String variable = instance + "_" + number++ + "_" + what + "_of_" + path.replaceAll("\\W+", "_");
            text.append("NATIVE_IPC_EXPECT(")
                    .append(variable)
                    .append(", ")
                    .append(expected)
                    .append(", ");
            text.append(expression)
                    .append(",\n        \"")
                    .append(written)
                    .append(": Java expects ")
                    .append(what);
            text.append(' ').append(expected).append(" of ").append(path).append("\");\n");
        }
    }
}
