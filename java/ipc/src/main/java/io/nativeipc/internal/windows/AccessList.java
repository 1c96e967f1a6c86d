package io.nativeipc.internal.windows;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Win32Constants;
import org.jspecify.annotations.Nullable;

/**
 * The access control of a Windows object as a security descriptor string. It is either the caller's own string, or a
 * protected list that names the current user by its SID, also as the owner. An object created by a privileged process
 * therefore belongs to its user and not to the Administrators. (OW, the owner's rights, would be shorter; Wine does not
 * honour it.)
 *
 * @param others the access of authenticated users other than the owner
 * @param text the caller's own string
 */
public record AccessList(Others others, @Nullable String text) {

    /** The access of authenticated users other than the owner. */
    public enum Others {
        NOTHING,
        READ,
        USE
    }

    /** Kinds of objects, and the rights to use an object of each kind, in SDDL. */
    public enum Kind {
        SECTION("GR", "GRGW"),
        FILE("GR", "GRGW"),
        /**
         * Semaphores, mutexes and events. GENERIC_EXECUTE contains SYNCHRONIZE, the right to wait. A wait for a
         * semaphore or a mutex acquires it, so read access does not include this right.
         */
        SYNCHRONIZATION("GR", "GRGWGX"),
        /**
         * FILE_GENERIC_READ and FILE_GENERIC_WRITE without FILE_CREATE_PIPE_INSTANCE, with which a client could pose as
         * the server.
         */
        PIPE(
                rights(Win32Constants.FILE_GENERIC_READ),
                rights((Win32Constants.FILE_GENERIC_READ | Win32Constants.FILE_GENERIC_WRITE)
                        & ~Win32Constants.FILE_CREATE_PIPE_INSTANCE));

        private final String read;
        private final String use;

        Kind(String read, String use) {
            this.read = read;
            this.use = use;
        }

        private static String rights(int mask) {
            return "0x" + Integer.toHexString(mask);
        }
    }

    /**
     * Converts mode bits for Windows, where an object has an owner and a list but no group: the bits of others apply to
     * all authenticated users.
     *
     * @throws IllegalArgumentException if the group may do what others may not
     */
    public static AccessList of(Permissions permissions) {
        int owner = permissions.mode() >> 6 & 6;
        int group = permissions.mode() >> 3 & 6;
        int others = permissions.mode() & 6;
        if (owner != 6 || others == 2 || permissions.hasGroup() || (group != others && group != 0)) {
            throw new IllegalArgumentException(
                    permissions + ": on Windows the owner reads and writes, and other users do"
                            + " the same, read only, or nothing; WindowsAccess.sddl(…) takes any other list");
        }
        return new AccessList(others == 0 ? Others.NOTHING : others == 4 ? Others.READ : Others.USE, null);
    }

    /** Returns the security descriptor for an object of this kind. */
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
