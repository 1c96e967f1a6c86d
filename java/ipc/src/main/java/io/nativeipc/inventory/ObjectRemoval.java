package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingLayout;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes an object that a dead process has recorded, if it is proven to be the same object and nothing shows that it
 * is in use.
 */
final class ObjectRemoval {
    private ObjectRemoval() {}

    /**
     * Removes the object if it is proven to be the same and is not known to be in use.
     *
     * @param creator the dead process
     */
    static Removal remove(Creation creation, long creator, Usage usage) {
        Identity.Match match = creation.match();
        if (match != Identity.Match.SAME) {
            return match == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
        }
        try {
            CreatedKind kind = creation.kind();
            String name = creation.name();
            return remove(
                    kind, name, creation.identity(), () -> usage.refusal(kind, name, creation.identity(), creator));
        } catch (IpcException refused) {
            return Removal.stays(String.valueOf(refused.getMessage()));
        }
    }

    /** The caller has already compared the identity once, without a lock. */
    private static Removal remove(CreatedKind kind, String name, Identity identity, InUse inUse) throws IpcException {
        return switch (kind) {
            case POSIX_SHM, MUTEX, FIFO, UNIX ->
                removeFile(
                        kind,
                        name,
                        identity,
                        file -> inUse.refusal(),
                        "unlink",
                        () -> Native.posix().unlink(kind.pathOf(name)));
            case POSIX_SEM ->
                removeFile(
                        kind,
                        name,
                        identity,
                        file -> inUse.refusal(),
                        "sem_unlink",
                        () -> Native.posix().sem_unlink(name));
            case RING -> removeRing(name, identity);
            case RING_LOCK -> removeRingLock(name, identity);
            case POSIX_MQ -> removeQueue(name, identity, inUse);
            case SYSV_SHM, SYSV_SEM, SYSV_MQ -> removeSysV(kind, identity, inUse);
        };
    }

    private static Removal removeFile(
            CreatedKind kind, String name, Identity identity, Check check, String call, IntSupplier remove)
            throws IpcException {
        return removeIfSame(kind.pathOf(name), kind.address(name), kind.type(), identity, check, call, remove);
    }

    /**
     * The channel's own locks prove that it has no user. Until they are tested, the name's lock keeps the identity
     * valid.
     */
    private static Removal removeRing(String name, Identity identity) throws IpcException {
        @Nullable Removal[] refusal = {null};
        Removal removal = removeFile(CreatedKind.RING, name, identity, file -> null, "shm_unlink", () -> {
            try {
                refusal[0] = RingChannel.cleanUp(name) ? null : Removal.stays("a process has it open");
            } catch (IpcException refused) {
                refusal[0] = Removal.stays(String.valueOf(refused.getMessage()));
            }
            return 0;
        });
        Removal refused = refusal[0];
        return refused == null ? removal : refused;
    }

    /**
     * Holds all locks of the channel while its file is removed, so no process has it open. A process that is opening or
     * creating it now finds, once it has its lock, that the file no longer has a name.
     */
    private static Removal removeRingLock(String name, Identity identity) throws IpcException {
        if (!RuntimeFolder.path().toString().equals(PinnedFile.folderOf(name))) {
            return Removal.stays("it is not in " + RuntimeFolder.path() + ", where this user's lock files are");
        }
        @Nullable ByteLocks[] held = new ByteLocks[1];
        try {
            return removeFile(
                    CreatedKind.RING_LOCK,
                    name,
                    identity,
                    file -> {
                        ByteLocks locks = ByteLocks.open(file.self(), CreatedKind.RING_LOCK.address(name));
                        held[0] = locks;
                        boolean free = locks.tryLock(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT);
                        return free ? null : "a process has the channel open";
                    },
                    "unlink",
                    () -> Native.posix().unlink(name));
        } finally {
            ByteLocks locks = held[0];
            if (locks != null) {
                locks.close();
            }
        }
    }

    /** On Linux a queue's descriptor works like a file's, including flock(2). */
    private static Removal removeQueue(String name, Identity identity, InUse inUse) throws IpcException {
        int fd;
        try (OpenFile queue = CreatedKind.openQueue(name)) {
            CreatedKind.POSIX_MQ.requireOurs(queue.stat(), name);
            fd = queue.detach();
        } catch (NotFoundException gone) {
            return CreatedKind.POSIX_MQ.absence(name, identity) == Identity.Match.OTHER
                    ? Removal.GONE
                    : Removal.UNPROVEN;
        }
        try (NameLock lock = NameLock.of(fd)) {
            if (lock == null) {
                return Removal.stays("its name is locked by another process");
            }
            Identity.Match match = CreatedKind.POSIX_MQ.compare(name, identity);
            if (match != Identity.Match.SAME) {
                return match == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
            }
            String refusal = inUse.refusal();
            if (refusal != null) {
                return Removal.stays(refusal);
            }
            int result = Native.posix().mq_unlink(name);
            return result < 0 ? Removal.failed("mq_unlink", result) : Removal.REMOVED;
        }
    }

    private static Removal removeSysV(CreatedKind kind, Identity identity, InUse inUse) {
        int id = identity.sysvId();
        Identity.Match match = kind.compare("id=" + id, identity);
        if (match != Identity.Match.SAME) {
            return match == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
        }
        String refusal = inUse.refusal();
        if (refusal != null) {
            return Removal.stays(refusal);
        }
        int result = switch (kind) {
            case SYSV_SHM -> Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null);
            case SYSV_SEM -> Native.shim().ipc_semctl_val(id, 0, Constants.IPC_RMID, 0);
            default -> Native.shim().ipc_msgctl(id, Constants.IPC_RMID, null);
        };
        return result < 0 ? Removal.failed(kind.control(), result) : Removal.REMOVED;
    }

    /** Returns how a living process uses the object, for a removal that must not proceed; null if none is known to. */
    @FunctionalInterface
    private interface InUse {
        @Nullable
        String refusal();
    }

    /** Decides whether a removal may proceed. Called under the lock. */
    private interface Check {
        /** Returns null if the removal may proceed, otherwise the reason why the object stays. */
        @Nullable
        String refusal(PinnedFile file) throws IpcException;
    }

    /**
     * Removes a name only if it refers to the recorded object, which is checked under the lock.
     *
     * @param object the address, for errors
     * @param check a further condition
     * @param call the name of the function that removes the name
     * @param remove removes the name, and returns 0 or −errno
     */
    private static Removal removeIfSame(
            String path, String object, int type, Identity identity, Check check, String call, IntSupplier remove)
            throws IpcException {
        try (PinnedFile file = PinnedFile.of(path, object)) {
            FileStat stat = file.stat();
            if ((stat.mode() & Constants.S_IFMT) != type || stat.uid() != Native.userId()) {
                return Removal.GONE; // another object: a list names only objects of this user and of the kind's type
            }
            try (NameLock lock = NameLock.of(file, stat, path)) {
                if (lock == null) {
                    return Removal.stays("its name is locked by another process");
                }
                try (PinnedFile now = PinnedFile.of(path, object)) {
                    Identity.Match match = identity.compare(now.identity());
                    if (match == Identity.Match.OTHER) {
                        return Removal.GONE;
                    } else if (match == Identity.Match.UNKNOWN) {
                        return Removal.UNPROVEN;
                    }
                    String refusal = check.refusal(now);
                    if (refusal != null) {
                        return Removal.stays(refusal);
                    }
                    int result = remove.getAsInt();
                    return result < 0 ? Removal.failed(call, result) : Removal.REMOVED;
                }
            }
        } catch (NotFoundException gone) {
            return Removal.GONE;
        }
    }
}
