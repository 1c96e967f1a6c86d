package io.nativeipc.inventory;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.IpcNamespace;
import io.nativeipc.internal.unix.SysVCalls;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** System V segments. */
final class SysVMemoryKind extends SysVKind {
    SysVMemoryKind() {
        super(Kind.SYSV_SHM, CreatedKind.SYSV_SHM, "shmid");
    }

    @Override
    void add(Facts object, SysVTable.Row row) {
        object.bytes = row.number("size");
        object.attached = row.number("nattch");
        object.creator = Liveness.ofTranslated(row.number("cpid"));
        object.lastPid = row.number("lpid");
        object.file = new FileId(FileId.SYSV, row.number("shmid"));
        object.details.put("removed", isRemoved(row));
        addTime(object, "lastAttached", row, "atime");
        addTime(object, "lastDetached", row, "dtime");
    }

    private static boolean isRemoved(SysVTable.Row row) {
        return (row.integer("perms") & Constants.SHM_DEST) != 0;
    }

    @Override
    void remove(SysVKey key) throws IOException {
        SysVSharedMemory.remove(key);
    }

    @Override
    public String use(Creation creation, long creator, Holders holders) throws IOException {
        return useOf(CreatedKind.attachments(creation.identity().sysvId()));
    }

    private static String useOf(long attachments) {
        return attachments == 0 ? NONE : "it is attached " + attachments + (attachments == 1 ? " time" : " times");
    }

    /**
     * Removes a segment that the dead process created and did not record. The kernel keeps the creator's pid; pid, key
     * and size together identify the intended segment. Segments of other code of the process differ in size, or make
     * the number of matches larger than one, in which case none is removed.
     */
    @Override
    public Removal removeUnfinished(Intent intent, long creator, List<Creation> created) {
        String[] detail = intent.detail().split(" ", -1);
        if (detail.length != 2 || !detail[1].equals(IpcNamespace.current()) || !IpcNamespace.isProven(detail[1])) {
            return Removal.UNFINISHED;
        }
        List<Integer> found = new ArrayList<>();
        for (SysVTable.Row row : readableRows()) {
            if (isIntended(row, intent.name(), creator, detail[0]) && !isRecorded(row, created)) {
                if (row.number("nattch") > 0) {
                    return Removal.stays(useOf(row.number("nattch")));
                }
                found.add(row.integer("shmid"));
            }
        }
        if (found.size() != 1) {
            return found.isEmpty() ? Removal.GONE : Removal.UNFINISHED;
        }
        int id = found.get(0);
        return Removal.of("shmctl", SysVCalls.SHM.remove(id))
                .named(intent.name().startsWith("0x") ? intent.name() : "id=" + id);
    }

    private static List<SysVTable.Row> readableRows() {
        try {
            return SysVTable.read(SysVCalls.SHM);
        } catch (IpcException | RuntimeException unreadable) {
            return List.of();
        }
    }

    private static boolean isIntended(SysVTable.Row row, String name, long creator, String size) {
        int key = row.integer("key");
        return name.equals(key == 0 ? Intent.PRIVATE : String.format("0x%08x", key))
                && Long.toString(row.number("size")).equals(size)
                && row.number("cpid") == creator
                && row.number("cuid") == Native.userId()
                && !isRemoved(row);
    }

    private static boolean isRecorded(SysVTable.Row row, List<Creation> created) {
        return created.stream()
                .anyMatch(creation -> creation.kind() == CreatedKind.SYSV_SHM
                        && creation.identity().sysvId() == row.integer("shmid"));
    }
}
