package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the packaged jar on Windows, emulated by Wine, with FFM on Java 25 and JNA on Java 17. */
@Timeout(180)
class WindowsCommandTest {
    private static final String HOLDS = " exists while a process has it open";

    @RegisterExtension
    static final Windows WINDOWS = new Windows();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a command that creates an object and holds it open, and waits until it has printed the address. */
    private static Command creator(int java, String address, String... options) {
        List<String> words = new ArrayList<>(List.of("create", address));
        words.addAll(List.of(options));
        Command creator = WINDOWS.start(java, words.toArray(String[]::new));
        assertThat(creator.hear(address.length() + 1)).isEqualTo(address + "\n");
        return creator;
    }

    private static void assertEnds(Command creator, String address) {
        assertThat(creator.isRunning()).isTrue();
        creator.endStdin();
        Command.Result result = creator.result();
        assertThat(result.err()).startsWith("native-ipc: " + address + HOLDS).hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isZero();
    }

    /**
     * Checks rows of a command line, its status, and a part of its output. A failure is one line, a usage error two.
     */
    private static void assertLines(int java, String... table) {
        String[] commands = new String[table.length];
        for (int i = 0; i < table.length; i++) {
            commands[i] = table[i].split(" *\\| *")[0];
        }
        List<Windows.Line> results = WINDOWS.lines(java, commands);
        for (int i = 0; i < table.length; i++) {
            String[] row = table[i].split(" *\\| *", -1);
            Windows.Line result = results.get(i);
            assertThat(result.text()).as(row[0]).contains(row[2]).doesNotContain("\tat ", "Exception");
            assertThat(result.status()).as(row[0] + ": " + result.text()).isEqualTo(Integer.parseInt(row[1]));
            if (result.status() != 0 && !result.text().isEmpty()) {
                assertThat(result.text().lines()).as(row[0]).allMatch(line -> line.startsWith("native-ipc: "));
                assertThat(result.text().lines().count()).as(row[0]).isLessThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void theDemoExchangesNumbersInFiveWaysAndLeavesNothing(int java) {
        Peers.MINGW.require();
        List<Path> before = Windows.temporaryFiles();
        List<String> titles = List.of("named pipe", "shared memory", "socket", "message pipe", "memory-mapped file");
        List<String> lines = WINDOWS.run(java, new byte[0], "demo", "--out", "7", "--back", "-8")
                .ok()
                .lines()
                .toList();
        assertThat(lines).hasSameSizeAs(titles);
        for (int i = 0; i < titles.size(); i++) {
            assertThat(lines.get(i))
                    .matches(titles.get(i) + " +Java -> C\\+\\+ 7  +C\\+\\+ -> Java -8 +round trip \\d+\\.\\d µs");
        }
        assertThat(Windows.temporaryFiles()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void memoryIsThereAsLongAsItsCreatorRuns(int java) {
        String address = "win-map:Local\\memory" + java;
        Command creator = creator(java, address, "--size", "100", "--mode", "644");
        assertThat(WINDOWS.run(java, bytes("hello"), "write", address, "--offset", "0x10")
                        .ok())
                .isEmpty();
        assertLines(
                java,
                "read " + address + " --length 32 | 0 | 00000010  68 65 6c 6c 6f 00 ",
                "read " + address + " --raw --offset 16 --length 5 | 0 | hello",
                "read " + address + " --offset 5000 | 1 | 4096 bytes",
                "stat " + address + " | 0 | bytes: 4096\nsddl: O:S-1-5-21-",
                "stat " + address + " | 0 | (A;;GR;;;AU)",
                "stat --json " + address + " | 0 | \"mode\" : null",
                "create " + address + " --size 1 | 1 | ERROR_ALREADY_EXISTS",
                "create win-sem:memory" + java + " | 1 | another kind",
                "rm " + address + " | 2 | is removed when no process has it open");
        assertEnds(creator, address);
        assertLines(
                java,
                "read " + address + " | 1 | ERROR_FILE_NOT_FOUND",
                "write " + address + " | 1 | ERROR_FILE_NOT_FOUND",
                "stat " + address + " | 1 | ERROR_FILE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void waitTakesWhatPostGives(int java) {
        String address = "win-sem:turn" + java;
        Command creator = creator(java, address, "--value", "1");
        Command waiting = WINDOWS.start(java, "wait", address);
        assertThat(waiting.result().ok()).isEmpty();
        assertLines(
                java,
                "wait " + address + " --timeout 0.05 | 1 | ",
                "post " + address + " | 0 | ",
                "wait " + address + " --timeout 0 | 0 | ",
                "stat " + address + " | 0 | value: unknown",
                "stat --json " + address + " | 0 | \"kind\" : \"win-sem\"",
                "read " + address + " | 2 | not memory: win-map, file");
        assertEnds(creator, address);
        assertLines(java, "post " + address + " | 1 | ERROR_FILE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aMutexIsThereAsLongAsItsCreatorRuns(int java) {
        String address = "mutex:lock" + java;
        Command creator = creator(java, address);
        assertLines(
                java,
                "stat " + address + " | 0 | held: unknown",
                "stat win-mutex:Local\\lock" + java + " | 0 | sddl: O:S-1-5-21-",
                "create win-mutex:lock" + java + " | 1 | ERROR_ALREADY_EXISTS",
                "wait " + address + " | 2 | not a semaphore");
        assertEnds(creator, address);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aFileIsCreatedWrittenReadAndErased(int java) throws Exception {
        String address = "file:C:\\numbers" + java;
        assertLines(
                java,
                "create " + address + " --size 100 | 0 | " + address,
                "create " + address + " --size 100 | 1 | ERROR_FILE_EXISTS");
        WINDOWS.run(java, bytes("hello"), "write", address).ok();
        assertThat(Files.readString(Windows.driveC().resolve("numbers" + java)))
                .hasSize(100)
                .startsWith("hello\0");
        assertLines(
                java,
                "read " + address + " --raw --length 5 | 0 | hello",
                "stat " + address + " | 0 | owner: ",
                "stat " + address + " | 0 | bytes: 100");
        assertLines(
                java,
                "rm " + address + " | 0 | ",
                "stat " + address + " | 1 | absent",
                "rm " + address + " | 1 | absent");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void connectMeetsTheTextbookServerOfDotNet(int java) throws Exception {
        String name = "cli-server-" + java;
        Command server = WINDOWS.dotNet("TextbookServer", name);
        awaitPipe(java, name);
        assertThat(WINDOWS.run(java, new byte[] {(byte) 200, 0, 0, 0}, "connect", "pipe:" + name)
                        .bytes())
                .containsExactly(100, 0, 0, 0);
        assertThat(server.result().ok().strip()).isEqualTo("200");
    }

    /** Waits until the pipe exists, by polling: the command has no option to wait for a pipe. Neither has netcat. */
    private static void awaitPipe(int java, String name) {
        List<Windows.Line> tries;
        do {
            tries = WINDOWS.lines(java, "stat pipe:" + name, "stat pipe:" + name);
        } while (tries.get(1).status() != 0);
        assertThat(tries.get(1).text()).contains("listening: true", "sddl: unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void theTextbookClientOfDotNetMeetsConnect(int java) {
        String name = "cli-client-" + java;
        Command client = WINDOWS.dotNet("TextbookClient", name);
        Command listening = WINDOWS.start(java, "connect", "--listen", "pipe:" + name);
        listening.write(new byte[] {100, 0, 0, 0});
        assertThat(client.result().ok().strip()).isEqualTo("100");
        assertThat(listening.result().bytes()).containsExactly((byte) 200, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void aPipeIsReadUntilWhoOnlySendsHasNoMore(int java) {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        String address = "pipe:cli-one-way-" + java;
        Command listening = WINDOWS.start(java, "connect", address, "--listen", "--in");
        CompletableFuture<Command.Result> heard = CompletableFuture.supplyAsync(listening::result, Command.THREADS);
        awaitPipe(java, address.substring(5));
        assertThat(WINDOWS.run(java, sent, "connect", address, "--out").ok()).isEmpty();
        assertThat(heard.join().bytes()).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void doctorAndLsTellWhatThereIs(int java) {
        List<Path> before = Windows.temporaryFiles();
        List<Windows.Line> lines =
                WINDOWS.lines(java, "doctor --self-test", "ls", "ls pipe", "ls --json pipe", "create --help");
        assertThat(lines).allMatch(line -> line.status() == 0);
        assertThat(lines.get(0).text())
                .containsPattern("\nprovider +" + (java == 25 ? "ffm" : "jna") + " ")
                .containsPattern("\nuser +S-1-5-21-")
                .containsPattern("\nplatform +windows-x86_64 ")
                .contains(List.of("win-map", "file", "win-sem", "win-mutex", "win-event", "pipe").stream()
                        .map(kind -> "self-test " + kind + ": ok\n")
                        .toList());
        String unlisted = "native-ipc: pipes cannot be listed: ";
        assertThat(lines.get(1).text())
                .contains(unlisted, "native-ipc: win-map, win-sem, win-mutex and win-event cannot be listed");
        assertThat(lines.get(2).text()).contains(unlisted).doesNotContain("win-map");
        assertThat(lines.get(3).text()).endsWith("[ ]\n");
        assertThat(lines.get(4).text()).contains("holds it until stdin ends");
        assertThat(Windows.temporaryFiles()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 17})
    void wrongUseIsOneSentence(int java) {
        assertLines(
                java,
                "stat posix-shm:/a | 2 | Windows has no objects of the kind posix-shm",
                "create sysv-sem:0x5b | 2 | Windows has no objects",
                "send posix-mq:/a x | 2 | Windows has no objects",
                "recv sysv-mq:1 | 2 | Windows has no objects",
                "connect fifo:/a --in | 2 | Windows has no objects",
                "connect unix:/a | 2 | Windows has no objects",
                "rm posix-sem:/a | 2 | Windows has no objects",
                "stat ring:orders | 2 | the command does not support ring channels on Windows yet",
                "rm pipe:a | 2 | cannot be removed",
                "rm --dead | 1 | leave no objects",
                "send pipe:nobodys x | 1 | ERROR_FILE_NOT_FOUND",
                "recv win-map:a | 2 | not a message queue",
                "wait win-map:a | 2 | not a semaphore: win-sem",
                "read pipe:a | 2 | not memory",
                "connect win-map:a | 2 | not a fifo, a pipe or a unix socket",
                "connect pipe:a --in --out | 2 | both ways",
                "create pipe:a | 2 | cannot be created",
                "create win-map:a | 2 | --size",
                "create win-map:a --size 1 --value 1 | 2 | --value does not apply",
                "create win-map:a --size 1 --mode 660 | 2 | on Windows the owner reads and writes",
                "create win-sem:a --value -1 | 2 | -1",
                "create win-sem:a\\b | 1 | ERROR_PATH_NOT_FOUND",
                "stat pipe:a\\b | 1 | WaitNamedPipeW",
                "connect pipe:a\\b | 1 | ERROR_FILE_NOT_FOUND",
                "ls win-map | 2 | cannot be listed",
                "read win-map:absent | 1 | ERROR_FILE_NOT_FOUND",
                "write win-map:absent | 1 | ERROR_FILE_NOT_FOUND",
                "wait win-sem:absent | 1 | ERROR_FILE_NOT_FOUND",
                "stat pipe:absent | 1 | ERROR_FILE_NOT_FOUND",
                "connect pipe:absent | 1 | ERROR_FILE_NOT_FOUND",
                "read file:C:\\absent | 1 | ERROR_FILE_NOT_FOUND",
                "stat file:C:\\windows | 1 | not a file",
                "stat file:C:\\a? | 2 | ?");
    }
}
