package io.nativeipc.internal.cdecl;

/** A file that the preprocessor names in its output. The name is empty before the first marker, and without any. */
record CFile(String name, Origin origin) {
    /** Where a file comes from, in the order in which its structs are listed. */
    enum Origin {
        /** The file that the preprocessor was given, or a text without markers. */
        MAIN,
        /** A file that is included. */
        INCLUDED,
        /** A header of the system, which has the flag 3 in the markers of GCC and Clang. */
        SYSTEM
    }

    static final CFile NONE = new CFile("", Origin.MAIN);
}
