package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Fields;
import java.time.Instant;

/**
 * What the kernel knows of a System V segment ({@code struct shmid_ds}).
 *
 * @param id the segment's id (shmid)
 * @param perm owner and mode
 * @param byteSize the size in bytes that its creator asked for
 * @param attached how often it is attached (shm_nattch), the kernel's own count
 * @param creatorPid the process that created it
 * @param lastPid the process that attached or detached last, 0 if none has
 * @param attachTime the last attach, {@link Instant#EPOCH} if there was none
 * @param detachTime the last detach, {@link Instant#EPOCH} if there was none
 * @param changeTime the creation, or the last change of owner or mode
 */
public record SegmentStat(
        int id,
        SysVPerm perm,
        long byteSize,
        long attached,
        int creatorPid,
        int lastPid,
        Instant attachTime,
        Instant detachTime,
        Instant changeTime) {

    /** {@return the segment's key, {@link SysVKey#PRIVATE} if it has none or was removed} */
    public SysVKey key() {
        return perm.key();
    }

    static SegmentStat of(int id, String object) throws IpcException {
        Fields ds = SysVControl.SEGMENT.stat(id, object);
        return new SegmentStat(
                id,
                SysVPerm.read(ds),
                ds.nextLong(),
                ds.nextLong(),
                ds.nextInt(),
                ds.nextInt(),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()));
    }
}
