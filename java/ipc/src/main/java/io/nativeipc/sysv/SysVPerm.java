package io.nativeipc.sysv;

import io.nativeipc.internal.sys.Fields;

/**
 * The owner, the creator and the permissions of a System V object ({@code struct ipc_perm}).
 *
 * @param key the key, {@link SysVKey#PRIVATE} if the object has no key
 * @param uid the owner's user id, from 0 to 4294967295
 * @param gid the owner's group id
 * @param creatorUid the creator's user id
 * @param creatorGid the creator's group id
 * @param mode the nine permission bits
 */
public record SysVPerm(SysVKey key, long uid, long gid, long creatorUid, long creatorGid, int mode) {
    /** The indexes of the fields that IPC_SET changes, in the shim's order: key uid gid cuid cgid mode. */
    private static final int GID = 2;

    private static final int MODE = 5;

    /** Reads the first six fields of any of the three structs. */
    static SysVPerm read(Fields ds) {
        return new SysVPerm(
                SysVKey.of(ds.nextInt()), ds.nextId(), ds.nextId(), ds.nextId(), ds.nextId(), ds.nextInt() & 0777);
    }

    /** Sets the mode, and the group unless it is −1, in the argument of IPC_SET. */
    static void set(Fields ds, int mode, long gid) {
        ds.set(MODE, mode);
        if (gid >= 0) {
            ds.set(GID, gid);
        }
    }
}
