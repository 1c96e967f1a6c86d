package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import java.time.Instant;

/**
 * The status of a System V message queue, as reported by the kernel ({@code struct msqid_ds}).
 *
 * @param id the queue's id (msqid)
 * @param perm the owner and the mode
 * @param bytes the number of message bytes in the queue
 * @param messages the number of messages in the queue
 * @param maxBytes the maximum number of message bytes (msg_qbytes)
 * @param lastSendPid the process of the last send, 0 if there was none
 * @param lastReceivePid the process of the last receive, 0 if there was none
 * @param sendTime the time of the last send, {@link Instant#EPOCH} if there was none
 * @param receiveTime the time of the last receive, {@link Instant#EPOCH} if there was none
 * @param changeTime the time of the creation or of the last change of owner, mode or size
 */
public record QueueStat(
        int id,
        SysVPerm perm,
        long bytes,
        long messages,
        long maxBytes,
        int lastSendPid,
        int lastReceivePid,
        Instant sendTime,
        Instant receiveTime,
        Instant changeTime) {
    /** The index, in the shim's order, of the field that IPC_SET also sets. */
    private static final int QBYTES = 8;

    /** {@return the queue's key, {@link SysVKey#PRIVATE} if it has no key} */
    public SysVKey key() {
        return perm.key();
    }

    static QueueStat of(int id, String object) throws IpcException {
        Fields ds = SysVControl.QUEUE.stat(id, object);
        return new QueueStat(
                id,
                SysVPerm.read(ds),
                ds.nextLong(),
                ds.nextLong(),
                ds.nextLong(),
                ds.nextInt(),
                ds.nextInt(),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()),
                Instant.ofEpochSecond(ds.nextLong()));
    }

    static void setMaxBytes(int id, String object, long maxBytes) throws IpcException {
        Fields ds = SysVControl.QUEUE.stat(id, object).set(QBYTES, maxBytes);
        int result = Native.shim().ipc_msgctl(id, Constants.IPC_SET, ds.buffer());
        if (result == -Errno.EPERM) {
            throw PosixFailure.exception(-result, "msgctl", object, SysVLimits.msgQbytes(-result, maxBytes));
        }
        SysVObjects.check(result, "msgctl", object);
    }
}
