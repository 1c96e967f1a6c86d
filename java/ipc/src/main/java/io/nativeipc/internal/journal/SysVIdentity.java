package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.unix.Identity;

/**
 * System V objects of lists. They are examined and removed by their ids, which other objects get only after 65,536 more of the
 * same slot, so that no lock is needed in between.
 */
public final class SysVIdentity {
    /** In the mode of a segment that was removed and still has users (linux/shm.h). */
    public static final int SHM_DEST = 01000;

    private SysVIdentity() {}

    private record Found(Fields ds, int result) {}

    /** The call that examines and removes an object of this kind. */
    public static String control(CreatedKind kind) {
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
    public static Identity of(CreatedKind kind, int id) throws IpcException {
        String address = kind.address("id=" + id);
        Found found = stat(kind, id);
        if (found.result == -Errno.EINVAL || found.result == -Errno.EIDRM || found.result == -Errno.EACCES) {
            throw new NotFoundException(
                    control(kind), address, Errno.name(-found.result), -found.result, Errno.text(-found.result));
        }
        PosixFailure.check(found.result, control(kind), address);
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

    /** What has the name or the key now. */
    public static Identity ofName(CreatedKind kind, String name) throws IpcException {
        if (!kind.isSysV()) {
            return kind.identify(name, -1);
        } else if (!name.startsWith("0x")) {
            throw new NotFoundException(kind.address(name), "absent", "there is none");
        }
        int key = Integer.parseUnsignedInt(name.substring(2), 16);
        int id = switch (kind) {
            case SYSV_SHM -> Native.posix().shmget(key, 0, 0);
            case SYSV_SEM -> Native.posix().semget(key, 0, 0);
            default -> Native.posix().msgget(key, 0);
        };
        if (id < 0) {
            throw new NotFoundException(kind.address(name), "absent", "there is none");
        }
        return of(kind, id);
    }
}
