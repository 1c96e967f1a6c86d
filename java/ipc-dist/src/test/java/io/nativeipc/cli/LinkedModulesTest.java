package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.cli.Program.Result;
import io.nativeipc.internal.sys.Platform;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a program linked with native-ipc's modules into its own image, from which the C library must be loaded. */
class LinkedModulesTest {
    private static final String PLATFORM = Platform.current().id();
    private static final String NATIVES = "io.nativeipc.natives." + PLATFORM.replace('-', '.');

    private static final String MODULE = "module user { requires io.nativeipc; }\n";

    /**
     * Makes one call of a System V object that goes to libc and one that goes to the C library. The first call of the C
     * library reports what is wrong with it.
     */
    private static final String PROGRAM = """
            package user;

            import io.nativeipc.sysv.SysVKey;
            import io.nativeipc.sysv.SysVSemaphoreSet;

            public class User {
                public static void main(String[] args) throws Exception {
                    try (SysVSemaphoreSet set = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {1})) {
                        System.out.println(set.value(0));
                        set.remove();
                    } catch (UnsupportedOperationException e) {
                        System.out.println(e.getMessage());
                    }
                    System.out.println(User.class.getResource("User.class").getProtocol());
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void theLibraryComesOutOfTheImage() throws Exception {
        Path image = link(jar("native-ipc-", "-" + PLATFORM + ".jar"));
        assertThat(run(image)).isEqualTo(new Result(0, "1\njrt\n", ""));
    }

    @Test
    void aLibraryOfAnotherReleaseIsRefused() throws Exception {
        Path other = unzipped(jar("native-ipc-", "-" + PLATFORM + ".jar"));
        Path description = other.resolve("META-INF/native/" + PLATFORM + "/native-ipc.properties");
        Files.writeString(description, Files.readString(description).replaceFirst("version=.*", "version=99.9"));
        assertThat(run(link(other)).out())
                .startsWith("jars of several releases of native-ipc are in use: ")
                .contains("=jrt:/io.nativeipc/META-INF/", "99.9=jrt:/" + NATIVES + "/META-INF/");
    }

    @Test
    void withoutItsModuleItIsMissing() throws Exception {
        assertThat(run(link()).out()).startsWith("native-ipc's C library for " + PLATFORM + " is missing; looked for ");
    }

    /** @param natives the platform's module, or nothing */
    private Path link(Path... natives) throws Exception {
        Path api = jar("native-ipc-", ".jar");
        Path image = folder.resolve("image");
        List<Path> modules = new ArrayList<>(List.of(compiled(api), api, jar("native-ipc-ffm-", ".jar")));
        modules.addAll(List.of(natives));
        String path = String.join(
                File.pathSeparator, modules.stream().map(Path::toString).toList());
        tool(
                "jlink",
                "--module-path=" + path,
                "--add-modules=user,io.nativeipc.ffm" + (natives.length == 0 ? "" : "," + NATIVES),
                "--add-options=--enable-native-access=io.nativeipc.ffm --illegal-native-access=deny",
                "--launcher=user=user/user.User",
                "--output=" + image);
        return image;
    }

    private static Result run(Path image) throws Exception {
        return Program.program(image.resolve("bin/user").toString()).run();
    }

    private Path compiled(Path api) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("sources/user"));
        Path classes = folder.resolve("user");
        Path module = Files.writeString(sources.resolveSibling("module-info.java"), MODULE);
        Path program = Files.writeString(sources.resolve("User.java"), PROGRAM);
        tool("javac", "--module-path=" + api, "-d", classes.toString(), module.toString(), program.toString());
        return classes;
    }

    private Path unzipped(Path jar) throws Exception {
        Path copy = Files.createDirectory(folder.resolve("natives"));
        tool("jar", "--extract", "--file=" + jar, "--dir=" + copy);
        return copy;
    }

    private static void tool(String name, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
        assertThat(status).as(said.toString()).isZero();
    }

    /** Returns a jar of the class path whose name consists of this start, a version and this end. */
    private static Path jar(String start, String end) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(file -> file.getFileName().toString().matches(start + "[0-9.]+(-SNAPSHOT)?" + end))
                .findFirst()
                .orElseThrow();
    }
}
