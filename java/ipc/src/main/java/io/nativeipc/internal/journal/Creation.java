package io.nativeipc.internal.journal;

import io.nativeipc.internal.unix.Identity;
import org.jspecify.annotations.Nullable;

/**
 * An object that a process has created.
 *
 * @param kind the kind of the object
 * @param name its name, path or key, as in its address
 * @param identity identifies the object itself, whatever object now has its name
 */
public record Creation(CreatedKind kind, String name, Identity identity) {

    /** Returns the address that every subcommand of the command accepts. */
    public String address() {
        return kind.address(name);
    }

    /** Reports whether the object still exists. */
    public Identity.Match match() {
        return kind.compare(name, identity);
    }

    /** Returns the creation as it can be proven if the boot is unknown in which it was recorded. */
    Creation ofUnknownBoot() {
        return new Creation(kind, name, identity.ofUnknownBoot());
    }

    /** Reports whether the object still exists and is proven to be the same. */
    public boolean isThere() {
        return match() == Identity.Match.SAME;
    }

    /** Returns a line of a list, with tabs as separators; no name that this library records contains a tab. */
    String line() {
        return "created\t" + kind.prefix() + "\t" + name + "\t" + identity.text() + "\n";
    }

    /**
     * Replaces the generated method of a record, whose code the JDK keeps as long as memory allows, together with the
     * class loader of this library.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Creation that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    /** Returns the creation in a line; null for any other line. */
    static @Nullable Creation parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length == 4 && fields[0].equals("created") && Identity.isWord(fields[3])) {
            for (CreatedKind kind : CreatedKind.values()) {
                if (kind.prefix().equals(fields[1]) && kind.accepts(fields[2])) {
                    return new Creation(kind, fields[2], new Identity(fields[3]));
                }
            }
        }
        return null;
    }
}
