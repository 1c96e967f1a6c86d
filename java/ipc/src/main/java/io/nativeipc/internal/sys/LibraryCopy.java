package io.nativeipc.internal.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loads the library from a copy in a new folder, accessible only to the owner, in {@code -Dnativeipc.tmpdir}, else
 * {@code java.io.tmpdir}. The copy is removed as soon as it is loaded. If a copy cannot be created or loaded there (a
 * read-only file system, noexec), Linux loads it from a memfd. Windows does not remove a loaded library: there one copy
 * stays, in a folder named after its contents, and is used again.
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

    private static Path kept(byte[] library, Path temporary, Platform platform) throws IOException {
        Path folder = Files.createDirectories(
                temporary.resolve("native-ipc-" + Integer.toHexString(Arrays.hashCode(library))));
        Path file = folder.resolve(platform.libraryFile());
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
            Path complete = Files.write(Files.createTempFile(folder, "native_ipc-", ".dll"), library);
            Files.move(complete, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
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
