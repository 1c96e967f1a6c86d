package io.nativeipc.os;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/**
 * Finds the C shim for a provider to load: the file that {@code -Dnativeipc.library} names, else one in
 * {@code java.library.path}, else the resource {@code META-INF/native/<platform>/} of a platform's jar. A resource is
 * copied into a new folder of the owner's alone and erased again as soon as it is loaded.
 */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads the library.
     *
     * @param loader given the file, which may be gone after the call
     * @throws UnsupportedOperationException if there is none; the message lists what was looked for
     */
    public static <T> T load(Function<Path, T> loader) {
        Platform platform = Platform.current();
        String named = System.getProperty("nativeipc.library");
        if (named != null) {
            if (!Files.isRegularFile(Path.of(named))) {
                throw new UnsupportedOperationException("-Dnativeipc.library=" + named + " names no file");
            }
            return loader.apply(Path.of(named).toAbsolutePath());
        }
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder, platform.libraryFile());
            if (!folder.isEmpty() && Files.isRegularFile(file)) {
                return loader.apply(file.toAbsolutePath());
            }
        }
        String resource = "/META-INF/native/" + platform.id() + "/" + platform.libraryFile();
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new UnsupportedOperationException("native-ipc's C library is missing; looked for "
                        + platform.libraryFile() + " in java.library.path, and for the resource " + resource
                        + " of native-ipc-<version>-" + platform.id() + ".jar; -Dnativeipc.library=FILE names one");
            }
            return copyAndLoad(in, platform, loader);
        } catch (IOException e) {
            throw new UnsupportedOperationException("native-ipc's C library could not be copied out of its jar", e);
        }
    }

    /**
     * Refuses a library that was built for another version of {@link Shim}.
     *
     * @param version what its {@code ipc_version} says
     */
    public static void requireVersion(int version) {
        if (version != Shim.VERSION) {
            throw new UnsupportedOperationException("native-ipc's C library is of version " + version + ", and version "
                    + Shim.VERSION + " is needed: the jars are not of one release");
        }
    }

    private static <T> T copyAndLoad(InputStream in, Platform platform, Function<Path, T> loader) throws IOException {
        Path folder = Files.createTempDirectory(
                "native-ipc-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve(platform.libraryFile());
        try {
            Files.copy(in, file);
            return loader.apply(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
