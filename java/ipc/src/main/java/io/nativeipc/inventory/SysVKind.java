package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.SysVCalls;
import io.nativeipc.sysv.SysVKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the three kinds of System V objects have in common: a key, an id and a table in /proc/sysvipc. */
abstract class SysVKind implements ListedKind, LeftKind {
    private final Kind kind;
    private final CreatedKind recorded;
    private final SysVCalls calls;
    private final String idColumn;

    SysVKind(Kind kind, CreatedKind recorded, String idColumn) {
        this.kind = kind;
        this.recorded = recorded;
        this.calls = recorded.sysV();
        this.idColumn = idColumn;
    }

    /** Adds what only this kind has. */
    abstract void add(Facts object, SysVTable.Row row);

    /** Removes the object of this key. */
    abstract void remove(SysVKey key) throws IOException;

    @Override
    public final List<Facts> list(Scan scan) throws IpcException {
        List<Facts> objects = new ArrayList<>();
        for (SysVTable.Row row : SysVTable.read(calls)) {
            objects.add(object(row));
        }
        return objects;
    }

    private Facts object(SysVTable.Row row) {
        SysVKey key = SysVKey.of(row.integer("key"));
        int id = row.integer(idColumn);
        IpcAddress address = new IpcAddress(kind, key.isPrivate() ? "id=" + id : key.toString());
        Facts object = new Facts(address, row.number("uid"), row.number("gid"), row.integer("perms") & 0777);
        object.key = key;
        object.id = id;
        object.created = Instant.ofEpochSecond(row.number("ctime"));
        object.details.put("creatorUid", row.number("cuid"));
        object.details.put("creatorGid", row.number("cgid"));
        add(object, row);
        return object;
    }

    /** Adds a time; the kernel reports 0 for never. */
    static void addTime(Facts object, String name, SysVTable.Row row, String column) {
        if (row.number(column) != 0) {
            object.details.put(name, Instant.ofEpochSecond(row.number(column)));
        }
    }

    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        boolean byId = address.sysvId().isPresent();
        int wanted = byId
                ? address.sysvId().getAsInt()
                : requireKey(SysVKey.of(address)).value();
        for (Facts object : list(scan)) {
            if (byId ? Objects.equals(object.id, wanted) : SysVKey.of(wanted).equals(object.key)) {
                return object;
            }
        }
        if (!byId) {
            PosixFailure.check(calls.get(wanted), calls.word() + "get", address.toString());
        }
        throw new NotFoundException(address.toString(), "absent", "there is none in /proc/sysvipc");
    }

    private static SysVKey requireKey(SysVKey key) {
        if (key.isPrivate()) {
            throw new IllegalArgumentException("IPC_PRIVATE finds nothing: use the object's id");
        }
        return key;
    }

    static int idOf(Facts object) {
        return Objects.requireNonNull(object.id, "the id of a System V object");
    }

    @Override
    public final void remove(IpcAddress address) throws IOException {
        if (address.semaphoreIndex().isPresent()) {
            throw new IllegalArgumentException("a set is removed as a whole: no /INDEX");
        }
        if (address.sysvId().isPresent()) {
            find(address, new Scan());
            int result = calls.remove(address.sysvId().getAsInt());
            PosixFailure.check(result, calls.word() + "ctl", address.toString());
        } else {
            remove(SysVKey.of(address));
        }
    }

    @Override
    public final Removal removeLeft(Creation creation, long creator, Holders holders) {
        int id = creation.identity().sysvId();
        Identity.Match match = recorded.compare("id=" + id, creation.identity());
        if (match != Identity.Match.SAME) {
            return Removal.unlessSame(match);
        }
        String refusal = refusal(creation, creator, holders);
        return refusal == null ? Removal.of(calls.word() + "ctl", calls.remove(id)) : Removal.stays(refusal);
    }

    /** The process may be a later one with the same pid; then the object stays although it could be removed. */
    static boolean isAnotherAlive(int pid, long creator) {
        return pid != 0 && pid != creator && Files.exists(Path.of("/proc", Integer.toString(pid)));
    }
}
