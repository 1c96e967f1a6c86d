package io.nativeipc.creations;

import io.nativeipc.os.Native;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder of ours for lists and locks: {@code $XDG_RUNTIME_DIR/native-ipc}, else {@code /tmp/native-ipc-<uid>}. It is the
 * user's alone (0700), and what stands in its place but is not that is refused. The last one to leave removes it.
 */
public final class RuntimeFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private RuntimeFolder() {}

    /** Where the folder is, or would be. */
    public static Path path() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime != null && runtime.startsWith("/") && Files.isDirectory(Path.of(runtime))
                ? Path.of(runtime, "native-ipc")
                : Path.of(
                        "/tmp",
                        "native-ipc-" + Integer.toUnsignedString(Native.posix().geteuid()));
    }

    /** The folder, created if it is not there. */
    public static Path create() throws IOException {
        Path folder = path();
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException present) {
            check(folder);
        }
        return folder;
    }

    /** The folder, which must be there. */
    public static Path checked() throws IOException {
        Path folder = path();
        check(folder);
        return folder;
    }

    private static void check(Path folder) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        int uid = (int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()
                || uid != Native.posix().geteuid()
                || !attributes.permissions().equals(OWNER_ONLY)) {
            throw new IOException(folder + " is not a folder of this user alone");
        }
    }

    /** Removes the folder if nobody uses it. */
    public static void removeIfEmpty() throws IOException {
        try {
            Files.delete(path());
        } catch (NoSuchFileException | DirectoryNotEmptyException others) {
            // somebody else has removed it, or is using it
        }
    }
}
