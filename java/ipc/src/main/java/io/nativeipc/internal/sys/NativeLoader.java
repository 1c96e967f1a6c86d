package io.nativeipc.internal.sys;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the C shim that a provider loads: the file named by {@code -Dnativeipc.library}, else a file in
 * {@code java.library.path}, else a {@link LibraryCopy copy} of the library in a platform's jar.
 */
public final class NativeLoader {
    private NativeLoader() {}

    /**
     * Loads the library.
     *
     * @param posix libc, requested only on Linux
     * @param loader receives the file, which may be removed after the call
     * @throws UnsupportedOperationException if no library is found or can be loaded; the message lists the searched
     *     places
     */
    public static <T> T load(Supplier<Posix> posix, Function<Path, T> loader) {
        Platform platform = Platform.current();
        String named = System.getProperty("nativeipc.library");
        if (named != null) {
            if (!Files.isRegularFile(Path.of(named))) {
                throw new UnsupportedOperationException("-Dnativeipc.library=" + named + " names no file");
            }
            return load(Path.of(named), "-Dnativeipc.library", loader);
        }
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder, platform.libraryFile());
            if (!folder.isEmpty() && Files.isRegularFile(file)) {
                return load(file, "java.library.path", loader);
            }
        }
        NativeLibrary library = provided(platform);
        String name = '/' + LibraryFiles.folder(platform) + platform.libraryFile();
        Log.debug("C library {0}, loaded from a copy", library.getClass().getResource(name));
        return LibraryCopy.load(LibraryJar.read(library, platform), platform, posix, loader);
    }

    private static <T> T load(Path file, String origin, Function<Path, T> loader) {
        Log.debug("C library {0}, named by {1}", file, origin);
        return loader.apply(file.toAbsolutePath());
    }

    /**
     * Rejects a library that was built for another version of {@link Shim}.
     *
     * @param version the result of its {@code ipc_version}
     */
    public static void requireVersion(int version) {
        if (version != Shim.VERSION) {
            throw new UnsupportedOperationException("native-ipc's C library is of version " + version + ", and version "
                    + Shim.VERSION + " is needed: the jars are not of one release");
        }
    }

    /**
     * Returns a platform's module, or else its files, which a jar merged from several jars may still contain when the
     * module is lost.
     */
    private static NativeLibrary provided(Platform platform) {
        List<String> others = new ArrayList<>();
        List<Throwable> refusals = new ArrayList<>();
        ClassLoader loader = NativeLoader.class.getClassLoader();
        for (Services.Candidate<NativeLibrary> each : Services.find(NativeLibrary.class, loader, List.of(), refusals)) {
            NativeLibrary library = each.get(refusals);
            if (library != null && library.platform().equals(platform.id())) {
                return library;
            } else if (library != null) {
                others.add(library.platform());
            }
        }
        for (ClassLoader each :
                new ClassLoader[] {loader, Thread.currentThread().getContextClassLoader()}) {
            LibraryFiles files = new LibraryFiles(platform, each);
            if (files.has(platform.libraryFile())) {
                return files;
            }
        }
        for (Platform each : Platform.values()) {
            if (new LibraryFiles(each, loader).has(NativeLibrary.DESCRIPTION) && !others.contains(each.id())) {
                others.add(each.id());
            }
        }
        UnsupportedOperationException none = new UnsupportedOperationException("native-ipc's C library for "
                + platform.id()
                + " is missing; looked for " + platform.libraryFile()
                + " in java.library.path, and for native-ipc-<version>-" + platform.id()
                + ".jar on the class path and the module path, "
                + (others.isEmpty() ? "which have no such jar" : "which have those for " + String.join(", ", others))
                + "; -Dnativeipc.library=FILE names one");
        refusals.forEach(none::addSuppressed);
        throw none;
    }
}
