package io.nativeipc.windows;

import io.nativeipc.Permissions;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.AccessList.Others;

/**
 * The access control of a new Windows object: its owner and its discretionary access control list. The list is
 * protected, so no entries are inherited, and it names the current user by its SID.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format">Security
 *     descriptor strings</a>
 */
public final class WindowsAccess implements WindowsCreateOption {
    private static final WindowsAccess CURRENT_USER = new WindowsAccess(new AccessList(Others.NOTHING, null));
    private static final WindowsAccess AUTHENTICATED_USERS = new WindowsAccess(new AccessList(Others.USE, null));

    private final AccessList list;

    private WindowsAccess(AccessList list) {
        this.list = list;
    }

    /** {@return access for the current user only, which is the default of every create} */
    public static WindowsAccess currentUser() {
        return CURRENT_USER;
    }

    /** {@return full access for the current user, and read and write access for every authenticated user} */
    public static WindowsAccess authenticatedUsers() {
        return AUTHENTICATED_USERS;
    }

    /**
     * Returns the access of a caller's security descriptor, which is checked when an object is created with it.
     *
     * @param sddl for example {@code D:P(A;;GA;;;SY)(A;;GRGW;;;S-1-5-21-…)}
     * @return that access
     */
    public static WindowsAccess sddl(String sddl) {
        return new WindowsAccess(new AccessList(Others.NOTHING, sddl));
    }

    /**
     * Converts mode bits as the portable classes do: the bits of others apply to all authenticated users.
     *
     * @param permissions a mode that lets the owner read and write, without a group
     * @return the closest access
     * @throws IllegalArgumentException if Windows cannot express the permissions: they must name no group and let the
     *     owner read and write
     */
    public static WindowsAccess of(Permissions permissions) {
        return new WindowsAccess(AccessList.of(permissions));
    }

    /** Returns the access among the options of an object that has no other. */
    static WindowsAccess in(WindowsCreateOption... options) {
        OptionList list = new OptionList((Object[]) options);
        WindowsAccess access = list.take(WindowsAccess.class, CURRENT_USER);
        list.end();
        return access;
    }

    AccessList list() {
        return list;
    }

    @Override
    public String toString() {
        return list.text() != null ? list.text() : "current user; others: " + list.others();
    }
}
