package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.cli.Program.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the shell script that starts the program. In some tests a script replaces Java, to show what is started. */
class LauncherTest {
    private static String version;

    @TempDir
    private Path folder;

    @BeforeAll
    static void askTheJarItself() throws Exception {
        version = Program.jar(Path.of(System.getProperty("java.home")))
                .run("--version")
                .out();
        assertThat(version).startsWith("native-ipc ").doesNotContain("unknown");
    }

    private void assertRuns(Result result) {
        assertThat(result).isEqualTo(new Result(0, version, ""));
    }

    @Test
    void runsFromAnotherFolder() throws Exception {
        assertRuns(Program.launcher().in(folder).run("--version"));
    }

    @Test
    void runsFromItsOwnFolder() throws Exception {
        Path own = Program.launcherFile().getParent();
        assertRuns(Program.program("./native-ipc").in(own).run("--version"));
        assertRuns(Program.program("sh", "native-ipc").in(own).run("--version"));
    }

    @Test
    void runsThroughSymbolicLinks() throws Exception {
        Path real = Files.createSymbolicLink(folder.resolve("absolute"), Program.launcherFile());
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path link = Files.createSymbolicLink(bin.resolve("native-ipc"), Path.of("../" + real.getFileName()));
        assertRuns(Program.program(link.toString()).in(folder).run("--version"));
        assertRuns(Program.program("env", "native-ipc")
                .with("PATH", bin + ":" + System.getenv("PATH"))
                .run("--version"));
    }

    @Test
    void runsWhereThePathHasSpacesAndTheCacheWasNotMade() throws Exception {
        Path launcher = copyTo(Files.createDirectory(folder.resolve("a folder $HOME")));
        assertRuns(Program.program(launcher.toString()).run("--version"));
    }

    @Test
    void runsInSilenceWhenTheCacheIsRefused() throws Exception {
        Path launcher = copyTo(folder);
        Path cache = launcher.resolveSibling("native-ipc.aot");
        assertThat(cache).isRegularFile();
        Files.write(cache, new byte[] {1, 2, 3, 4}, StandardOpenOption.WRITE);
        assertRuns(Program.program(launcher.toString()).run("--version"));
    }

    private static Path copyTo(Path target) throws Exception {
        for (String file : List.of("native-ipc", "native-ipc.jar", "native-ipc.aot")) {
            Files.copy(Program.launcherFile().resolveSibling(file), target.resolve(file));
        }
        return target.resolve("native-ipc");
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        Path home = java(folder.resolve("jdk"), "21.0.1");
        Result result = Program.launcher()
                .with("NATIVE_IPC_JAVA", home.toString())
                .run(List.of("a b", "", "*", "$x", "-e"), new byte[0]);
        assertThat(result.out()).endsWith("<-jar>\n<" + Program.jarFile() + ">\n<a b>\n<>\n<*>\n<$x>\n<-e>\n");
    }

    @Test
    void givesTheCacheToJava25Alone() throws Exception {
        String cache = "<-XX:AOTCache=" + Program.launcherFile() + ".aot>";
        assertThat(flagsFor("17.0.15"))
                .doesNotContain("AOT")
                .doesNotContain("Xlog")
                .doesNotContain("native-access");
        assertThat(flagsFor("24.0.2")).doesNotContain("AOT");
        assertThat(flagsFor("25")).contains(cache);
        assertThat(flagsFor("26-ea")).contains(cache);
    }

    private String flagsFor(String javaVersion) throws Exception {
        Path home = java(folder.resolve(javaVersion), javaVersion);
        return Program.launcher()
                .with("NATIVE_IPC_JAVA", home.toString())
                .run("--version")
                .out();
    }

    @Test
    void runsOnJava17() throws Exception {
        Path java17 = Jdks.home(17);
        assertRuns(Program.launcher().with("NATIVE_IPC_JAVA", java17.toString()).run("--version"));
    }

    @Test
    void takesTheNewestJava() throws Exception {
        java(folder.resolve(".jdks/older"), "999.1.9");
        java(folder.resolve(".sdkman/candidates/java/newest"), "999.2");
        java(folder.resolve("home"), "999.1.10");
        Result result = Program.launcher()
                .with("HOME", folder.toString())
                .with("JAVA_HOME", folder.resolve("home").toString())
                .run("--version");
        assertThat(result.out()).startsWith("java 999.2\n");
    }

    @Test
    void takesTheJavaBesideItUnlessAnotherIsNamed() throws Exception {
        Path launcher = copyTo(folder);
        Path named = java(folder.resolve("named"), "24");
        java(folder.resolve("home"), "999");
        java(folder.resolve("runtime"), "18");
        assertThat(Program.program(launcher.toString())
                        .with("JAVA_HOME", folder.resolve("home").toString())
                        .run("--version")
                        .out())
                .startsWith("java 18\n");
        assertThat(Program.program(launcher.toString())
                        .with("NATIVE_IPC_JAVA", named.toString())
                        .run("--version")
                        .out())
                .startsWith("java 24\n");
        Files.delete(folder.resolve("runtime/bin/java"));
        assertThat(Program.program(launcher.toString())
                        .with("JAVA_HOME", folder.resolve("home").toString())
                        .run("--version")
                        .out())
                .startsWith("java 999\n");
    }

    @Test
    void namesTheFolderOfALibraryBesideItInEachVerb() throws Exception {
        for (String place : List.of("one", "two:three")) {
            Path launcher = copyTo(Files.createDirectory(folder.resolve(place)));
            java(launcher.resolveSibling("runtime"), "24");
            Path library = Files.createFile(launcher.resolveSibling("libnative_ipc.so"));
            String option = "<-Djava.library.path=" + library.getParent() + ">\n";
            for (String verb : List.of("ls", "bench", "bridge")) {
                String flags = Program.program(launcher.toString()).run(verb).out();
                assertThat(flags).endsWith("<" + launcher + ".jar>\n<" + verb + ">\n");
                assertThat(flags.contains(option)).isEqualTo(place.equals("one"));
                assertThat(flags.contains("TieredStopAtLevel")).isEqualTo(verb.equals("ls"));
            }
        }
    }

    @Test
    void findsTheJavaOfThePathBehindLinks() throws Exception {
        Path home = java(folder.resolve("jdk"), "999");
        Path bin = Files.createDirectories(folder.resolve("usr/bin"));
        Files.createSymbolicLink(folder.resolve("alternative"), home.resolve("bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of("../../alternative"));
        Result result = Program.launcher()
                .with("PATH", bin + ":" + System.getenv("PATH"))
                .run("--version");
        assertThat(result.out()).startsWith("java 999\n");
    }

    @Test
    void refusesWhatIsNoJavaFrom17On() throws Exception {
        for (Path home : List.of(folder, folder.resolve("absent"), java(folder.resolve("eleven"), "11.0.2"))) {
            Result result =
                    Program.launcher().with("NATIVE_IPC_JAVA", home.toString()).run("--version");
            String text = "native-ipc: NATIVE_IPC_JAVA=" + home + " is not the home of a Java from 17 on\n";
            assertThat(result).isEqualTo(new Result(1, "", text));
        }
    }

    /** Creates a home whose java is a script that prints its version and its arguments. */
    private static Path java(Path home, String javaVersion) throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + javaVersion + "\"\nMODULES=\"\"\n");
        Path java = Files.writeString(
                bin.resolve("java"), "#!/bin/sh\necho java " + javaVersion + "\nprintf '<%s>\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }
}
