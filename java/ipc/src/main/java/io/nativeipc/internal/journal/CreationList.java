package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.internal.unix.OpenFile;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file with the list of one process, {@code <pid>-<n>}. Its first line contains the version of the format and the
 * boot in which it was written. The process holds a lock on the file.
 */
public final class CreationList {
    /** The names of lists. */
    static final String NAMES = "[1-9][0-9]{0,9}-[0-9]{1,9}";

    private static final String VERSION = "native-ipc-list 2 ";

    /** In place of the id of a boot that the system does not report. */
    private static final String UNKNOWN = "unknown";

    private static final int NUMBERS = 1_000_000_000;
    private static final int LARGEST = 64 << 20;

    /**
     * The folder of this process's list. It stays open as long as the process lives, because the list is removed at the
     * exit by the number of this descriptor.
     */
    private static @Nullable RuntimeFolder held;

    private final LockFile file;

    /** The id of this boot; null until it could be read. */
    private static @Nullable String boot;

    /** The length of a list to which this process appends. */
    private long length;

    private CreationList(LockFile file) {
        this.file = file;
    }

    /**
     * The contents of a list.
     *
     * @param known whether all of it could be read: it has this version, and every line except the last is complete
     * @param current whether it was written in this boot, or in an unknown one
     * @param intents the objects that its process was creating when it died and that are not among {@code creations}
     */
    public record Content(boolean known, boolean current, List<Creation> creations, List<Intent> intents) {}

    /** Returns the names of the lists in a folder; none if the folder does not exist. */
    public static List<String> names(@Nullable RuntimeFolder folder) throws IOException {
        return folder == null ? List.of() : folder.names(NAMES);
    }

    /**
     * Creates a list. A process that cleans up may find the list empty and unlocked, and remove it; another one is then
     * created. The number in its name is random, because the JDK also removes the names of earlier lists at the exit:
     * they must not pass to a process with this pid in another PID namespace.
     */
    static synchronized CreationList begin() throws IOException {
        while (true) {
            String name = ProcessHandle.current().pid() + "-"
                    + ThreadLocalRandom.current().nextInt(NUMBERS);
            RuntimeFolder folder = folder();
            int fd = folder.openFile(name, Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL);
            if (fd == -Errno.ENOENT || fd == -Errno.EEXIST) {
                continue; // the folder was removed, or the number is taken
            }
            PosixFailure.check(fd, "open", folder.resolve(name).toString());
            LockFile file = new LockFile(folder, name, fd);
            if (lock(file)) {
                CreationList list = new CreationList(file);
                try {
                    deleteAtExit(folder.self(name));
                    list.append(VERSION + boot() + "\n");
                    return list;
                } catch (IpcException | IllegalStateException e) {
                    list.delete();
                    throw e;
                }
            }
            file.release();
        }
    }

    /** Returns {@link #UNKNOWN} if it cannot be read, for example because no descriptor is left. A later call retries. */
    private static synchronized String boot() {
        String known = boot;
        if (known == null) {
            known = Sysctl.value("kernel.random.boot_id");
            boot = known.equals(UNKNOWN) ? null : known;
        }
        return known;
    }

    /** Locks a file that was just created, or removes it. */
    private static boolean lock(LockFile file) throws IpcException {
        try {
            return file.lock();
        } catch (IpcException e) {
            file.delete();
            throw e;
        }
    }

    /** Opens the folder, or returns it if it is still the one that is open. A folder that was replaced stays open too. */
    private static RuntimeFolder folder() throws IOException {
        RuntimeFolder now = RuntimeFolder.openOrCreate();
        RuntimeFolder before = held;
        try {
            if (before != null && before.isSame(now)) {
                now.close();
                return before;
            }
        } catch (IpcException e) {
            now.close();
            throw e;
        }
        held = now;
        return now;
    }

    /**
     * Uses the JDK's own list of files, because a shutdown hook of this library would keep its class loader alive. The
     * path leads through the descriptor of the folder: at the exit its name may belong to a link of another user.
     *
     * @throws IllegalStateException if the JVM is already shutting down
     * @throws IpcException if the path does not lead to the list, on a system without such paths. A list that outlives
     *     the normal exit of its process would be that of a killed process
     */
    private static void deleteAtExit(String path) throws IpcException {
        OpenFile.stat(path);
        new File(path).deleteOnExit();
    }

    /** Takes over the list of a dead process; null if its process is alive, or the list no longer exists. */
    public static @Nullable CreationList takeOver(RuntimeFolder folder, String name) throws IpcException {
        int fd = folder.openFile(name, Constants.O_RDWR);
        if (fd < 0) {
            return null;
        }
        LockFile file = new LockFile(folder, name, fd);
        boolean locked = false;
        try {
            locked = file.lock();
            return locked ? new CreationList(file) : null;
        } finally {
            if (!locked) {
                file.release();
            }
        }
    }

    /** Opens a list for reading; null if it no longer exists. */
    public static @Nullable CreationList open(RuntimeFolder folder, String name) throws IpcException {
        int fd = folder.openFile(name, Constants.O_RDWR);
        return fd < 0 ? null : new CreationList(new LockFile(folder, name, fd));
    }

    /** Reports whether a process holds the list. */
    public ByteLocks.Holder holder() {
        int found = Native.shim().ipc_fcntl_lock(file.fd(), Constants.F_OFD_GETLK, Constants.F_WRLCK, 0, 0);
        return found < 0
                ? ByteLocks.Holder.UNKNOWN
                : found == Constants.F_UNLCK ? ByteLocks.Holder.FREE : ByteLocks.Holder.HELD;
    }

    /**
     * Reads the contents of the list. A last line without a line end was not completed by its process. If it is unknown
     * whether the list was written in this boot, only the identities in it that hold in every boot are kept. A list
     * without a line end names nothing: its process is writing the first line, or died before.
     */
    public Content read() throws IpcException {
        String text = text();
        String[] lines = text.split("\n", -1);
        if (lines.length == 1 || !lines[0].startsWith(VERSION)) {
            return new Content(lines.length == 1, true, List.of(), List.of());
        }
        String written = lines[0].substring(VERSION.length());
        String now = boot();
        boolean thisBoot = written.equals(now) && !now.equals(UNKNOWN);
        boolean earlier = !written.equals(now) && !written.equals(UNKNOWN) && !now.equals(UNKNOWN);
        boolean known = true;
        List<Creation> creations = new ArrayList<>();
        List<Intent> intents = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            Creation creation = Creation.parse(lines[i]);
            if (creation != null) {
                creations.add(thisBoot ? creation : creation.ofUnknownBoot());
            } else {
                known &= Intent.parse(lines[i], intents);
            }
        }
        if (!thisBoot) {
            intents.replaceAll(Intent::ofUnknownBoot);
        }
        return new Content(known, !earlier, creations, intents);
    }

    private String text() throws IpcException {
        OpenFile list = new OpenFile(file.fd(), file.name());
        long size = list.stat().byteSize();
        if (size > LARGEST) {
            throw new IpcException(file.name(), "too large", "a list has no " + size + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) size + 1);
        list.read(0, bytes);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    /**
     * Appends a line to this process's list. If the file system has too little space for all of it, none of it stays:
     * the next line would otherwise continue it.
     */
    void append(String line) throws IpcException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        OpenFile list = new OpenFile(file.fd(), file.name());
        try {
            list.write(
                    length, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            length += bytes.length;
        } catch (IpcException e) {
            list.truncate(length);
            throw e;
        }
    }

    /** Removes the file, then releases the lock. */
    public void delete() {
        file.delete();
    }

    /** Releases the lock and keeps the file. */
    public void release() {
        file.release();
    }
}
