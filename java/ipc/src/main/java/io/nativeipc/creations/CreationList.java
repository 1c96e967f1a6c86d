package io.nativeipc.creations;

import io.nativeipc.IpcException;
import io.nativeipc.mechanism.OpenFile;
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
 * The file with one process's list: {@code <pid>-<n>}, its first line the boot in which it was written. The process holds a
 * write lock on it by an open file description of its own (F_OFD_SETLK), which the kernel takes away when the process is
 * dead and at no other time: not when other code of the process closes the same file, as with FileChannel.lock.
 */
final class CreationList {
    private static final String BOOT = Sysctl.value("kernel.random.boot_id");

    private final Path path;
    private final int fd;

    private CreationList(Path path, int fd) {
        this.path = path;
        this.fd = fd;
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
            CreationList list = new CreationList(path, fd);
            if (list.lock() && list.isLinked()) {
                list.append(BOOT + "\n");
                return list;
            }
            list.release();
        }
    }

    /** Takes over the list of a dead process; null if its process lives. */
    static @Nullable CreationList takeOver(Path path) {
        int flags = Constants.O_RDWR | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(path.toString(), flags, 0);
        if (fd < 0) {
            return null;
        }
        CreationList list = new CreationList(path, fd);
        if (list.lock() && list.isLinked()) {
            return list;
        }
        list.release();
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

    private boolean lock() {
        return Native.shim().ipc_fcntl_lock(fd, Constants.F_OFD_SETLK, Constants.F_WRLCK, 0, 0) == 0;
    }

    private boolean isLinked() {
        try {
            return new OpenFile(fd, path.toString()).stat().links() > 0;
        } catch (IpcException impossible) {
            return false;
        }
    }

    void append(String text) throws IpcException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Errno.check(Native.posix().write(fd, buffer, bytes.length), "write", path.toString());
    }

    /** Removes the file, then gives up the lock. */
    void delete() {
        Native.posix().unlink(path.toString());
        release();
    }

    /** Gives up the lock and leaves the file. */
    void release() {
        Native.posix().close(fd);
    }
}
