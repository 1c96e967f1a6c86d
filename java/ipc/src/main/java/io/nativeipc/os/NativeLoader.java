package io.nativeipc.os;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the C shim for a provider to load: the file that {@code -Dnativeipc.library} names, else one in
 * {@code java.library.path}, else a {@link LibraryCopy copy} of the one that a platform's jar provides.
 */
public final class NativeLoader {
    private NativeLoader() {}

    /**
     * Loads the library.
     *
     * @param posix libc, asked for on Linux alone
     * @param loader given the file, which may be gone after the call
     * @throws UnsupportedOperationException if there is none, or none that can be loaded; the message lists what was looked for
     */
    public static <T> T load(Supplier<Posix> posix, Function<Path, T> loader) {
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
        return LibraryCopy.load(LibraryJar.read(provided(platform), platform), platform, posix, loader);
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

    private static NativeLibrary provided(Platform platform) {
        List<String> others = new ArrayList<>();
        for (NativeLibrary library : ServiceLoader.load(NativeLibrary.class, NativeLoader.class.getClassLoader())) {
            if (library.platform().equals(platform.id())) {
                return library;
            }
            others.add(library.platform());
        }
        throw new UnsupportedOperationException("native-ipc's C library for " + platform.id()
                + " is missing; looked for "
                + platform.libraryFile() + " in java.library.path, and for native-ipc-<version>-" + platform.id()
                + ".jar on the class path and the module path, "
                + (others.isEmpty() ? "which have no such jar" : "which have those for " + String.join(", ", others))
                + "; -Dnativeipc.library=FILE names one");
    }
}
