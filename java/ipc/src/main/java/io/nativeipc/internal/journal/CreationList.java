package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file with one process's list: {@code <pid>-<n>}, its first line the version of the format and the boot in which it was
 * written. The process holds it locked.
 */
public final class CreationList {
    /** The names of lists. */
    static final String NAMES = "[1-9][0-9]{0,9}-[0-9]{1,9}";

    private static final String VERSION = "native-ipc-list 2 ";
    private static final String FIRST = VERSION + Sysctl.value("kernel.random.boot_id");
    private static final int LARGEST = 64 << 20;

    private final LockFile file;

    private CreationList(LockFile file) {
        this.file = file;
    }

    /**
     * What is in a list.
     *
     * @param known whether all of it could be read: it is of this version, and every line is whole, the last aside
     * @param current whether it was written in this boot
     * @param intents what its process was creating when it died, unless it is among {@code creations}
     */
    public record Content(boolean known, boolean current, List<Creation> creations, List<Intent> intents) {}

    /** The names of the lists in a folder; none where there is no folder. */
    public static List<String> names(@Nullable RuntimeFolder folder) throws IOException {
        return folder == null ? List.of() : folder.names(NAMES);
    }

    /** Begins a list. One who cleans may find it empty and unlocked, and remove it; then it is begun again. */
    static CreationList begin() throws IOException {
        for (int number = 0; ; number++) {
            String name = ProcessHandle.current().pid() + "-" + number;
            int fd;
            try (RuntimeFolder folder = RuntimeFolder.openOrCreate()) {
                fd = folder.openFile(name, Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL);
                if (fd == -Errno.ENOENT || fd == -Errno.EEXIST) {
                    continue; // the folder was removed by one who left; a dead process of this pid has a list
                }
                PosixFailure.check(fd, "open", folder.resolve(name).toString());
            }
            LockFile file = new LockFile(name, fd);
            if (file.lock()) {
                deleteAtExit(RuntimeFolder.path().resolve(name));
                CreationList list = new CreationList(file);
                try {
                    list.append(FIRST + "\n");
                    return list;
                } catch (IpcException e) {
                    list.delete();
                    throw e;
                }
            }
            file.release();
        }
    }

    /**
     * By the JDK's own list of files, which it removes last to first: a hook of ours would keep the class loader of this library
     * alive. The folder goes too if nothing else is in it.
     */
    private static void deleteAtExit(Path path) {
        RuntimeFolder.path().toFile().deleteOnExit();
        path.toFile().deleteOnExit();
    }

    /** Takes over the list of a dead process; null if its process lives, or the list is gone. */
    public static @Nullable CreationList takeOver(RuntimeFolder folder, String name) throws IpcException {
        int fd = folder.openFile(name, Constants.O_RDWR);
        if (fd < 0) {
            return null;
        }
        LockFile file = new LockFile(name, fd);
        if (file.lock()) {
            return new CreationList(file);
        }
        file.release();
        return null;
    }

    /** Opens a list to read it; null if it is gone. */
    public static @Nullable CreationList open(RuntimeFolder folder, String name) throws IpcException {
        int fd = folder.openFile(name, Constants.O_RDWR);
        return fd < 0 ? null : new CreationList(new LockFile(name, fd));
    }

    /** Whether a process holds the list. */
    public ByteLocks.Holder holder() {
        int found = Native.shim().ipc_fcntl_lock(file.fd(), Constants.F_OFD_GETLK, Constants.F_WRLCK, 0, 0);
        return found < 0
                ? ByteLocks.Holder.UNKNOWN
                : found == Constants.F_UNLCK ? ByteLocks.Holder.NOBODY : ByteLocks.Holder.SOMEBODY;
    }

    /** What is in the list. A last line without its end is one that its process did not finish. */
    public Content read() throws IpcException {
        String text = text();
        String[] lines = text.split("\n", -1);
        if (!lines[0].startsWith(VERSION)) {
            // Its process died before the first line, or is of another version.
            return new Content(text.isEmpty(), true, List.of(), List.of());
        }
        boolean known = true;
        List<Creation> creations = new ArrayList<>();
        List<Intent> intents = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            Creation creation = Creation.parse(lines[i]);
            if (creation != null) {
                creations.add(creation);
            } else {
                known &= Intent.parse(lines[i], intents);
            }
        }
        return new Content(known, lines[0].equals(FIRST), creations, intents);
    }

    private String text() throws IpcException {
        long size = new OpenFile(file.fd(), file.name()).stat().byteSize();
        if (size > LARGEST) {
            throw new IpcException(file.name(), "too large", "a list has no " + size + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) size + 1);
        long count = 1;
        while (count > 0 && bytes.hasRemaining()) {
            count = PosixFailure.check(Native.posix().read(file.fd(), bytes, bytes.remaining()), "read", file.name());
            bytes.position(bytes.position() + (int) count);
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    void append(String text) throws IpcException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        PosixFailure.check(Native.posix().write(file.fd(), buffer, bytes.length), "write", file.name());
    }

    /** Removes the file, then gives up the lock. */
    public void delete() {
        file.delete();
    }

    /** Gives up the lock and leaves the file. */
    public void release() {
        file.release();
    }
}
