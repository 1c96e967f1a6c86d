package io.nativeipc;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of a new object: the nine mode bits, and the group to which the group bits apply. The process's umask
 * does not change them. The default of every create is {@link #OWNER}.
 *
 * <p>Execute permission has no meaning for IPC objects, so only {@code r}, {@code w} and {@code -} are allowed.
 */
public final class Permissions implements CreateOption {
    /** {@code rw-------}: access for the owner only. */
    public static final Permissions OWNER = new Permissions(0600, null, -1);

    /** The largest group id; (gid_t) −1 means no change. */
    private static final long LARGEST = 0xffff_fffeL;

    private final int mode;
    private final @Nullable String groupName;
    private final long gid;

    private Permissions(int mode, @Nullable String groupName, long gid) {
        this.mode = mode;
        this.groupName = groupName;
        this.gid = gid;
    }

    /**
     * Returns permissions in the form of {@code ls -l}.
     *
     * @param symbolic for example {@code rw-rw----}
     * @return these permissions
     * @throws IllegalArgumentException if it does not have this form, or contains an {@code x}
     */
    public static Permissions of(String symbolic) {
        if (!symbolic.matches("([r-][w-]-){3}")) {
            throw new IllegalArgumentException("not of the form rw-rw----: " + symbolic);
        }
        int bits = 0;
        for (int i = 0; i < symbolic.length(); i++) {
            bits |= symbolic.charAt(i) == '-' ? 0 : 0400 >> i;
        }
        return ofMode(bits);
    }

    /**
     * Returns permissions for a numeric mode.
     *
     * @param mode for example {@code 0660}
     * @return these permissions
     * @throws IllegalArgumentException if it has bits other than {@code 0666}
     */
    public static Permissions ofMode(int mode) {
        if ((mode & ~0666) != 0) {
            throw new IllegalArgumentException("a mode has only the bits 0666: 0" + Integer.toOctalString(mode));
        }
        return new Permissions(mode, null, -1);
    }

    /**
     * Returns the same mode with a group, whose name is looked up when an object is created.
     *
     * @param name a group of this system
     * @return these permissions, with that group
     */
    public Permissions withGroup(String name) {
        return new Permissions(mode, name, -1);
    }

    /**
     * Returns the same mode with the group of this id.
     *
     * @param id the id of a group, from 0 to 4294967294
     * @return these permissions, with that group
     */
    public Permissions withGroup(long id) {
        if (id < 0 || id > LARGEST) {
            throw new IllegalArgumentException("a group's number is 0 to " + LARGEST + ": " + id);
        }
        return new Permissions(mode, null, id);
    }

    /** {@return the mode bits} */
    public int mode() {
        return mode;
    }

    /** {@return whether objects get a group other than their creator's, given by name or by id} */
    public boolean hasGroup() {
        return groupName != null || gid >= 0;
    }

    /** {@return the name of the group; empty if there is no group, or it is given by its id} */
    public Optional<String> groupName() {
        return Optional.ofNullable(groupName);
    }

    /** {@return the id of the group; empty if there is no group, or it is given by its name} */
    public OptionalLong groupId() {
        return gid < 0 ? OptionalLong.empty() : OptionalLong.of(gid);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(9);
        for (int bit = 0400; bit > 0; bit >>= 1) {
            text.append((mode & bit) == 0 ? '-' : "rwx".charAt((8 - Integer.numberOfTrailingZeros(bit)) % 3));
        }
        return groupName != null ? text + " " + groupName : gid >= 0 ? text + " " + gid : text.toString();
    }
}
