package io.nativeipc.internal.journal;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the library's lists and locks: {@code $XDG_RUNTIME_DIR/native-ipc}, else
 * {@code /tmp/native-ipc-<uid>}. It must be a folder and not a link, belong to this user, and grant neither read nor
 * write access to other users (0700). The same rule holds for root. The folder is opened once and checked by its
 * descriptor, and its files are opened relative to the descriptor, so that it cannot be replaced in between. Each file
 * must be a regular file of this user, with mode 0600 and one name. The folder is never removed: its name would be free
 * for another user, in a folder such as {@code /tmp}.
 */
public final class RuntimeFolder implements AutoCloseable {
    private static final String NAME = "native-ipc";
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
                ? in(runtime)
                : Path.of("/tmp", NAME + "-" + Native.userId());
    }

    /** Returns one spelling of the path, as C++ does, because the paths of lock files are compared. */
    static Path in(String runtime) {
        Path path = Path.of("/");
        for (Path name : Path.of(runtime)) { // none is empty
            path = name.toString().equals(".") ? path : path.resolve(name);
        }
        return path.resolve(NAME);
    }

    private static boolean isFolder(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException inexpressible) { // the locale lacks its characters
            return false;
        }
    }

    /** Returns the path of the folder, which is created if necessary, and checked. */
    public static Path create() throws IpcException {
        try (RuntimeFolder folder = openOrCreate()) {
            return folder.path;
        }
    }

    /** Returns the path of the folder, which must exist, and is checked. */
    public static Path checked() throws IpcException {
        try (RuntimeFolder folder = open()) {
            if (folder == null) {
                throw PosixFailure.exception(Errno.ENOENT, "open", path().toString(), "");
            }
            return folder.path;
        }
    }

    /** Opens the folder, creating it if necessary. */
    static RuntimeFolder openOrCreate() throws IpcException {
        while (true) {
            Path path = path();
            String name = path.toString();
            int made = Native.posix().mkdir(name, FOLDER_MODE);
            if (made == 0) {
                Native.posix().chmod(name, FOLDER_MODE); // umask; the result is checked below
            } else if (made != -Errno.EEXIST) {
                throw unusable(path, -made, "mkdir", "cannot be created: ");
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
            throw unusable(path, -fd, "open", "cannot be opened: ");
        }
        RuntimeFolder folder = new RuntimeFolder(path, fd);
        try {
            folder.requireOurs();
            return folder;
        } catch (IpcException e) {
            folder.close();
            throw e;
        }
    }

    private void requireOurs() throws IpcException {
        String refusal = FileTypes.refusal(stat(), Constants.S_IFDIR, FOLDER_MODE);
        if (refusal != null) {
            throw refused(path, refusal);
        }
    }

    private FileStat stat() throws IpcException {
        return new OpenFile(fd, path.toString()).stat();
    }

    /** Reports whether both are the same folder. */
    boolean isSame(RuntimeFolder other) throws IpcException {
        return OpenFile.isSame(stat(), other.stat());
    }

    /** The exception for a folder that could be neither created nor opened: its own fault, or that of its parent. */
    private static IpcException unusable(Path path, int errno, String call, String attempt) {
        if (PosixFailure.isShortage(errno)) {
            return PosixFailure.exception(errno, call, path.toString(), "");
        }
        String failure = attempt + Errno.text(errno);
        try {
            String refusal = FileTypes.refusal(OpenFile.stat(path.toString()), Constants.S_IFDIR, FOLDER_MODE);
            if (refusal != null) {
                return refused(path, refusal);
            }
        } catch (IpcException absentOrHidden) {
            // the parent explains it
        }
        String parent = PinnedFile.folderOf(path.toString());
        try {
            FileStat stat = OpenFile.stat(parent);
            String owner = parent + " belongs to uid " + stat.uid() + " and has the mode "
                    + Integer.toOctalString(stat.mode() & 07777) + ", and this process has uid " + Native.userId();
            return refused(path, failure + "; " + owner);
        } catch (IpcException hidden) {
            return refused(path, failure);
        }
    }

    private static AccessDeniedException refused(Path path, String refusal) {
        boolean named = path.getFileName().equals(Path.of(NAME));
        String way = named
                ? "unset XDG_RUNTIME_DIR, or set it to a folder of this user"
                : "remove it, or set XDG_RUNTIME_DIR to a folder of this user";
        return new AccessDeniedException(
                path.toString(), "refused", "it must be accessible only to this user, and " + refusal + "; " + way);
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Returns a path of a file in this same folder, whatever happens to the folder's name; valid until this is closed. */
    String self(String name) {
        return "/proc/self/fd/" + fd + "/" + name;
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
        } else if (PosixFailure.isShortage(-file)) {
            throw PosixFailure.exception(-file, "openat", resolve(name).toString(), "");
        } else if (file < 0) {
            String found = FileTypes.refusal(OpenFile.stat(resolve(name).toString()), Constants.S_IFREG, FILE_MODE);
            throw notOurs(name, found == null ? "cannot be opened: " + Errno.text(-file) : found);
        }
        try {
            if ((flags & Constants.O_EXCL) != 0) {
                PosixFailure.check(
                        Native.posix().fchmod(file, FILE_MODE),
                        "fchmod",
                        resolve(name).toString()); // umask
            }
            FileStat stat = new OpenFile(file, name).stat();
            String refusal = FileTypes.refusal(stat, Constants.S_IFREG, FILE_MODE);
            if (refusal != null) {
                throw notOurs(name, refusal);
            }
            return file;
        } catch (IpcException e) {
            Native.posix().close(file);
            throw e;
        }
    }

    private AccessDeniedException notOurs(String name, String refusal) {
        String text = "it is not a file of this library, because it " + refusal + "; remove it";
        return new AccessDeniedException(resolve(name).toString(), "refused", text);
    }

    /** Removes a file, unless the folder is no longer accessible only to this user: nothing in it is changed then. */
    void unlink(String name) throws IpcException {
        requireOurs();
        Native.posix().unlinkat(fd, name, 0);
    }

    /** Returns the names in the folder that match. */
    List<String> names(String regex) throws IpcException {
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
        } catch (DirectoryIteratorException e) {
            throw PosixFailure.ofJdk(path.toString(), Constants.O_RDONLY, path.toString(), new IOException(e));
        } catch (IOException e) {
            throw PosixFailure.ofJdk(path.toString(), Constants.O_RDONLY, path.toString(), e);
        }
        names.sort(null);
        return names;
    }

    @Override
    public void close() {
        Native.posix().close(fd);
    }
}
