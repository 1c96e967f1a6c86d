package io.nativeipc.internal.unix;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Native;

/** Groups of users, as getgrnam(3) finds them. */
public final class Groups {
    private Groups() {}

    /**
     * Returns the id of the group for objects with these permissions; −1 if they keep their creator's group.
     *
     * @throws io.nativeipc.NotFoundException if no group has that name (getgrnam: ENOENT)
     */
    public static long idOf(Permissions permissions) throws IpcException {
        String name = permissions.groupName().orElse(null);
        return name == null
                ? permissions.groupId().orElse(-1)
                : PosixFailure.check(Native.shim().ipc_getgrnam(name), "getgrnam", name);
    }
}
