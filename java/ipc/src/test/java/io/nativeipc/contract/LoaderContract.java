package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Platform;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the loader looks for the C library, and the errors it reports if the library is missing. Each case runs in its
 * own JVM.
 */
public abstract class LoaderContract {
    private static final String WORKS = "close -9\nfallocate -9\nfallocate -9\n";
    private static final Platform PLATFORM = Platform.current();

    @TempDir
    Path folder;

    /** Copies the contents of this platform's jar, so that a test can change them. */
    private Path copyOfTheJar() throws IOException {
        Path jar = Stream.of(ShimUser.classPath().split(":", -1))
                .filter(entry -> entry.endsWith("-" + PLATFORM.id() + ".jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        Path copy = folder.resolve("jar");
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path to = copy.resolve(each.toString().substring(1));
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(each, to);
                }
            }
        }
        return copy;
    }

    private static String withoutTheJar() {
        return ShimUser.classPathWithout("-" + PLATFORM.id() + ".jar");
    }

    private static Path natives(Path jar) {
        return jar.resolve("META-INF/native").resolve(PLATFORM.id());
    }

    private String run(Path jar) throws Exception {
        return ShimUser.run(List.of(), jar + ":" + withoutTheJar());
    }

    /** {@return the output of a program with its own file system of 1 MiB mounted at {@code folder}/mounted} */
    private String runMounted(String mountOptions, String... options) throws Exception {
        Peers.MOUNT.require();
        Path mounted = Files.createDirectories(folder.resolve("mounted"));
        String mount = "mount -t tmpfs -o size=1m," + mountOptions + " tmpfs " + mounted + " && exec \"$@\"";
        return ShimUser.run(
                List.of("unshare", "--mount", "sh", "-c", mount, "sh"),
                Stream.concat(
                                Stream.of("-Djava.io.tmpdir=" + mounted, "-XX:-UsePerfData", "-Dwhere=true"),
                                Stream.of(options))
                        .toList(),
                ShimUser.classPath());
    }

    @Test
    void withoutTheLibraryWhatNeedsNoneWorksAndTheRestSaysWhatIsMissing() throws Exception {
        String[] said = ShimUser.run(List.of("-Djava.library.path=/ipc-test-absent"), withoutTheJar())
                .split("\n", -1);
        assertThat(said[0]).isEqualTo("close -9");
        assertThat(said[1])
                .isEqualTo(said[2])
                .startsWith("fallocate UnsupportedOperationException native-ipc's C library for " + PLATFORM.id()
                        + " is missing; looked for libnative_ipc.so in java.library.path, and for native-ipc-<version>-"
                        + PLATFORM.id() + ".jar on the class path and the module path, which have no such jar;"
                        + " -Dnativeipc.library=FILE names one");
    }

    @Test
    void aJarForAnotherPlatformIsNamed() throws Exception {
        Path jar = Files.createDirectories(folder.resolve("other"));
        Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(
                jar.resolve("META-INF/services/io.nativeipc.internal.sys.NativeLibrary"),
                OtherLibrary.class.getName() + "\n");
        assertThat(run(jar)).contains("which have those for linux-s390x; -Dnativeipc.library=FILE");
    }

    @Test
    void theFileThatIsNamedIsTakenOrRefused() throws Exception {
        Path library = natives(copyOfTheJar()).resolve(PLATFORM.libraryFile());
        assertThat(ShimUser.run(List.of("-Dnativeipc.library=" + library), withoutTheJar()))
                .isEqualTo(WORKS);
        assertThat(ShimUser.run(List.of("-Dnativeipc.library=/ipc-test-absent"), ShimUser.classPath()))
                .contains("fallocate UnsupportedOperationException -Dnativeipc.library=/ipc-test-absent names no file");
        Files.writeString(library, "not a library");
        String[] said = ShimUser.run(List.of("-Dnativeipc.library=" + library), ShimUser.classPath())
                .split("\n", -1);
        assertThat(said[1])
                .isEqualTo(said[2])
                .startsWith("fallocate UnsupportedOperationException native-ipc's C library cannot be loaded");
    }

    @Test
    void javaLibraryPathGoesBeforeTheJar() throws Exception {
        Path jar = copyOfTheJar();
        assertThat(ShimUser.run(List.of("-Djava.library.path=/ipc-test-absent:" + natives(jar)), withoutTheJar()))
                .isEqualTo(WORKS);
        Files.writeString(natives(jar).resolve(PLATFORM.libraryFile()), "not a library");
        assertThat(ShimUser.run(List.of("-Djava.library.path=" + natives(jar)), ShimUser.classPath()))
                .contains("native-ipc's C library cannot be loaded");
    }

    @Test
    void aDamagedLibraryIsNotLoaded() throws Exception {
        Path jar = copyOfTheJar();
        Files.write(natives(jar).resolve(PLATFORM.libraryFile()), new byte[100]);
        assertThat(run(jar)).contains("native-ipc's C library for " + PLATFORM.id() + " is damaged: its SHA-256 is ");
    }

    @Test
    void aLibraryThatCannotBeLoadedSaysFromWhere() throws Exception {
        Path jar = copyOfTheJar();
        Files.writeString(natives(jar).resolve(PLATFORM.libraryFile()), "");
        Path description = natives(jar).resolve("native-ipc.properties");
        String empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Files.writeString(description, Files.readString(description).replaceAll("sha256=.*", "sha256=" + empty));
        assertThat(run(jar))
                .contains(
                        "native-ipc's C library cannot be loaded from a copy in /tmp, which may be absent, read-only or noexec");
    }

    @Test
    void jarsOfTwoReleasesAreBothNamed() throws Exception {
        Path jar = copyOfTheJar();
        Path description = natives(jar).resolve("native-ipc.properties");
        String text = Files.readString(description);
        String version = text.lines().findFirst().orElseThrow().replace("version=", "");
        Files.writeString(description, text.replace("version=" + version, "version=99.9"));
        for (String classPath : List.of(jar + ":" + ShimUser.classPath(), ShimUser.classPath() + ":" + jar)) {
            assertThat(ShimUser.run(List.of(), classPath))
                    .contains("jars of several releases of native-ipc are in use: ")
                    .contains(version + "=")
                    .contains("99.9=file:" + jar);
        }
    }

    /** The case of an application in Tomcat, when Tomcat's own class path has another release. */
    @Test
    void whatAParentHasDoesNotConcernALoaderThatLooksIntoItsOwnJarsFirst() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other/META-INF/native-ipc"));
        Files.writeString(other.resolve("native-ipc.properties"), "version=0.0.9\n");
        URL[] parents = {url(folder.resolve("other/").toUri())};
        URL[] own = Stream.of(ShimUser.classPath().split(":", -1))
                .map(Path::of)
                .map(Path::toUri)
                .map(LoaderContract::url)
                .toArray(URL[]::new);
        try (URLClassLoader parent = new URLClassLoader(parents, ClassLoader.getPlatformClassLoader());
                URLClassLoader child = new URLClassLoader(own, parent)) {
            Class<?> calls = child.loadClass("io.nativeipc.internal.sys.Native");
            Object shim = calls.getMethod("shim").invoke(null);
            Object error = child.loadClass("io.nativeipc.internal.sys.Shim")
                    .getMethod("ipc_posix_fallocate", int.class, long.class, long.class)
                    .invoke(shim, -1, 0, 1);
            assertThat(error).isEqualTo(-9);
        }
    }

    @Test
    void aTemporaryFolderThatForbidsToRunOrToWriteIsNoObstacle() throws Exception {
        assertThat(runMounted("noexec")).startsWith(WORKS).contains("\n/memfd:libnative_ipc.so (deleted)\n");
        assertThat(runMounted("ro")).startsWith(WORKS).contains("\n/memfd:libnative_ipc.so (deleted)\n");
    }

    @Test
    void anotherTemporaryFolderMayBeNamed() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        assertThat(runMounted("noexec", "-Dnativeipc.tmpdir=" + other)).startsWith(WORKS + other + "/native-ipc-");
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void eachOfTwoClassLoadersHasItsOwn() throws Exception {
        URL[] urls = Stream.of(ShimUser.classPath().split(":", -1))
                .map(Path::of)
                .map(Path::toUri)
                .map(LoaderContract::url)
                .toArray(URL[]::new);
        for (int i = 0; i < 2; i++) {
            try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
                Class<?> natives = loader.loadClass("io.nativeipc.internal.sys.Native");
                assertThat(natives).isNotSameAs(io.nativeipc.internal.sys.Native.class);
                Object shim = natives.getMethod("shim").invoke(null);
                Object error = loader.loadClass("io.nativeipc.internal.sys.Shim")
                        .getMethod("ipc_posix_fallocate", int.class, long.class, long.class)
                        .invoke(shim, -1, 0, 1);
                assertThat(error).isEqualTo(-9);
            }
        }
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void asNamedModules() throws Exception {
        String modules = Stream.of(ShimUser.classPath().split(":", -1))
                .filter(entry -> !entry.contains("test") && entry.matches(".*(native-ipc|/ipc|jna-jpms).*"))
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();
        assertThat(ShimUser.run(
                        List.of(
                                "--module-path=" + modules,
                                "--add-modules=io.nativeipc",
                                "--add-exports=io.nativeipc/io.nativeipc.internal.sys=ALL-UNNAMED",
                                "-Djava.library.path=/ipc-test-absent"),
                        ShimUser.classPathWithout("target/classes", "native-ipc-ffm", "native-ipc-jna", "jna-jpms")))
                .isEqualTo(WORKS);
    }

    /** The class that the jar for another platform contains. */
    public static final class OtherLibrary implements io.nativeipc.internal.sys.NativeLibrary {
        @Override
        public String platform() {
            return "linux-s390x";
        }

        @Override
        public InputStream open(String name) {
            throw new IllegalStateException("not for this platform");
        }
    }
}
