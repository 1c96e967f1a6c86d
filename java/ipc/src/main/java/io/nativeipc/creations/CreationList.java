package io.nativeipc.creations;

import io.nativeipc.IpcException;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.os.Sysctl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file with one process's list: {@code <pid>-<n>}, its first line the boot in which it was written. The process holds it
 * locked.
 */
final class CreationList {
    private static final String BOOT = Sysctl.value("kernel.random.boot_id");

    private final LockFile file;

    private CreationList(LockFile file) {
        this.file = file;
    }

    /** Begins a list. One who cleans may find it empty and unlocked, and remove it; then it is begun again. */
    static CreationList begin() throws IOException {
        int flags =
                Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        for (int number = 0; ; number++) {
            Path path = RuntimeFolder.create().resolve(ProcessHandle.current().pid() + "-" + number);
            int fd = Native.shim().ipc_open(path.toString(), flags, 0600);
            if (fd == -Errno.ENOENT || fd == -Errno.EEXIST) {
                continue; // the folder was removed by one who left; a dead process of this pid has a list
            }
            Errno.check(fd, "open", path.toString());
            LockFile file = new LockFile(path, fd);
            if (file.lock()) {
                deleteAtExit(path);
                CreationList list = new CreationList(file);
                list.append(BOOT + "\n");
                return list;
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

    /** Takes over the list of a dead process; null if its process lives. */
    static @Nullable CreationList takeOver(Path path) {
        int flags = Constants.O_RDWR | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(path.toString(), flags, 0);
        if (fd < 0) {
            return null;
        }
        LockFile file = new LockFile(path, fd);
        if (file.lock()) {
            return new CreationList(file);
        }
        file.release();
        return null;
    }

    /** Whether a process holds the list; one that cannot be asked is alive. */
    static boolean isHeld(Path path) {
        int fd = Native.shim().ipc_open(path.toString(), Constants.O_RDWR | Constants.O_CLOEXEC, 0);
        if (fd < 0) {
            return true;
        }
        int found = Native.shim().ipc_fcntl_lock(fd, Constants.F_OFD_GETLK, Constants.F_WRLCK, 0, 0);
        Native.posix().close(fd);
        return found != Constants.F_UNLCK;
    }

    /** What is in a list, of this boot: nothing of an earlier one is left, files apart. */
    static List<Creation> read(Path path) {
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
            return lines.isEmpty() || !lines.get(0).equals(BOOT)
                    ? List.of()
                    : lines.stream()
                            .map(Creation::parse)
                            .filter(Objects::nonNull)
                            .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    void append(String text) throws IpcException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Errno.check(
                Native.posix().write(file.fd(), buffer, bytes.length),
                "write",
                file.path().toString());
    }

    /** Removes the file, then gives up the lock. */
    void delete() {
        file.delete();
    }

    /** Gives up the lock and leaves the file. */
    void release() {
        file.release();
    }
}
