package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.util.List;
import java.util.Objects;

/**
 * Everything the kernel reports about the identity of an object, as one word of a list.
 *
 * <p>A file is identified by its device, its inode, its file handle and its time of creation. File systems reuse inode
 * numbers, ext4 at once; the handle contains a generation, which differs for the next file. A file with neither a
 * handle nor a time of creation is never proven to be the one in a list.
 *
 * <p>A message queue's file system has no handles. The kernel numbers its inodes by one 32-bit counter for all such
 * file systems, and never reuses a free number. The inode and the IPC namespace together identify the queue.
 *
 * <p>A System V object is identified by its id, which counts how often its slot was used, its key, its creator's user
 * id, for a segment its creator's process, and the IPC namespace. Its change time proves nothing, because setting a
 * semaphore's value changes it.
 */
public record Identity(String text) {
    /** Stands for data that the system does not report. */
    public static final String NONE = FileHandle.NONE;

    private static final String FILE = "file";
    private static final String QUEUE = "queue";
    private static final String SYSV = "sysv";

    /** The result of a comparison of two identities. */
    public enum Match {
        /** It is proven to be the same object. */
        SAME,
        /** It is proven to be another object. */
        OTHER,
        /** Neither is proven. */
        UNKNOWN
    }

    /** Returns the identity of the file behind a descriptor. */
    public static Identity ofFile(int fd, String object) throws IpcException {
        FileStat stat = new OpenFile(fd, object).stat();
        return of(FILE, stat.device(), stat.inode(), FileHandle.of(fd), birth(fd));
    }

    /** Returns the identity of the message queue behind a descriptor. */
    public static Identity ofQueue(int fd, String object) throws IpcException {
        FileStat stat = new OpenFile(fd, object).stat();
        return of(QUEUE, stat.device(), stat.inode(), FileHandle.ofIdentity(fd), IpcNamespace.current());
    }

    /**
     * Returns the identity of a System V object.
     *
     * @param creatorPid {@link #NONE} if the kernel does not keep it
     */
    public static Identity ofSysV(int id, int key, long creatorUid, String creatorPid) {
        return of(SYSV, id, key, creatorUid, creatorPid, IpcNamespace.current());
    }

    private static Identity of(Object... parts) {
        return new Identity(
                String.join(":", List.of(parts).stream().map(Objects::toString).toList()));
    }

    private static String birth(int fd) {
        Fields st = new Fields(Shim.STATX_FIELDS);
        return Native.shim().ipc_statx(fd, "", st.buffer()) < 0 ? NONE : st.nextLong() + "." + st.nextLong();
    }

    /** Compares the recorded identity with the current one. */
    public Match compare(Identity now) {
        String[] then = text.split(":", -1);
        String[] found = now.text.split(":", -1);
        if (then.length != found.length || !then[0].equals(found[0])) {
            return Match.UNKNOWN;
        }
        return switch (then[0]) {
            case FILE -> compareFile(then, found);
            case QUEUE -> compareQueue(then, found);
            case SYSV -> compareSysV(then, found);
            default -> Match.UNKNOWN;
        };
    }

    private static Match compareFile(String[] then, String[] found) {
        if (then.length != 5 || !then[1].equals(found[1])) {
            return Match.UNKNOWN; // another file system: of another mount namespace, or mounted since
        } else if (!then[2].equals(found[2]) || differ(then[3], found[3]) || differ(then[4], found[4])) {
            return Match.OTHER;
        }
        return agree(then[3], found[3]) || agree(then[4], found[4]) ? Match.SAME : Match.UNKNOWN;
    }

    private static Match compareQueue(String[] then, String[] found) {
        if (then.length != 5 || !then[4].equals(found[4]) || !IpcNamespace.isProven(then[4])) {
            return Match.UNKNOWN;
        } else if (!then[1].equals(found[1])) {
            return Match.UNKNOWN;
        }
        return !then[2].equals(found[2]) || differ(then[3], found[3])
                ? Match.OTHER
                : agree(then[3], found[3]) ? Match.SAME : Match.UNKNOWN;
    }

    private static Match compareSysV(String[] then, String[] found) {
        if (then.length != 6 || !then[5].equals(found[5]) || !IpcNamespace.isProven(then[5])) {
            return Match.UNKNOWN;
        } else if (!then[1].equals(found[1]) || !then[2].equals(found[2]) || !then[3].equals(found[3])) {
            return Match.OTHER;
        }
        return then[4].equals(found[4]) ? Match.SAME : Match.UNKNOWN; // a pid differs in another PID namespace
    }

    /**
     * Returns what this identity proves if the boot is unknown in which it was recorded: that of a file is unchanged.
     * The numbers of System V objects and message queues begin again with each boot, so nothing remains of theirs.
     */
    public Identity ofUnknownBoot() {
        return text.startsWith(FILE + ":") ? this : new Identity(NONE);
    }

    private static boolean differ(String then, String found) {
        return !then.equals(NONE) && !found.equals(NONE) && !then.equals(found);
    }

    private static boolean agree(String then, String found) {
        return !then.equals(NONE) && then.equals(found);
    }

    /** Returns the id of a System V object; −1 for other objects. */
    public int sysvId() {
        String[] parts = text.split(":", -1);
        return parts.length == 6 && parts[0].equals(SYSV) && parts[1].matches("\\d{1,10}")
                ? (int) Long.parseLong(parts[1])
                : -1;
    }

    /**
     * Returns the device of a file, which decides whether a missing name would have been on it; {@link #NONE} for other
     * objects.
     */
    public String device() {
        String[] parts = text.split(":", -1);
        return parts.length == 5 && parts[0].equals(FILE) ? parts[1] : NONE;
    }

    /** Returns the IPC namespace; {@link #NONE} for a file. */
    public String namespace() {
        String[] parts = text.split(":", -1);
        return parts[0].equals(FILE) ? NONE : parts[parts.length - 1];
    }

    /** Reports whether a list may contain this text. */
    public static boolean isWord(String text) {
        return text.matches("[a-z]+(:[-0-9a-f./]{1,300}){4,5}");
    }
}
