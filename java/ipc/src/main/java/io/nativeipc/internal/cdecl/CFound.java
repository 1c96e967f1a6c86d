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

    CFound and(CFound other) {
        Form both = form == other.form || other.form == Form.NONE ? form : form == Form.NONE ? other.form : Form.MIXED;
        return new CFound(packed || other.packed, Math.max(align, other.align), both);
    }

    boolean changesLayout() {
        return packed || align > 0;
    }
}
