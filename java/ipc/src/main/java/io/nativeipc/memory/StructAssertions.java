package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;
import io.nativeipc.internal.cdecl.CType;
import io.nativeipc.internal.cdecl.CType.CMember;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A layout as a header of C and C++ that does not compile where the compiler has another layout. */
final class StructAssertions {
    private static final String LONG_DOUBLE = "long double";

    private static final String BEGIN = """
            /* Written by native-ipc: the layout that Java has of "HEADER". Include it in one source file. */
            #ifndef GUARD
            #define GUARD FINGERPRINT
            #include <stddef.h>
            #ifdef __cplusplus
            #include <type_traits>
            #endif
            #include "HEADER"
            #ifdef __GNUC__
            #pragma GCC diagnostic push
            #pragma GCC diagnostic ignored "-Wredundant-decls"
            #endif
            #ifdef __cplusplus
            #define NATIVE_IPC_ASSERT static_assert
            #define NATIVE_IPC_KIND(expected, field) native_ipc_kind<decltype(field)>::value
            #define NATIVE_IPC_CONSTANT(field, name) native_ipc_kind<decltype(field)>::bare::name
            #ifndef NATIVE_IPC_KIND_DEFINED
            #define NATIVE_IPC_KIND_DEFINED
            template <typename T, bool = std::is_enum<T>::value> struct native_ipc_integer { typedef T type; };
            template <typename T> struct native_ipc_integer<T, true> : std::underlying_type<T> {};
            template <typename F> struct native_ipc_kind {
                typedef typename std::remove_cv<typename std::remove_reference<F>::type>::type bare;
                static constexpr int value = std::is_same<bare, char>::value ? 3
                    : std::is_same<bare, bool>::value ? 4
                    : std::is_same<bare, long double>::value ? 6
                    : std::is_floating_point<bare>::value ? 5
                    : std::is_pointer<bare>::value ? 7
                    : std::is_array<bare>::value ? 8
                    : !std::is_integral<bare>::value && !std::is_enum<bare>::value ? 9
                    : std::is_signed<typename native_ipc_integer<bare>::type>::value ? 1 : 2;
            };
            #endif
            #else
            #define NATIVE_IPC_ASSERT _Static_assert
            #define NATIVE_IPC_CONSTANT(field, name) name
            #ifdef __GNUC__
            #define NATIVE_IPC_OTHER(expected, field) \\
                (!__builtin_types_compatible_p(__typeof__(field), __typeof__(1 ? (field) : (field))) ? 8 \\
                    : (expected) == 9 ? 9 : 7)
            #else
            #define NATIVE_IPC_OTHER(expected, field) ((expected) > 7 ? (expected) : 7)
            #endif
            #define NATIVE_IPC_KIND(expected, field) _Generic((field), \\
                signed char: 1, short: 1, int: 1, long: 1, long long: 1, unsigned char: 2, unsigned short: 2, \\
                unsigned: 2, unsigned long: 2, unsigned long long: 2, char: 3, _Bool: 4, float: 5, double: 5, \\
                long double: 6, default: NATIVE_IPC_OTHER(expected, field))
            #endif
            /* Two declarations of one name make the compiler print both numbers where they differ. */
            #define NATIVE_IPC_EXPECT(name, expected, found, text) \\
                NATIVE_IPC_ASSERT((found) == (expected), text); \\
                extern char(*name)[(expected) > 0 ? (expected) : 1]; \\
                extern char(*name)[(found) > 0 ? (found) : 1]
            /* One assertion for each kind makes the compiler print what it found. */
            #define NATIVE_IPC_NOT(number, expected, field, text) \\
                NATIVE_IPC_ASSERT((expected) == (number) || NATIVE_IPC_KIND(expected, field) != (number), text)
            #define NATIVE_IPC_EXPECT_KIND(expected, field, text) \\
                NATIVE_IPC_NOT(1, expected, field, text ", found a signed integer"); \\
                NATIVE_IPC_NOT(2, expected, field, text ", found an unsigned integer"); \\
                NATIVE_IPC_NOT(3, expected, field, text ", found char"); \\
                NATIVE_IPC_NOT(4, expected, field, text ", found bool"); \\
                NATIVE_IPC_NOT(5, expected, field, text ", found a floating-point number"); \\
                NATIVE_IPC_NOT(6, expected, field, text ", found long double"); \\
                NATIVE_IPC_NOT(7, expected, field, text ", found a pointer"); \\
                NATIVE_IPC_NOT(8, expected, field, text ", found an array"); \\
                NATIVE_IPC_NOT(9, expected, field, text ", found a struct, union or class")
            extern WRITTEN INSTANCE;
            """;

    private static final String END = """
            #undef NATIVE_IPC_EXPECT_KIND
            #undef NATIVE_IPC_NOT
            #undef NATIVE_IPC_EXPECT
            #undef NATIVE_IPC_KIND
            #undef NATIVE_IPC_OTHER
            #undef NATIVE_IPC_CONSTANT
            #undef NATIVE_IPC_ASSERT
            #ifdef __GNUC__
            #pragma GCC diagnostic pop
            #endif
            #endif
            """;

    private final String name;
    private final String written;
    private final CType struct;
    private final String instance;
    private final StringBuilder text = new StringBuilder();
    private final Set<CType> enums = Collections.newSetFromMap(new IdentityHashMap<>());
    private int number;

    /**
     * Prepares the header of one struct.
     *
     * @param written the struct as C writes it, such as {@code struct quote}
     */
    StructAssertions(String name, String written, CType struct) {
        this.name = name;
        this.written = written;
        this.struct = struct;
        this.instance = "native_ipc_" + name;
    }

    String header(String header, long fingerprint) {
        Map<String, String> words = Map.of(
                "HEADER", header,
                "GUARD", "NATIVE_IPC_" + name.toUpperCase(Locale.ROOT) + "_LAYOUT",
                "FINGERPRINT", "0x" + Long.toHexString(fingerprint) + "ULL",
                "WRITTEN", written,
                "INSTANCE", instance);
        Matcher matcher = Pattern.compile("\\b(" + String.join("|", words.keySet()) + ")\\b")
                .matcher(BEGIN);
        text.append(matcher.replaceAll(found -> Matcher.quoteReplacement(words.get(found.group()))));
        check("the whole struct", "size", "sizeof(" + written + ")", struct.size());
        members(struct, "", 0);
        return text.append(END).toString();
    }

    private void members(CType type, String prefix, long base) {
        for (CMember member : type.members()) {
            long bits = base + member.bitOffset();
            String path = prefix + member.name();
            if (member.bits() >= 0) {
                constants(path, member.type()); // C has no offset, no size and no kind of a bit-field
                continue;
            } else if (!member.isAnonymous()) {
                check(path, "offset", "offsetof(" + written + ", " + path + ")", bits / 8);
                content(path, member.type());
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

    /** Checks size and kind of a field, and of the first element of an array. */
    private void content(String path, CType type) {
        kind(path, type);
        if (type.size() > 0) {
            check(path, "size", "sizeof(" + instance + "." + path + ")", type.size());
        }
        if (type.kind() == CKind.ARRAY && type.element().size() > 0) {
            content(path + "[0]", type.element());
        }
        constants(path, type);
    }

    private void kind(String path, CType type) {
        int kind = kind(type);
        if (kind == 0) {
            return;
        }
        // C++ has classes for atomic fields, and C may represent an enum of one byte by char
        String only = type.isAtomic() ? "#ifndef" : type.isEnum() && type.size() == 1 ? "#ifdef" : "";
        text.append(only.isEmpty() ? "" : only + " __cplusplus\n")
                .append("NATIVE_IPC_EXPECT_KIND(")
                .append(kind)
                .append(", ")
                .append(instance)
                .append('.')
                .append(path)
                .append(",\n        \"")
                .append(written)
                .append(": Java expects ")
                .append(words(type))
                .append(" in ")
                .append(path)
                .append("\");\n")
                .append(only.isEmpty() ? "" : "#endif\n");
    }

    /** Returns the number of a kind in the macros, or 0 if the macros have none. */
    private static int kind(CType type) {
        return switch (type.kind()) {
            case SIGNED -> 1;
            case UNSIGNED -> 2;
            case CHARACTER -> 3;
            case BOOL -> 4;
            case FLOAT -> 5;
            case OPAQUE -> type.name().equals(LONG_DOUBLE) ? 6 : 0;
            case POINTER -> 7;
            case ARRAY -> type.count() == 0 ? 0 : 8; // std::is_array does not know arrays without elements
            case STRUCT, UNION -> type.isOfLibrary() ? 0 : 9;
        };
    }

    private static String words(CType type) {
        return switch (type.kind()) {
            case SIGNED -> "a signed integer";
            case UNSIGNED -> "an unsigned integer";
            case CHARACTER -> "char";
            case BOOL -> "bool";
            case FLOAT -> "a floating-point number";
            case OPAQUE -> type.name();
            case POINTER -> "a pointer";
            case ARRAY -> "an array";
            case STRUCT -> "a struct";
            case UNION -> "a union";
        };
    }

    /** Checks the values of the constants of an enum, once. */
    private void constants(String path, CType type) {
        if (!type.isEnum() || !enums.add(type)) {
            return;
        }
        type.enumerators().forEach((constant, value) -> {
            String expected = value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + "LL";
            text.append("NATIVE_IPC_ASSERT((long long)NATIVE_IPC_CONSTANT(")
                    .append(instance)
                    .append('.')
                    .append(path)
                    .append(", ")
                    .append(constant)
                    .append(") == ")
                    .append(expected)
                    .append(",\n        \"")
                    .append(written)
                    .append(": Java expects ")
                    .append(constant)
                    .append(" = ")
                    .append(value)
                    .append(" in ")
                    .append(path)
                    .append("\");\n");
        });
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
