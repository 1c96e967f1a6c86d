package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.IpcNamespace;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.PinnedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes an object that a process was creating when it died, if the object is proven to be that process's
 * ({@link Intent}).
 */
final class IntentRemoval {
    private IntentRemoval() {}

    /**
     * Removes the object that the dead process intended to create. The result's reason is then the name of the removed
     * object.
     */
    static Removal remove(Intent intent, long pid, List<Creation> created) {
        try {
            return switch (intent.kind()) {
                case FIFO -> removeFifo(intent.name());
                case UNIX -> removeSocket(intent.name());
                case SYSV_SHM -> removeSegment(intent, pid, created);
                default -> unknown(intent, created);
            };
        } catch (NotFoundException nothing) {
            return Removal.GONE;
        } catch (IpcException refused) {
            return Removal.stays(String.valueOf(refused.getMessage()));
        }
    }

    private static Removal unlinked(int result, String name) {
        return result < 0 ? Removal.failed("unlink", result) : new Removal(Removal.Kind.REMOVED, name);
    }

    private static Removal removeFifo(String name) throws IpcException {
        try (PinnedFile file = PinnedFile.of(name, CreatedKind.FIFO.address(name))) {
            FileStat stat = file.stat();
            boolean ours = name.substring(name.lastIndexOf('/') + 1).matches(Intent.BEGINNING)
                    && (stat.mode() & Constants.S_IFMT) == Constants.S_IFIFO
                    && stat.uid() == Native.userId();
            return ours ? unlinked(Native.posix().unlink(name), name) : unproven();
        }
    }

    private static Removal removeSocket(String name) throws IpcException {
        try (PinnedFile file = PinnedFile.of(name, CreatedKind.UNIX.address(name));
                NameLock lock = NameLock.of(file, file.stat(), name);
                PinnedFile now = PinnedFile.of(name, CreatedKind.UNIX.address(name))) {
            FileStat stat = now.stat();
            if (!isUnfinished(stat, Constants.S_IFSOCK)) {
                return Removal.GONE; // another object: a socket gets its final mode only after it was recorded
            }
            boolean ours = lock != null && stat.uid() == Native.userId() && ListeningSocket.isProvenDead(name);
            return ours ? unlinked(Native.posix().unlink(name), name) : unproven();
        }
    }

    private static boolean isUnfinished(FileStat stat, int type) {
        return (stat.mode() & Constants.S_IFMT) == type && (stat.mode() & 07777) == Intent.UNFINISHED;
    }

    /**
     * If nothing has the name, nothing is left. Otherwise the object may belong to another process, or be a later
     * object of the same process.
     */
    private static Removal unknown(Intent intent, List<Creation> created) throws IpcException {
        if (intent.name().equals(Intent.PRIVATE)) {
            return Removal.GONE; // it has no name by which it could be found
        }
        if (intent.kind() == CreatedKind.POSIX_MQ
                && !isUnfinished(CreatedKind.statQueue(intent.name()), Constants.S_IFREG)) {
            return Removal.GONE;
        }
        Identity now = intent.kind().identifyByName(intent.name());
        for (Creation creation : created) {
            if (creation.kind() == intent.kind() && creation.identity().compare(now) == Identity.Match.SAME) {
                return Removal.GONE; // the process recorded this object in its list
            }
        }
        return unproven();
    }

    private static Removal unproven() {
        return Removal.stays(
                "a process died while it created an object of this name: whether it is this one is unknown");
    }

    /**
     * Removes a segment that the dead process created and did not record. The kernel keeps the creator's pid; pid, key
     * and size together identify the intended segment. Segments of other code of the process differ in size, or make
     * the number of matches larger than one, in which case none is removed.
     */
    private static Removal removeSegment(Intent intent, long pid, List<Creation> recorded) throws IpcException {
        String[] detail = intent.detail().split(" ", -1);
        if (detail.length != 2 || !detail[1].equals(IpcNamespace.current()) || !IpcNamespace.isProven(detail[1])) {
            return unproven();
        }
        List<Integer> found = new ArrayList<>();
        for (Row row : rows()) {
            boolean known = recorded.stream()
                    .anyMatch(creation -> creation.kind() == CreatedKind.SYSV_SHM
                            && creation.identity().sysvId() == row.id);
            boolean named = intent.name().equals(row.key == 0 ? "private" : String.format("0x%08x", row.key));
            if (!known && named && row.isOf(pid) && Long.toString(row.size).equals(detail[0])) {
                if (row.attached > 0) {
                    return Removal.stays(Usage.ofSegment(row.attached));
                }
                found.add(row.id);
            }
        }
        if (found.size() != 1) {
            return found.isEmpty() ? Removal.GONE : unproven();
        }
        int id = found.get(0);
        int result = Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null);
        return result < 0
                ? Removal.failed("shmctl", result)
                : new Removal(Removal.Kind.REMOVED, intent.name().startsWith("0x") ? intent.name() : "id=" + id);
    }

    /** A line of /proc/sysvipc/shm. */
    private record Row(int key, int id, int mode, long size, long creatorPid, long attached, long creatorUid) {
        boolean isOf(long pid) {
            return creatorPid == pid && creatorUid == Native.userId() && (mode & Constants.SHM_DEST) == 0;
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
                        Long.parseLong(words[6]),
                        Long.parseLong(words[9])));
            }
            return rows;
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }
}
