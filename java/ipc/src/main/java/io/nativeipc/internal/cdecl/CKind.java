package io.nativeipc.internal.cdecl;

/** What a type contains. The constants are those of the public {@code FieldKind}. */
public enum CKind {
    SIGNED,
    UNSIGNED,
    /** {@code char}, which is signed or unsigned depending on the ABI. */
    CHARACTER,
    BOOL,
    FLOAT,
    POINTER,
    /** A type without an equivalent in Java. */
    OPAQUE,
    ARRAY,
    STRUCT,
    UNION
}
