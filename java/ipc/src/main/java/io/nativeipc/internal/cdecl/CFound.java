package io.nativeipc.internal.cdecl;

/** What attributes have set: {@code align} is 0 if none has. */
record CFound(boolean packed, long align, Form form) {
    /** How an alignment is written, which decides to what it belongs. */
    enum Form {
        NONE,
        /** {@code __attribute__((aligned(n)))} */
        ATTRIBUTE,
        /** {@code alignas(n)} or {@code _Alignas(n)} */
        ALIGNAS,
        /** {@code __declspec(align(n))} */
        DECLSPEC,
        MIXED
    }

    static final CFound NONE = new CFound(false, 0, Form.NONE);
    static final CFound PACKED = new CFound(true, 0, Form.NONE);

    /**
     * Returns what both have set.
     *
     * @param token the token at which two alignments are refused that compilers combine in different ways
     */
    CFound and(CFound other, CToken token) {
        if (align > 0 && other.align > 0 && align != other.align && (form != Form.ALIGNAS || other.form != form)) {
            throw token.refuse("compilers differ in the meaning of two alignments, " + align + " and " + other.align);
        }
        Form both = form == other.form || other.form == Form.NONE ? form : form == Form.NONE ? other.form : Form.MIXED;
        return new CFound(packed || other.packed, Math.max(align, other.align), both);
    }

    boolean changesLayout() {
        return packed || align > 0;
    }
}
