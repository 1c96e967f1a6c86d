package io.nativeipc.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.cli.Jdks;
import io.nativeipc.cli.Program;
import io.nativeipc.cli.Program.Result;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the verb {@code demo} as a user runs it. */
class DemoTest {
    private static final List<String> TITLES =
            List.of("named pipe", "shared memory", "socket", "message queue", "memory-mapped file");

    @TempDir
    private Path folder;

    private Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws Exception {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    private Program launcher(String... jvmOptions) {
        String options = "-Djava.io.tmpdir=" + temporary + ' ' + String.join(" ", jvmOptions);
        return Program.launcher().with("JAVA_TOOL_OPTIONS", options);
    }

    private static void assertExchanged(Result result, int out, int back) {
        assertThat(result.exit()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSameSizeAs(TITLES);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i))
                    .matches(TITLES.get(i) + " +Java -> C\\+\\+ " + out + " +C\\+\\+ -> Java " + back
                            + " +round trip \\d+\\.\\d µs");
        }
        assertThat(lines.stream().map(line -> line.indexOf("Java -> ")).distinct())
                .hasSize(1);
        assertThat(lines.stream().map(line -> line.indexOf("round")).distinct()).hasSize(1);
    }

    private void assertFailed(Result result, String title, String reason) throws Exception {
        assertThat(result.err().lines()).last().isEqualTo("native-ipc: " + title + ": " + reason);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out().lines()).hasSize(TITLES.indexOf(title));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void exchanges100And200WithoutOptions() throws Exception {
        Result result = Program.launcher().run("demo");
        assertExchanged(result, 100, 200);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void exchangesInJavasOwnWaysToo() throws Exception {
        Result result = Program.launcher().run("demo", "--all", "--out", "-7");
        assertThat(result.exit()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(TITLES.size() + 2);
        assertThat(lines.get(5)).matches("ServerSocket +Java -> C\\+\\+ -7 +C\\+\\+ -> Java 200 +round trip .* µs");
        assertThat(lines.get(6)).matches("PipedInputStream +Java -> thread -7 +thread -> Java 200 +round trip .* µs");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void exchangesAnyNumbersAndLeavesNothing() throws Exception {
        Random random = new Random();
        int out = random.nextInt();
        int back = random.nextInt();
        ScriptedPeer peer = new ScriptedPeer(folder, "none", "exit 9");
        assertExchanged(
                launcher().run("demo", "--out", "" + out, "--back", "" + back, "--peer", peer.path()), out, back);
        peer.assertNothingLeft();
        assertThat(temporary).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"25, ffm", "25, jna", "17, jna"})
    void exchangesWithBothProviders(int java, String provider) throws Exception {
        Program launcher = launcher("-Dnativeipc.provider=" + provider)
                .with("NATIVE_IPC_JAVA", Jdks.home(java).toString());
        assertExchanged(launcher.run("demo", "--out", "1", "--back", "-2"), 1, -2);
        assertThat(temporary).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "fifo, named pipe",
        "shared-memory, shared memory",
        "socket, socket",
        "message-queue, message queue",
        "file, memory-mapped file"
    })
    void namesTheMechanismWhosePeerDies(String word, String title) throws Exception {
        ScriptedPeer peer = new ScriptedPeer(folder, word, "exit 3");
        Result result = launcher().run("demo", "--peer", peer.path());
        assertFailed(result, title, "the C++ process ended before it had answered, with exit code 3");
        peer.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "fifo, named pipe",
        "shared-memory, shared memory",
        "socket, socket",
        "message-queue, message queue",
        "file, memory-mapped file"
    })
    void namesTheMechanismWhosePeerHangs(String word, String title) throws Exception {
        ScriptedPeer peer = new ScriptedPeer(folder, word, "sleep 1000; exit");
        Result result = launcher().run("demo", "--patience", "1", "--peer", peer.path());
        assertFailed(result, title, "the C++ process has not answered within 1 s");
        peer.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"$PEER\" \"$@\" --back 7 ; the C++ process was to send 200, but Java received 7",
                "echo received 7 && exec \"$PEER\" \"$@\" >/dev/null ; Java sent 100, but the C++ process received 7",
                "echo hello ; the C++ process did not report what it received, but \"hello\"",
                "\"$PEER\" \"$@\" && exit 3 ; the C++ process ended with exit code 3",
                "\"$PEER\" \"$@\" && sleep 1000 ; the C++ process has answered, but does not end",
            })
    void reportsWrongAnswers(String misdeed, String reason) throws Exception {
        ScriptedPeer peer = new ScriptedPeer(folder, "message-queue", misdeed);
        assertFailed(launcher().run("demo", "--peer", peer.path()), "message queue", reason);
        peer.assertNothingLeft();
    }

    @Test
    void reportsAPeerThatIsKilled() throws Exception {
        ScriptedPeer peer = new ScriptedPeer(folder, "shared-memory", "kill -9 $$");
        Result result = launcher().run("demo", "--peer", peer.path());
        assertFailed(result, "shared memory", "the C++ process ended before it had answered, with exit code 137");
        peer.assertNothingLeft();
    }

    @Test
    void reportsAPeerThatCannotBeStarted() throws Exception {
        Result result =
                launcher().run("demo", "--peer", folder.resolve("absent").toString());
        assertThat(result.err().lines()).last().asString().startsWith("native-ipc: named pipe: Cannot run program");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(temporary).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "shared-memory", "socket", "message-queue", "file"})
    void leavesNothingWhenItIsTerminated(String word) throws Exception {
        ScriptedPeer peer = new ScriptedPeer(folder, word, "echo hanging >&2; sleep 1000");
        Process demo = launcher().start(List.of("demo", "--peer", peer.path()));
        BufferedReader err = demo.errorReader();
        assertThat(err.lines().anyMatch("hanging"::equals)).isTrue();
        peer.assertObjectsExist();

        demo.toHandle().destroy(); // Process.destroy also closes the streams

        assertThat(Program.exitCode(demo)).isEqualTo(143);
        assertThat(err.lines()).isEmpty();
        peer.assertNothingLeft();
        assertThat(temporary).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-Dnativeipc.library=/absent ; native-ipc: -Dnativeipc.library=/absent names no file ; 1",
                "-Dnativeipc.provider=cobol ; native-ipc: -Dnativeipc.provider=cobol: there are ffm and jna ; 2"
            })
    void saysWhatIsMissing(String jvmOption, String message, int status) throws Exception {
        Result result = launcher(jvmOption).run("demo");
        assertThat(result.err().lines()).last().isEqualTo(message);
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.exit()).isEqualTo(status);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void refusesWhatIsNoNumber() throws Exception {
        Result result = Program.launcher().run("demo", "--out", "many");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--out");
    }
}
