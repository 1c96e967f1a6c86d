package io.nativeipc.internal.journal;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the library's lists and locks: {@code $XDG_RUNTIME_DIR/native-ipc}, else
 * {@code /tmp/native-ipc-<uid>}. It must be a folder and not a link, belong to this user, and grant neither read nor
 * write access to other users (0700). The same rule holds for root. The folder is opened once and checked by its
 * descriptor, and its files are opened relative to the descriptor, so that it cannot be replaced in between. Each file
 * must be a regular file of this user, with mode 0600 and one name. The last process that leaves removes the folder.
 */
public final class RuntimeFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;

    private final Path path;
    private final int fd;

    private RuntimeFolder(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /** Returns the path of the folder, which need not exist. */
    public static Path path() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime != null && runtime.startsWith("/") && isFolder(runtime)
                ? Path.of(runtime, "native-ipc")
                : Path.of("/tmp", "native-ipc-" + Native.userId());
    }

    private static boolean isFolder(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException inexpressible) { // the locale lacks its characters
            return false;
        }
    }

    /** Returns the path of the folder, which is created if necessary, and checked. */
    public static Path create() throws IOException {
        try (RuntimeFolder folder = openOrCreate()) {
            return folder.path;
        }
    }

    /** Returns the path of the folder, which must exist, and is checked. */
    public static Path checked() throws IOException {
        try (RuntimeFolder folder = open()) {
            if (folder == null) {
                throw new NoSuchFileException(path().toString());
            }
            return folder.path;
        }
    }

    /** Opens the folder, creating it if necessary. */
    static RuntimeFolder openOrCreate() throws IOException {
        while (true) {
            Path path = path();
            try {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                PosixFailure.check(
                        Native.posix().chmod(path.toString(), FOLDER_MODE), "chmod", path.toString()); // umask
            } catch (FileAlreadyExistsException present) {
                // the existing folder is checked below, as a new one is
            } catch (NotFoundException removed) {
                continue;
            }
            RuntimeFolder folder = open();
            if (folder != null) {
                return folder;
            }
        }
    }

    /**
     * Opens the folder; null if it does not exist.
     *
     * @throws AccessDeniedException if its name does not refer to a folder that is accessible only to this user
     */
    public static @Nullable RuntimeFolder open() throws IpcException {
        Path path = path();
        String name = path.toString();
        int flags = Constants.O_RDONLY | Constants.O_DIRECTORY | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(name, flags, 0);
        if (fd == -Errno.ENOENT) {
            return null;
        } else if (fd < 0) {
            throw refused(name, "it is not a folder of this user alone: " + Errno.text(-fd));
        }
        RuntimeFolder folder = new RuntimeFolder(path, fd);
        try {
            FileStat stat = new OpenFile(fd, name).stat();
            if (stat.uid() != Native.userId() || (stat.mode() & 07777) != FOLDER_MODE) {
                throw refused(
                        name,
                        "it is not a folder of this user alone: owner " + stat.uid() + ", mode "
                                + Integer.toOctalString(stat.mode() & 07777));
            }
            return folder;
        } catch (IpcException e) {
            folder.close();
            throw e;
        }
    }

    private static AccessDeniedException refused(String name, String why) {
        return new AccessDeniedException(name, "refused", why);
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /**
     * Opens a file of the folder.
     *
     * @param flags O_RDWR, and O_CREAT and O_EXCL
     * @return the descriptor, or −errno: ENOENT, EEXIST, or EACCES while another process sets the mode of the file
     * @throws AccessDeniedException if the file is not of the kind that this library creates
     */
    int openFile(String name, int flags) throws IpcException {
        int all = flags | Constants.O_NOFOLLOW | Constants.O_NONBLOCK | Constants.O_CLOEXEC;
        int file = Native.shim().ipc_openat(fd, name, all, FILE_MODE);
        if (file == -Errno.ENOENT || file == -Errno.EEXIST || file == -Errno.EACCES) {
            return file;
        } else if (file < 0) {
            throw refused(resolve(name).toString(), "it is not a file that this library made: " + Errno.text(-file));
        }
        try {
            if ((flags & Constants.O_EXCL) != 0) {
                PosixFailure.check(
                        Native.posix().fchmod(file, FILE_MODE),
                        "fchmod",
                        resolve(name).toString()); // umask
            }
            FileStat stat = new OpenFile(file, name).stat();
            boolean regular = (stat.mode() & Constants.S_IFMT) == Constants.S_IFREG;
            if (!regular || stat.uid() != Native.userId() || (stat.mode() & 07777) != FILE_MODE || stat.links() > 1) {
                throw refused(resolve(name).toString(), "it is not a file that this library made");
            }
            return file;
        } catch (IpcException e) {
            Native.posix().close(file);
            throw e;
        }
    }

    void unlink(String name) {
        Native.posix().unlinkat(fd, name, 0);
    }

    /** Returns the names in the folder that match. */
    List<String> names(String regex) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path)) {
            for (Path each : found) {
                String name = String.valueOf(each.getFileName());
                if (name.matches(regex)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException removed) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    @Override
    public void close() {
        Native.posix().close(fd);
    }

    /** Removes the folder if no process uses it. */
    public static void removeIfEmpty() throws IOException {
        try {
            Files.delete(path());
        } catch (NoSuchFileException | DirectoryNotEmptyException others) {
            // another process has removed it, or uses it
        }
    }
}
