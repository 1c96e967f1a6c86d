package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Fields;
import java.time.Instant;

/**
 * The status of a System V semaphore set, as reported by the kernel ({@code struct semid_ds}).
 *
 * @param id the set's id (semid)
 * @param perm the owner and the mode
 * @param count the number of semaphores in the set
 * @param operationTime the time of the last semop, {@link Instant#EPOCH} if there was none
 * @param changeTime the time of the creation or of the last change of owner, mode or values
 */
public record SemaphoreSetStat(int id, SysVPerm perm, int count, Instant operationTime, Instant changeTime) {

    /** {@return the set's key, {@link SysVKey#PRIVATE} if it has no key} */
    public SysVKey key() {
        return perm.key();
    }

    static SemaphoreSetStat of(int id, String object) throws IpcException {
        Fields ds = SysVControl.SEMAPHORES.stat(id, object);
        return new SemaphoreSetStat(
                id,
                SysVPerm.read(ds),
                ds.nextInt(),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()));
    }
}
