package io.nativeipc.creations;

import io.nativeipc.IpcException;
import io.nativeipc.creations.CreatedKind.Identity;
import org.jspecify.annotations.Nullable;

/**
 * An object that a process has created.
 *
 * @param kind what it is
 * @param name its name, path or key, as in its address
 * @param identity names the object itself, whatever has its name now
 */
public record Creation(CreatedKind kind, String name, Identity identity) {

    /** Takes note of what has just been created. */
    static Creation of(CreatedKind kind, String name, int id) throws IpcException {
        return new Creation(kind, name, kind.identify(name, id));
    }

    /** The address that every verb of the command accepts. */
    public String address() {
        return kind.prefix() + ":" + name;
    }

    /** Whether the object is still there, and still the same. */
    public boolean isThere() {
        try {
            return kind.identify(name, id()).equals(identity);
        } catch (IpcException gone) {
            return false;
        }
    }

    /**
     * Removes the object; who has it open goes on.
     *
     * @return false if it stays: a ring channel that somebody has open
     */
    public boolean remove() throws IpcException {
        return kind.remove(name, id());
    }

    /** Of a System V object; of others a number that nobody asks for. */
    private int id() {
        return (int) identity.first();
    }

    /** A line of a list: tabs between, for no name has one that we write. */
    String line() {
        return kind.prefix() + "\t" + name + "\t" + identity.first() + "\t" + identity.second() + "\n";
    }

    /** The creation of a line; null for a line that its process did not finish. */
    static @Nullable Creation parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length == 4 && fields[2].matches("-?\\d{1,18}") && fields[3].matches("-?\\d{1,18}")) {
            for (CreatedKind kind : CreatedKind.values()) {
                if (kind.prefix().equals(fields[0])) {
                    Identity identity = new Identity(Long.parseLong(fields[2]), Long.parseLong(fields[3]));
                    return new Creation(kind, fields[1], identity);
                }
            }
        }
        return null;
    }
}
