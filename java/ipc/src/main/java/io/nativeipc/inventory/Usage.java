package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.QueueStat;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a living process uses an object whose creator is dead. The answers are {@link #NONE}, a text that names the
 * use, and null if it is unknown. The locks of a ring channel, the listening socket and the attachments of a segment
 * are complete proofs. For files the answer is what /proc shows, and for the other System V objects the threads that
 * wait and the processes of the last operation: users that the kernel does not show to this process are not found.
 */
final class Usage {
    /** No process is known to use the object. */
    static final String NONE = "";

    private final Holders holders = new Holders();

    /**
     * Returns how the object is used.
     *
     * @param creator the dead process that created it: its own operations are no use
     */
    @Nullable
    String of(CreatedKind kind, String name, Identity identity, long creator) {
        try {
            return switch (kind) {
                case POSIX_SHM, POSIX_SEM, MUTEX, FIFO -> ofFile(OpenFile.stat(kind.pathOf(name)));
                case POSIX_MQ -> ofFile(CreatedKind.statQueue(name));
                case UNIX -> ListeningSocket.isProvenDead(name) ? NONE : "a process listens on it";
                case RING -> ofRing(name);
                case RING_LOCK -> ofLocks(name);
                case SYSV_SHM -> ofSegment(CreatedKind.attachments(identity.sysvId()));
                case SYSV_SEM -> ofSet(identity.sysvId(), creator);
                case SYSV_MQ -> ofQueue(identity.sysvId(), creator);
            };
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** Returns why the object stays; null if nothing is known to use it. */
    @Nullable
    String refusal(CreatedKind kind, String name, Identity identity, long creator) {
        String use = of(kind, name, identity, creator);
        return use == null ? "whether a process uses it is unknown" : use.isEmpty() ? null : use;
    }

    private String ofFile(FileStat stat) {
        List<Long> pids = holders.of(new FileId(stat.device(), stat.inode()));
        return switch (pids.size()) {
            case 0 -> NONE;
            case 1 -> "process " + pids.get(0) + " has it open";
            default ->
                "processes " + pids.stream().map(Object::toString).collect(Collectors.joining(", ")) + " have it open";
        };
    }

    private static @Nullable String ofRing(String name) throws IOException {
        return switch (RingStatistics.read(name).use()) {
            case UNUSED -> NONE;
            case IN_USE -> "a process has it open";
            case UNKNOWN -> null;
        };
    }

    private static @Nullable String ofLocks(String name) throws IOException {
        try (ByteLocks locks = ByteLocks.open(name, CreatedKind.RING_LOCK.address(name))) {
            return switch (locks.holder(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT)) {
                case FREE -> NONE;
                case HELD -> "a process has the channel open";
                case UNKNOWN -> null;
            };
        }
    }

    static String ofSegment(long attachments) {
        return attachments == 0 ? NONE : "it is attached " + attachments + (attachments == 1 ? " time" : " times");
    }

    private static String ofSet(int id, long creator) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.attach(id)) {
            for (int i = 0; i < set.count(); i++) {
                if (set.waiting(i) + set.waitingForZero(i) > 0) {
                    return "a thread waits for its semaphore " + i;
                } else if (isAnotherAlive(set.lastPid(i), creator)) {
                    return "process " + set.lastPid(i) + " has used it last, and lives";
                }
            }
            return NONE;
        }
    }

    private static String ofQueue(int id, long creator) throws IOException {
        try (SysVMessageQueue queue = SysVMessageQueue.attach(id)) {
            QueueStat stat = queue.stat();
            for (int pid : new int[] {stat.lastSendPid(), stat.lastReceivePid()}) {
                if (isAnotherAlive(pid, creator)) {
                    return "process " + pid + " has used it last, and lives";
                }
            }
            return NONE;
        }
    }

    /** The process may be a later one with the same pid; then the object stays although it could be removed. */
    private static boolean isAnotherAlive(int pid, long creator) {
        return pid != 0 && pid != creator && Files.exists(Path.of("/proc", Integer.toString(pid)));
    }
}
