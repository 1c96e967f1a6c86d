package io.nativeipc.internal.journal;

import io.nativeipc.internal.unix.Identity;
import org.jspecify.annotations.Nullable;

/**
 * An object that a process has created.
 *
 * @param kind what it is
 * @param name its name, path or key, as in its address
 * @param identity names the object itself, whatever has its name now
 */
public record Creation(CreatedKind kind, String name, Identity identity) {

    /** The address that every verb of the command accepts. */
    public String address() {
        return kind.address(name);
    }

    /** Whether the object is still there. */
    public Identity.Match match() {
        return kind.compare(name, identity);
    }

    /** Whether the object is still there, and proven to be the same. */
    public boolean isThere() {
        return match() == Identity.Match.SAME;
    }

    /** A line of a list: tabs between, for no name has one that we write. */
    String line() {
        return "created\t" + kind.prefix() + "\t" + name + "\t" + identity.text() + "\n";
    }

    /** Not a record's own, whose code the JDK keeps for as long as there is memory, and with it the class loader of this library. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Creation that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    /** The creation of a line; null for any other. */
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
