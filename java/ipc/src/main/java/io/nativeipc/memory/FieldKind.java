package io.nativeipc.memory;

import io.nativeipc.internal.cdecl.CKind;

/** What a field of a C struct contains. */
public enum FieldKind {
    /** A signed integer, or an enum with signed values. */
    SIGNED,
    /** An unsigned integer, or an enum with unsigned values. */
    UNSIGNED,
    /** {@code char}, which is signed or unsigned depending on the ABI. */
    CHARACTER,
    /** {@code bool} or {@code _Bool}. */
    BOOL,
    /** {@code float} or {@code double}. */
    FLOAT,
    /** A pointer, which is an address in another process. The library never follows it. */
    POINTER,
    /**
     * A type without an equivalent in Java, such as {@code long double}, or one of the C library with private members,
     * such as {@code pthread_mutex_t}. Its bytes can be copied.
     */
    OPAQUE,
    /** An array of elements of one type. */
    ARRAY,
    /** A struct. */
    STRUCT,
    /** A union: all members start at the same byte. */
    UNION;

    static FieldKind of(CKind kind) {
        return switch (kind) {
            case SIGNED -> SIGNED;
            case UNSIGNED -> UNSIGNED;
            case CHARACTER -> CHARACTER;
            case BOOL -> BOOL;
            case FLOAT -> FLOAT;
            case POINTER -> POINTER;
            case OPAQUE -> OPAQUE;
            case ARRAY -> ARRAY;
            case STRUCT -> STRUCT;
            case UNION -> UNION;
        };
    }
}
