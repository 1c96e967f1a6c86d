package io.nativeipc.internal.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loads the library from a copy in a new folder, accessible only to the owner, in {@code -Dnativeipc.tmpdir}, else
 * {@code java.io.tmpdir}. The copy is removed as soon as it is loaded. If a copy cannot be created or loaded there (a
 * read-only file system, noexec), Linux loads it from a memfd. Windows does not remove a loaded library: there one copy
 * stays, in a folder named after its contents and its owner, and is used again.
 */
final class LibraryCopy {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private LibraryCopy() {}

    static <T> T load(byte[] library, Platform platform, Supplier<Posix> posix, Function<Path, T> loader) {
        String temporaryFolder = System.getProperty("nativeipc.tmpdir", System.getProperty("java.io.tmpdir"));
        try {
            Path temporary = Path.of(temporaryFolder); // the locale may lack its characters
            return platform.isWindows()
                    ? loader.apply(kept(library, temporary, platform))
                    : fromFolder(library, temporary, platform, loader);
        } catch (IOException | RuntimeException | LinkageError refused) {
            UnsupportedOperationException failure = new UnsupportedOperationException(
                    "native-ipc's C library cannot be loaded from a copy in " + temporaryFolder
                            + ", which may be absent, read-only or noexec: -Dnativeipc.tmpdir=FOLDER names another,"
                            + " -Dnativeipc.library=FILE the library itself",
                    refused);
            if (!platform.isLinux()) {
                throw failure;
            }
            return fromMemory(library, posix.get(), loader, failure);
        }
    }

    private static <T> T fromFolder(byte[] library, Path temporary, Platform platform, Function<Path, T> loader)
            throws IOException {
        Path folder = Files.createTempDirectory(temporary, "native-ipc-", PosixFilePermissions.asFileAttribute(OWNER));
        Path file = folder.resolve(platform.libraryFile());
        try {
            Files.setPosixFilePermissions(folder, OWNER); // regardless of the umask
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
            Files.setPosixFilePermissions(file, OWNER);
            Files.write(file, library);
            return loader.apply(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /**
     * Returns the copy that stays. Another user can foresee the name of its folder. If another user created the folder
     * or the file, or the name belongs to something else, this process uses a new folder, in which its copy stays too.
     */
    private static Path kept(byte[] library, Path temporary, Platform platform) throws IOException {
        UserPrincipal own = ownerOfNewFiles(temporary);
        // The files of a process with an administrator's rights belong to the group of administrators. It has a copy of
        // its own, because the user's other processes can change theirs.
        String name = "native-ipc-" + Integer.toHexString(Arrays.hashCode(library)) + "-"
                + Integer.toHexString(own.getName().hashCode());
        Path folder = temporary.resolve(name);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException present) {
            // it is used only if it is this user's
        }
        Path file = folder.resolve(platform.libraryFile());
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !isOwned(folder, own)) {
            file = Files.createDirectory(unused(temporary)).resolve(platform.libraryFile());
        }
        if (!isCopy(file, own, library)) {
            Path complete = Files.write(unused(file.resolveSibling("")), library, StandardOpenOption.CREATE_NEW);
            Files.move(complete, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static boolean isCopy(Path file, UserPrincipal own, byte[] library) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && isOwned(file, own)
                && Arrays.equals(Files.readAllBytes(file), library);
    }

    private static UserPrincipal ownerOfNewFiles(Path folder) throws IOException {
        Path file = Files.createFile(unused(folder));
        try {
            return Files.getOwner(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Returns a name for an exclusive creation, which decides whether it is unused. */
    private static Path unused(Path folder) {
        return folder.resolve(
                "native-ipc-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Compares the SIDs on Windows. */
    private static boolean isOwned(Path path, UserPrincipal user) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    private static <T> T fromMemory(
            byte[] library, Posix posix, Function<Path, T> loader, UnsupportedOperationException failure) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(library.length).put(library).flip();
        int fd = posix.memfd_create("libnative_ipc.so", Constants.MFD_CLOEXEC);
        if (fd < 0) {
            throw failure;
        }
        try {
            if (posix.write(fd, bytes, library.length) == library.length) {
                return loader.apply(Path.of("/proc/self/fd/" + fd));
            }
        } catch (RuntimeException | LinkageError again) {
            failure.addSuppressed(again);
        } finally {
            posix.close(fd);
        }
        throw failure;
    }
}
