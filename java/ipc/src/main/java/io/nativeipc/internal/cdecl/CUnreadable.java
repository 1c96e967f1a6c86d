package io.nativeipc.internal.cdecl;

/** A refusal of the whole text: a directive that is not understood may change the layout of all that follows. */
final class CUnreadable extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    CUnreadable(String message) {
        super(CRefusal.shortened(message));
    }
}
