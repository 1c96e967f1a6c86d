package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Fields;
import java.time.Instant;

/**
 * The status of a System V segment, as reported by the kernel ({@code struct shmid_ds}).
 *
 * @param id the segment's id (shmid)
 * @param perm the owner and the mode
 * @param byteSize the size in bytes that the creator requested
 * @param attached how many times the segment is attached, as counted by the kernel (shm_nattch)
 * @param creatorPid the process that created it
 * @param lastPid the process of the last attach or detach, 0 if there was none
 * @param attachTime the time of the last attach, {@link Instant#EPOCH} if there was none
 * @param detachTime the time of the last detach, {@link Instant#EPOCH} if there was none
 * @param changeTime the time of the creation or of the last change of owner or mode
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

    /** {@return the segment's key, {@link SysVKey#PRIVATE} if it has no key or was removed} */
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
