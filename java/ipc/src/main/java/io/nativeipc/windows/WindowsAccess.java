package io.nativeipc.windows;

import io.nativeipc.Permissions;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.AccessList.Others;

/**
 * Who may use an object of Windows that is created: its owner and its discretionary access control list. The list is
 * protected, so nothing is inherited into it, and names the current user by its SID.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format">Security descriptor
 *     strings</a>
 */
public final class WindowsAccess {
    private static final WindowsAccess CURRENT_USER = new WindowsAccess(new AccessList(Others.NOTHING, null));
    private static final WindowsAccess AUTHENTICATED_USERS = new WindowsAccess(new AccessList(Others.USE, null));

    private final AccessList list;

    private WindowsAccess(AccessList list) {
        this.list = list;
    }

    /** {@return the current user alone: the default of every create} */
    public static WindowsAccess currentUser() {
        return CURRENT_USER;
    }

    /** {@return the current user, and use for every user who has logged in} */
    public static WindowsAccess authenticatedUsers() {
        return AUTHENTICATED_USERS;
    }

    /**
     * A security descriptor of one's own, which is checked when an object is created with it.
     *
     * @param sddl for example {@code D:P(A;;GA;;;SY)(A;;GRGW;;;S-1-5-21-…)}
     * @return that access
     */
    public static WindowsAccess sddl(String sddl) {
        return new WindowsAccess(new AccessList(Others.NOTHING, sddl));
    }

    /**
     * What the portable classes make of mode bits: those of the others are those of all authenticated users.
     *
     * @param permissions a mode by which the owner reads and writes, without a group
     * @return the access that comes nearest
     * @throws IllegalArgumentException if Windows cannot say it: there is no group, and the owner reads and writes
     */
    public static WindowsAccess of(Permissions permissions) {
        return new WindowsAccess(AccessList.of(permissions));
    }

    AccessList list() {
        return list;
    }

    @Override
    public String toString() {
        return list.text() != null ? list.text() : "current user; others: " + list.others();
    }
}
