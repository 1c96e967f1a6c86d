package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.util.List;
import java.util.Objects;

/**
 * All that the kernel tells of which object this is, as one word of a list.
 *
 * <p>A file is its device, its inode, its file handle and its time of creation. File systems use the number of an inode again,
 * ext4 at once; the handle carries a generation, by which the next file differs. A file with neither handle nor time of
 * creation is never proven to be the one of a list.
 *
 * <p>A message queue's file system has no handles. The kernel numbers its inodes by one counter of 32 bits for all such file
 * systems, and never by a number that is free again; with the IPC namespace that identifies the queue.
 *
 * <p>A System V object is its id, which counts how often its slot was used, its key, its creator's user id, for a segment its
 * creator's process, and the IPC namespace. Its change time proves nothing: setting a semaphore's value changes it.
 */
public record Identity(String text) {
    /** What stands for something that the system does not tell. */
    public static final String NONE = FileHandle.NONE;

    private static final String FILE = "file";
    private static final String QUEUE = "queue";
    private static final String SYSV = "sysv";

    /** What a comparison of two identities shows. */
    public enum Match {
        /** It is the same object, which is proven. */
        SAME,
        /** It is another object, which is proven. */
        OTHER,
        /** Neither is proven. */
        UNKNOWN
    }

    /** Of the file behind a descriptor. */
    public static Identity ofFile(int fd, String object) throws IpcException {
        FileStat stat = new OpenFile(fd, object).stat();
        return of(FILE, stat.device(), stat.inode(), FileHandle.of(fd), birth(fd));
    }

    /** Of the message queue behind a descriptor. */
    public static Identity ofQueue(int fd, String object) throws IpcException {
        FileStat stat = new OpenFile(fd, object).stat();
        return of(QUEUE, stat.device(), stat.inode(), FileHandle.ofIdentity(fd), IpcNamespace.current());
    }

    /**
     * Of a System V object.
     *
     * @param creatorPid {@link #NONE} where the kernel does not keep it
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

    /** Compares what a list says with what is there now. */
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
        return then[4].equals(found[4]) ? Match.SAME : Match.UNKNOWN; // a pid is another in another PID namespace
    }

    private static boolean differ(String then, String found) {
        return !then.equals(NONE) && !found.equals(NONE) && !then.equals(found);
    }

    private static boolean agree(String then, String found) {
        return !then.equals(NONE) && then.equals(found);
    }

    /** The id of a System V object; −1 of anything else. */
    public int sysvId() {
        String[] parts = text.split(":", -1);
        return parts.length == 6 && parts[0].equals(SYSV) && parts[1].matches("\\d{1,10}")
                ? (int) Long.parseLong(parts[1])
                : -1;
    }

    /** The device of a file, to ask whether a name that is gone would have been on it; {@link #NONE} of anything else. */
    public String device() {
        String[] parts = text.split(":", -1);
        return parts.length == 5 && parts[0].equals(FILE) ? parts[1] : NONE;
    }

    /** The IPC namespace; {@link #NONE} of a file. */
    public String namespace() {
        String[] parts = text.split(":", -1);
        return parts[0].equals(FILE) ? NONE : parts[parts.length - 1];
    }

    /** Whether a list may contain this text. */
    public static boolean isWord(String text) {
        return text.matches("[a-z]+(:[-0-9a-f./]{1,300}){4,5}");
    }
}
