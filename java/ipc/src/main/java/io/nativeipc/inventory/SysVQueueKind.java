package io.nativeipc.inventory;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.sysv.QueueStat;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;

/** System V message queues. */
final class SysVQueueKind extends SysVKind {
    SysVQueueKind() {
        super(Kind.SYSV_MQ, CreatedKind.SYSV_MQ, "msqid");
    }

    @Override
    void add(Facts object, SysVTable.Row row) {
        object.bytes = row.number("cbytes");
        object.details.put("messages", row.number("qnum"));
        object.details.put("lastSendPid", row.number("lspid"));
        object.details.put("lastReceivePid", row.number("lrpid"));
        addTime(object, "lastSent", row, "stime");
        addTime(object, "lastReceived", row, "rtime");
        // msqid_ds has no common last pid, so use the one of the later operation
        object.lastPid = row.number(row.number("stime") >= row.number("rtime") ? "lspid" : "lrpid");
    }

    @Override
    public void addDetails(Facts object) {
        try (SysVMessageQueue queue = SysVMessageQueue.attach(idOf(object))) {
            object.details.put("maxBytes", queue.stat().maxBytes());
        } catch (IpcException refused) {
            object.details.put("maxBytes", "unknown: " + refused.getMessage());
        }
    }

    @Override
    void remove(SysVKey key) throws IOException {
        SysVMessageQueue.remove(key);
    }

    @Override
    public String use(Creation creation, long creator, Holders holders) throws IOException {
        try (SysVMessageQueue queue =
                SysVMessageQueue.attach(creation.identity().sysvId())) {
            QueueStat stat = queue.stat();
            for (int pid : new int[] {stat.lastSendPid(), stat.lastReceivePid()}) {
                if (isAnotherAlive(pid, creator)) {
                    return "process " + pid + " has used it last, and lives";
                }
            }
            return NONE;
        }
    }
}
