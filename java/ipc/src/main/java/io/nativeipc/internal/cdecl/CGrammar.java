package io.nativeipc.internal.cdecl;

/** What the parts of the parser need of each other, since C's rules refer to each other in circles. */
interface CGrammar {
    /** Parses a constant expression. */
    CNumber constant();

    /** Whether a type starts at this token. */
    boolean startsType(CToken token);

    /** Parses a type without a name, such as {@code unsigned char *}. */
    CType typeName();

    /** Parses a struct or union from its keyword on, with the attributes before it that belong to its definition. */
    CType record(CFound before);
}
