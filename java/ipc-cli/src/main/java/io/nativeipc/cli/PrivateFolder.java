package io.nativeipc.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Creates and deletes folders that are accessible only to their owner, in the folder for temporary files. */
public final class PrivateFolder {
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = 20_000_000;

    private PrivateFolder() {}

    /**
     * Creates a folder, which must not exist. Windows has no modes; there the folder is as private as the folder for
     * temporary files that contains it, which belongs to the user.
     */
    public static Path create(String name) throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), name);
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectory(folder);
        }
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(owner));
        return Files.setPosixFilePermissions(folder, owner); // independent of the umask
    }

    /**
     * Removes a folder and the files in it. On Windows a file cannot be removed while it is mapped, which with JNA
     * lasts until the garbage collector has freed the last buffer, nor while it belongs to a program that is still
     * ending.
     */
    public static void delete(Path folder) throws IOException {
        for (int attempt = 1; !isDeleted(folder, attempt == ATTEMPTS); attempt++) {
            System.gc();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isDeleted(Path folder, boolean last) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (FileSystemException inUse) {
            if (last) {
                throw new IOException(folder + " cannot be removed: " + inUse.getMessage(), inUse);
            }
            return false;
        }
        try {
            Files.delete(folder);
            return true;
        } catch (DirectoryNotEmptyException inUse) {
            if (last) {
                throw new IOException(folder + " cannot be removed: its contents are in use", inUse);
            }
            return false;
        }
    }
}
