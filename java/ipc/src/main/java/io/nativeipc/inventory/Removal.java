package io.nativeipc.inventory;

import io.nativeipc.internal.sys.Errno;

/**
 * The outcome for an object in a list.
 *
 * @param kind the outcome
 * @param reason why the object stays; empty otherwise
 */
record Removal(Kind kind, String reason) {
    enum Kind {
        REMOVED,
        /** The object was removed earlier. If its name exists, it refers to another object. */
        GONE,
        STAYS
    }

    static final Removal REMOVED = new Removal(Kind.REMOVED, "");
    static final Removal GONE = new Removal(Kind.GONE, "");

    /** The system does not report enough to prove that this is the object in the list. */
    static final Removal UNPROVEN = stays("it is not proven to be the object that the dead process created");

    static Removal stays(String reason) {
        return new Removal(Kind.STAYS, reason);
    }

    static Removal failed(String call, int result) {
        return stays(call + ": " + Errno.name(-result) + " (" + -result + "): " + Errno.text(-result));
    }
}
