package io.nativeipc.inventory;

import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.unix.Identity;

/**
 * The outcome for an object in a list.
 *
 * @param kind the outcome
 * @param reason why the object stays; the name of an unfinished object that was removed; empty otherwise
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

    /** The system does not report enough to prove that an object of this name is the unfinished one. */
    static final Removal UNFINISHED =
            stays("a process died while it created an object of this name: whether it is this one is unknown");

    static Removal stays(String reason) {
        return new Removal(Kind.STAYS, reason);
    }

    /** Returns the outcome for an object that is not proven to be the recorded one. */
    static Removal unlessSame(Identity.Match match) {
        return match == Identity.Match.OTHER
                ? GONE
                : stays("it is not proven to be the object that the dead process created");
    }

    /** Returns the outcome of a call that returned 0 or −errno. */
    static Removal of(String call, int result) {
        return result < 0
                ? stays(call + ": " + Errno.name(-result) + " (" + -result + "): " + Errno.text(-result))
                : REMOVED;
    }

    /** Returns the same outcome, with the name of the object if it was removed. */
    Removal named(String name) {
        return kind == Kind.REMOVED ? new Removal(kind, name) : this;
    }
}
