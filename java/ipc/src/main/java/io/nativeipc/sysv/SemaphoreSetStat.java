package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Fields;
import io.nativeipc.os.Native;
import io.nativeipc.os.Shim;
import java.time.Instant;

/**
 * What the kernel knows of a System V semaphore set ({@code struct semid_ds}).
 *
 * @param id the set's id (semid)
 * @param perm owner and mode
 * @param count how many semaphores are in it
 * @param operationTime the last semop, {@link Instant#EPOCH} if there was none
 * @param changeTime the creation, or the last change of owner, mode or values
 */
public record SemaphoreSetStat(int id, SysVPerm perm, int count, Instant operationTime, Instant changeTime) {

    /** The set's key, {@link SysVKey#PRIVATE} if it has none. */
    public SysVKey key() {
        return perm.key();
    }

    static SemaphoreSetStat of(int id, String object) throws IpcException {
        Fields ds = stat(id, object);
        return new SemaphoreSetStat(
                id,
                SysVPerm.read(ds),
                ds.nextInt(),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()));
    }

    static void set(int id, String object, int mode, int gid) throws IpcException {
        Fields ds = stat(id, object);
        SysVPerm.set(ds, mode, gid);
        Errno.check(Native.shim().ipc_semctl_buf(id, Constants.IPC_SET, ds.buffer()), "semctl", object);
    }

    private static Fields stat(int id, String object) throws IpcException {
        Fields ds = new Fields(Shim.SEMID_DS_FIELDS);
        Errno.check(Native.shim().ipc_semctl_buf(id, Constants.IPC_STAT, ds.buffer()), "semctl", object);
        return ds;
    }
}
