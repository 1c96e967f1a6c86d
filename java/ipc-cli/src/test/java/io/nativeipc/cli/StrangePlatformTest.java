package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that {@code doctor --self-test} names what is missing, the reason, and what works nevertheless. */
class StrangePlatformTest {
    private static final List<String> KINDS =
            List.of("posix-shm", "sysv-shm", "file", "posix-sem", "sysv-sem", "posix-mq", "sysv-mq", "fifo", "ring");

    /** Returns the report of a self-test that failed. Java's own sockets work on every system. */
    private static String report(int java, List<String> words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Jdks.home(java).resolve("bin/java").toString());
        command.addAll(words);
        command.addAll(List.of("doctor", "--self-test"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Program.exitCode(process)).as(report).isEqualTo(1);
        assertThat(report)
                .startsWith("WHAT ")
                .doesNotContain("\tat ", "Exception", "Could not initialize", "null")
                .contains("\nself-test unix: ok\n")
                .endsWith("\nself-test: 1 of 10 kinds work\n");
        KINDS.forEach(kind -> assertThat(report).contains("\nself-test " + kind + ": FAILED: "));
        assertThat(segmentsOf(process.pid())).isEmpty();
        return report;
    }

    /** Returns the System V segments that a process created. */
    private static List<String> segmentsOf(long pid) throws Exception {
        try (var lines = Files.lines(Path.of("/proc/sysvipc/shm"))) {
            return lines.filter(line -> line.strip().split("\\s+")[4].equals(Long.toString(pid)))
                    .toList();
        }
    }

    private static List<String> jar(String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("-jar", Program.jarFile().toString()));
        return words;
    }

    /** Returns the options for the command's classes without the jars whose names contain one of these words. */
    private static List<String> classPathWithout(String... words) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Arrays.stream(words).noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of("-cp", classPath, Main.class.getName());
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void theNativeLibraryIsMissing(int java) throws Exception {
        assertThat(report(java, jar("-Dnativeipc.library=/absent")))
                .containsPattern("\nplatform +linux-")
                .containsPattern("\nprovider +" + (java == 17 ? "jna" : "ffm") + " ")
                .containsPattern("\nnative library +missing +-Dnativeipc.library=/absent names no file\n")
                .containsPattern("\nkernel.msgmax +[0-9]{2,} ")
                .contains("\nself-test sysv-mq: FAILED: see native library\n");
    }

    @Test
    void theNativeLibraryIsSomethingElse() throws Exception {
        Path jar = Program.jarFile();
        assertThat(report(17, jar("-Dnativeipc.library=" + jar)))
                .containsPattern("\nnative library +missing +native-ipc's C library cannot be loaded: .*" + jar);
    }

    @ParameterizedTest
    @CsvSource({"17, os.arch=riscv64", "25, os.arch=riscv64", "17, os.name=FreeBSD", "25, os.name=FreeBSD"})
    void thePlatformIsUnknown(int java, String property) throws Exception {
        String value = property.substring(property.indexOf('=') + 1);
        assertThat(report(java, jar("-D" + property)))
                .containsPattern(
                        "\nplatform +not supported +native-ipc does not know the platform .*" + value + ".*; it knows ")
                .containsPattern("\nprovider +none +see platform\n")
                .contains("\nself-test ring: FAILED: see platform\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void noProviderIsThere(int java) throws Exception {
        assertThat(report(java, classPathWithout("ipc-ffm", "ipc-jna")))
                .containsPattern("\nprovider +none +native-ipc found no way to call the operating system")
                .containsPattern("\nnative library +missing +see provider\n");
    }

    @Test
    void theProviderIsForANewerJava() throws Exception {
        assertThat(report(17, classPathWithout("ipc-jna")))
                .containsPattern(
                        "\nprovider +none .*; io/nativeipc/ffm/FfmProvider has been compiled by a more recent");
    }

    @Test
    void jnaHasNoLibraryForThisPlatform() throws Exception {
        List<String> words = new ArrayList<>(List.of("-Djna.noclasspath=true", "-Djna.nosys=true"));
        words.addAll(classPathWithout("ipc-ffm"));
        assertThat(report(17, words)).containsPattern("\nprovider +none .*; .*JnaProvider could not be instantiated");
    }

    @Test
    void nativeAccessIsDenied() throws Exception {
        List<String> words = new ArrayList<>(List.of("--illegal-native-access=deny"));
        words.addAll(classPathWithout("ipc-jna"));
        assertThat(report(25, words)).containsPattern("\nprovider +none .*: Illegal native access from");
    }
}
