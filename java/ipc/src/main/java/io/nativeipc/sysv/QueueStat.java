package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import java.time.Instant;

/**
 * What the kernel knows of a System V message queue ({@code struct msqid_ds}).
 *
 * @param id the queue's id (msqid)
 * @param perm owner and mode
 * @param bytes how many bytes of messages are in it
 * @param messages how many messages are in it
 * @param maxBytes how many bytes of messages it takes (msg_qbytes)
 * @param lastSendPid the process that sent last, 0 if none has
 * @param lastReceivePid the process that received last, 0 if none has
 * @param sendTime the last send, {@link Instant#EPOCH} if there was none
 * @param receiveTime the last receive, {@link Instant#EPOCH} if there was none
 * @param changeTime the creation, or the last change of owner, mode or size
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
    /** Where the field that IPC_SET takes too stands in the shim's order. */
    private static final int QBYTES = 8;

    /** {@return the queue's key, {@link SysVKey#PRIVATE} if it has none} */
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
