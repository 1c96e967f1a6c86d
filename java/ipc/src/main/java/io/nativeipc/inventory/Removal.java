package io.nativeipc.inventory;

import io.nativeipc.internal.sys.Errno;

/**
 * What became of an object that a list names.
 *
 * @param kind what
 * @param reason why it stays, empty otherwise
 */
record Removal(Kind kind, String reason) {
    enum Kind {
        REMOVED,
        /** It was removed before, and what has its name now, if anything, is another object. */
        GONE,
        STAYS
    }

    static final Removal REMOVED = new Removal(Kind.REMOVED, "");
    static final Removal GONE = new Removal(Kind.GONE, "");

    /** The system does not tell enough to prove that it is the object of the list. */
    static final Removal UNPROVEN = stays("it is not proven to be the object that the dead process created");

    static Removal stays(String reason) {
        return new Removal(Kind.STAYS, reason);
    }

    static Removal failed(String call, int result) {
        return stays(call + ": " + Errno.name(-result) + " (" + -result + "): " + Errno.text(-result));
    }
}
