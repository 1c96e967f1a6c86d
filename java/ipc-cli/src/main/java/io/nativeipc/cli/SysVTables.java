package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.inventory.FileId;
import io.nativeipc.sysv.SysVKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The System V objects of this IPC namespace, from /proc/sysvipc. It shows every object to every user, including
 * objects whose mode hides them from shmctl(2).
 */
final class SysVTables {
    private SysVTables() {}

    /** Returns all objects of a System V kind. */
    static List<ObjectInfo> list(Kind kind) throws IpcException {
        Path table = Path.of("/proc/sysvipc", tableName(kind));
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException e) {
            throw PosixFailure.ofJdk(table.toString(), Constants.O_RDONLY, table.toString(), e);
        }
        String[] columns = lines.get(0).strip().split(" +", -1);
        List<ObjectInfo> objects = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            objects.add(object(kind, row(columns, line.strip().split(" +", -1))));
        }
        return objects;
    }

    /**
     * Returns the object of an address.
     *
     * @throws NotFoundException if there is no such object
     */
    static ObjectInfo find(IpcAddress address) throws IpcException {
        boolean byId = address.sysvId().isPresent();
        int wanted = byId
                ? address.sysvId().getAsInt()
                : requireKey(SysVKey.of(address)).value();
        for (ObjectInfo object : list(address.kind())) {
            if (byId ? Objects.equals(object.id, wanted) : SysVKey.of(wanted).equals(object.key)) {
                requireIndex(address, object);
                return object;
            }
        }
        if (!byId) {
            PosixFailure.check(get(address.kind(), wanted), tableName(address.kind()) + "get", address.toString());
        }
        throw new NotFoundException(address.toString(), "absent", "there is none in /proc/sysvipc");
    }

    private static void requireIndex(IpcAddress address, ObjectInfo object) throws IpcException {
        if (address.semaphoreIndex().isPresent() && object.details.get("semaphores") instanceof Long count) {
            Opener.index(address, count.intValue());
        }
    }

    /** Returns the id of a key from the system, or −errno. */
    private static int get(Kind kind, int key) {
        return switch (kind) {
            case SYSV_SHM -> Native.posix().shmget(key, 0, 0);
            case SYSV_SEM -> Native.posix().semget(key, 0, 0);
            default -> Native.posix().msgget(key, 0);
        };
    }

    private static SysVKey requireKey(SysVKey key) {
        if (key.isPrivate()) {
            throw new IllegalArgumentException("IPC_PRIVATE finds nothing: use the object's id");
        }
        return key;
    }

    private static String tableName(Kind kind) {
        return kind == Kind.SYSV_SHM ? "shm" : kind == Kind.SYSV_SEM ? "sem" : "msg";
    }

    /** Returns the columns by name; only the permissions are octal. */
    private static Map<String, Long> row(String[] columns, String[] values) {
        Map<String, Long> row = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            row.put(columns[i], Long.parseLong(values[i], columns[i].equals("perms") ? 8 : 10));
        }
        return row;
    }

    private static ObjectInfo object(Kind kind, Map<String, Long> row) {
        SysVKey key = SysVKey.of((int) number(row, "key"));
        int id = (int) number(row, kind == Kind.SYSV_SHM ? "shmid" : kind == Kind.SYSV_SEM ? "semid" : "msqid");
        int mode = (int) number(row, "perms");
        IpcAddress address = new IpcAddress(kind, key.isPrivate() ? "id=" + id : key.toString());
        ObjectInfo object = new ObjectInfo(address, number(row, "uid"), number(row, "gid"), mode & 0777);
        object.key = key;
        object.id = id;
        object.created = Instant.ofEpochSecond(number(row, "ctime"));
        object.details.put("creatorUid", number(row, "cuid"));
        object.details.put("creatorGid", number(row, "cgid"));
        if (kind == Kind.SYSV_SHM) {
            addSegment(object, row, id, (mode & Constants.SHM_DEST) != 0);
        } else if (kind == Kind.SYSV_SEM) {
            object.details.put("semaphores", number(row, "nsems"));
            addTime(object, "operated", row, "otime");
        } else {
            addQueue(object, row);
        }
        return object;
    }

    private static void addSegment(ObjectInfo object, Map<String, Long> row, int id, boolean removed) {
        object.bytes = number(row, "size");
        object.attached = number(row, "nattch");
        object.creatorPid = number(row, "cpid");
        object.creator = Processes.ofTranslated(object.creatorPid);
        object.lastPid = number(row, "lpid");
        object.file = new FileId(FileId.SYSV, id);
        object.details.put("removed", removed);
        addTime(object, "lastAttached", row, "atime");
        addTime(object, "lastDetached", row, "dtime");
    }

    private static void addQueue(ObjectInfo object, Map<String, Long> row) {
        object.bytes = number(row, "cbytes");
        object.details.put("messages", number(row, "qnum"));
        object.details.put("lastSendPid", number(row, "lspid"));
        object.details.put("lastReceivePid", number(row, "lrpid"));
        addTime(object, "lastSent", row, "stime");
        addTime(object, "lastReceived", row, "rtime");
        // msqid_ds has no common last pid, so use the one of the later operation
        object.lastPid = number(row, number(row, "stime") >= number(row, "rtime") ? "lspid" : "lrpid");
    }

    /** Adds a time; the kernel reports 0 for never. */
    private static void addTime(ObjectInfo object, String name, Map<String, Long> row, String column) {
        if (number(row, column) != 0) {
            object.details.put(name, Instant.ofEpochSecond(number(row, column)));
        }
    }

    private static long number(Map<String, Long> row, String column) {
        Long number = row.get(column);
        if (number == null) {
            throw new IllegalStateException("/proc/sysvipc has no column " + column);
        }
        return number;
    }
}
