package io.nativeipc.creations;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Fields;
import io.nativeipc.os.Native;
import io.nativeipc.os.Shim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * System V objects of lists. They are examined and removed by their ids, which other objects get only after 65,536 more of the
 * same slot, so that no lock is needed in between.
 */
final class SysVCreations {
    /** Of linux/shm.h, in the mode of a segment alone. */
    private static final int SHM_DEST = 01000;

    private SysVCreations() {}

    private record Found(Fields ds, int result) {}

    /** The call that examines and removes an object of this kind. */
    private static String control(CreatedKind kind) {
        return switch (kind) {
            case SYSV_SHM -> "shmctl";
            case SYSV_SEM -> "semctl";
            default -> "msgctl";
        };
    }

    private static Found stat(CreatedKind kind, int id) {
        Fields ds = new Fields(
                kind == CreatedKind.SYSV_SHM
                        ? Shim.SHMID_DS_FIELDS
                        : kind == CreatedKind.SYSV_SEM ? Shim.SEMID_DS_FIELDS : Shim.MSQID_DS_FIELDS);
        int result = switch (kind) {
            case SYSV_SHM -> Native.shim().ipc_shmctl(id, Constants.IPC_STAT, ds.buffer());
            case SYSV_SEM -> Native.shim().ipc_semctl_buf(id, Constants.IPC_STAT, ds.buffer());
            default -> Native.shim().ipc_msgctl(id, Constants.IPC_STAT, ds.buffer());
        };
        return new Found(ds, result);
    }

    /** EINVAL and EIDRM say that there is no such id; EACCES that it is another user's. */
    static Identity identify(CreatedKind kind, int id) throws IpcException {
        String address = kind.address("id=" + id);
        Found found = stat(kind, id);
        if (found.result == -Errno.EINVAL || found.result == -Errno.EIDRM || found.result == -Errno.EACCES) {
            throw new NotFoundException(
                    control(kind), address, Errno.name(-found.result), -found.result, Errno.text(-found.result));
        }
        Errno.check(found.result, control(kind), address);
        Fields ds = found.ds;
        int key = ds.nextInt();
        ds.nextInt(); // uid
        ds.nextInt(); // gid
        long creatorUid = ds.nextId();
        ds.nextInt(); // cgid
        boolean removed = (ds.nextInt() & SHM_DEST) != 0; // it lives until the last process detaches
        if (removed || creatorUid != Native.userId()) {
            throw new NotFoundException(address, "another object", "it was removed, or is another user's");
        }
        String pid = Identity.NONE;
        if (kind == CreatedKind.SYSV_SHM) {
            ds.nextLong(); // segsz
            ds.nextLong(); // nattch
            pid = Long.toString(ds.nextLong());
        }
        return Identity.ofSysV(id, key, creatorUid, pid);
    }

    static Removal remove(CreatedKind kind, Identity identity) {
        int id = identity.sysvId();
        Identity.Match match = kind.compare("id=" + id, identity);
        if (match != Identity.Match.SAME) {
            return match == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
        }
        int result = switch (kind) {
            case SYSV_SHM -> Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null);
            case SYSV_SEM -> Native.shim().ipc_semctl_val(id, 0, Constants.IPC_RMID, 0);
            default -> Native.shim().ipc_msgctl(id, Constants.IPC_RMID, null);
        };
        return result < 0 ? Removal.failed(control(kind), result) : Removal.REMOVED;
    }

    /** What has the name or the key now. */
    static Identity identifyByName(CreatedKind kind, String name) throws IpcException {
        if (!kind.isSysV()) {
            return kind.identify(name, -1);
        } else if (!name.startsWith("0x")) {
            throw Intent.nothing(kind.address(name));
        }
        int key = Integer.parseUnsignedInt(name.substring(2), 16);
        int id = switch (kind) {
            case SYSV_SHM -> Native.posix().shmget(key, 0, 0);
            case SYSV_SEM -> Native.posix().semget(key, 0, 0);
            default -> Native.posix().msgget(key, 0);
        };
        if (id < 0) {
            throw Intent.nothing(kind.address(name));
        }
        return identify(kind, id);
    }

    /**
     * Segments that the dead process has created and not recorded: the kernel keeps its pid, and with key and size it is the intended
     * one. Segments that other code of the process has made are of another size, or there are more than were intended.
     */
    static Removal removeIntended(Intent intent, long pid, List<Creation> recorded) throws IpcException {
        String[] detail = intent.detail().split(" ", -1);
        if (detail.length != 2 || !detail[1].equals(IpcNamespace.current()) || !IpcNamespace.isProven(detail[1])) {
            return Intent.unproven();
        }
        List<Integer> found = new ArrayList<>();
        for (Row row : rows()) {
            boolean known = recorded.stream()
                    .anyMatch(creation -> creation.kind() == CreatedKind.SYSV_SHM
                            && creation.identity().sysvId() == row.id);
            boolean named = intent.name().equals(row.key == 0 ? "private" : String.format("0x%08x", row.key));
            if (!known && named && row.isOf(pid) && Long.toString(row.size).equals(detail[0])) {
                found.add(row.id);
            }
        }
        if (found.size() != 1) {
            return found.isEmpty() ? Removal.GONE : Intent.unproven();
        }
        int id = found.get(0);
        int result = Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null);
        return result < 0
                ? Removal.failed("shmctl", result)
                : new Removal(Removal.Kind.REMOVED, intent.name().startsWith("0x") ? intent.name() : "id=" + id);
    }

    /** A line of /proc/sysvipc/shm. */
    private record Row(int key, int id, int mode, long size, long creatorPid, long creatorUid) {
        boolean isOf(long pid) {
            return creatorPid == pid && creatorUid == Native.userId() && (mode & SHM_DEST) == 0;
        }
    }

    /** key shmid perms size cpid lpid nattch uid gid cuid … */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/sysvipc/shm"));
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.strip().split(" +", -1);
                rows.add(new Row(
                        Integer.parseInt(words[0]),
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2], 8),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[9])));
            }
            return rows;
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }
}
