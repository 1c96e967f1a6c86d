package io.nativeipc.internal.windows;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * Who may use an object of Windows, as a security descriptor string: either one of the caller's, or a protected list that
 * names the current user by its SID, as owner too, so that what a privileged process makes belongs to its user and not to
 * the Administrators. (OW, the owner's own rights, would be shorter; Wine does not honour it.)
 *
 * @param others what users who have logged in may do beside the owner
 * @param text the caller's own string
 */
public record AccessList(Others others, @Nullable String text) {

    /** What authenticated users may do beside the owner. */
    public enum Others {
        NOTHING,
        READ,
        USE
    }

    /** Kinds of objects, and the rights that use one, in SDDL. */
    public enum Kind {
        SECTION("GR", "GRGW"),
        FILE("GR", "GRGW"),
        /**
         * Semaphores, mutexes, events. The right to wait, SYNCHRONIZE, is in GENERIC_EXECUTE; who waits for a semaphore or a
         * mutex takes it, so it does not come with reading.
         */
        SYNCHRONIZATION("GR", "GRGWGX"),
        /** FILE_GENERIC_READ and FILE_GENERIC_WRITE less FILE_CREATE_PIPE_INSTANCE, with which one could pose as the server. */
        PIPE("0x120089", "0x12019b");

        private final String read;
        private final String use;

        Kind(String read, String use) {
            this.read = read;
            this.use = use;
        }
    }

    /**
     * What mode bits mean on Windows, where an object has an owner and a list, but no group of its own: the bits of the others
     * are those of all authenticated users.
     *
     * @throws IllegalArgumentException if the group may do what others may not
     */
    public static AccessList of(Permissions permissions) {
        int owner = permissions.mode() >> 6 & 6;
        int group = permissions.mode() >> 3 & 6;
        int others = permissions.mode() & 6;
        if (owner != 6 || others == 2 || permissions.hasGroup() || (group != others && group != 0)) {
            throw new IllegalArgumentException(
                    permissions + ": on Windows the owner reads and writes, and others may do"
                            + " that, or read, or nothing; a list of one's own is WindowsAccess.sddl(…)");
        }
        return new AccessList(others == 0 ? Others.NOTHING : others == 4 ? Others.READ : Others.USE, null);
    }

    /** The security descriptor for an object of this kind. */
    public String sddl(Kind kind) throws IpcException {
        if (text != null) {
            return text;
        }
        String user = Sid.ofCurrentUser();
        String list = "O:" + user + "D:P(A;;GA;;;" + user + ")";
        return switch (others) {
            case NOTHING -> list;
            case READ -> list + "(A;;" + kind.read + ";;;AU)";
            case USE -> list + "(A;;" + kind.use + ";;;AU)";
        };
    }
}
