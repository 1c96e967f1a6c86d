package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.cli.Program.Result;
import io.nativeipc.peer.RabbitBroker;
import io.nativeipc.rabbitmq.RabbitQueues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the command of the archive, unpacked and called through a symbolic link, on a system without another Java. */
class DistributionTest {
    @TempDir
    private static Path elsewhere;

    private static Path unpacked;

    @RegisterExtension
    final Names names = new Names();

    @TempDir
    private Path folder;

    private Path link;
    private Path readlink;

    @BeforeAll
    static void unpack() throws Exception {
        Path place = Files.createDirectory(elsewhere.resolve("a folder"));
        String archive = System.getProperty("nativeipc.dist.archive");
        assertThat(Program.program("tar", "-xzf", archive, "-C", place.toString())
                        .run())
                .isEqualTo(new Result(0, "", ""));
        unpacked = place.resolve(Program.launcherFile().getParent().getFileName());
    }

    @BeforeEach
    void link() throws Exception {
        link = Files.createSymbolicLink(folder.resolve("native-ipc"), unpacked.resolve("native-ipc"));
        readlink = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("bin")).resolve("readlink"), Path.of("/usr/bin/readlink"));
    }

    /** Deletes the links itself, because JUnit warns about the links that it deletes. */
    @AfterEach
    void unlink() throws Exception {
        Files.delete(link);
        Files.delete(readlink);
    }

    private Result run(String... arguments) throws Exception {
        return runWith(Map.of(), arguments);
    }

    private Result runWith(Map<String, String> variables, String... arguments) throws Exception {
        return starter(variables).run(arguments);
    }

    /** Returns the command with no other variables. Its PATH has only the program that the launcher starts. */
    private Program starter(Map<String, String> variables) {
        Stream<String> set =
                variables.entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue());
        List<String> words = Stream.of(
                        Stream.of("env", "-i", "PATH=" + readlink.getParent()), set, Stream.of(link.toString()))
                .flatMap(part -> part)
                .toList();
        return Program.program(words.toArray(String[]::new)).in(folder);
    }

    private String ok(String... arguments) throws Exception {
        Result result = run(arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void itsOwnJavaRunsIt() throws Exception {
        assertThat(ok("doctor", "--self-test"))
                .containsPattern("\njava +25\\..* " + unpacked.resolve("runtime") + "\n")
                .containsPattern("\nprovider +ffm ")
                .containsPattern("self-test ring: ok\n")
                .doesNotContain("FAILED", "failed");
        assertThat(ok("--help")).contains("native-ipc", "bridge");
    }

    @Test
    void createsListsAndErases() throws Exception {
        String address = names.address("posix-shm");
        assertThat(ok("create", address, "--size", "4096")).isEqualTo(address + "\n");
        assertThat(ok("ls", "posix-shm")).contains(" " + address + " ");
        assertThat(ok("ls", "posix-shm", "--json")).contains("\"address\" : \"" + address + "\"");
        assertThat(ok("rm", address)).isEmpty();
        assertThat(run("stat", address).exit()).isEqualTo(1);
    }

    @Test
    void keepsStdinAndTheExitStatus() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[6]);
        byte[] bytes = {0, '\r', '\n', (byte) 0xc8, (byte) 0xff, 26};
        assertThat(starter(Map.of()).run(List.of("write", "file:" + file), bytes))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(run("stat", "file:" + folder.resolve("absent")).exit()).isEqualTo(1);
        assertThat(run("no-such-verb").exit()).isEqualTo(2);
    }

    @Test
    void itsCacheIsUsed() throws Exception {
        Result result = runWith(Map.of("JDK_JAVA_OPTIONS", "-XX:AOTMode=on"), "--version");
        assertThat(result.err()).isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: -XX:AOTMode=on\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void exchangesNumbersWithCpp() throws Exception {
        assertThat(ok("demo", "--out", "7", "--back", "-8").lines())
                .hasSize(5)
                .allMatch(line -> line.matches(".* Java -> C\\+\\+ 7 +C\\+\\+ -> Java -8 +round trip .* µs"));
    }

    @Test
    void sendsThroughARing() throws Exception {
        String ring = names.create("ring");
        ok("send", ring, "one", "größe");
        assertThat(ok("recv", ring, "--count", "2")).isEqualTo("one\ngröße\n");
    }

    @Test
    void sendsThroughABroker() throws Exception {
        String queue = RabbitBroker.get().address(names.posix().substring(1));
        RabbitQueues.declare(queue);
        try {
            assertThat(run("send", queue, "one")).isEqualTo(new Result(0, "", ""));
            assertThat(ok("recv", queue, "--count", "1")).isEqualTo("one\n");
        } finally {
            RabbitQueues.delete(queue);
        }
    }

    @Test
    void worksWhereNativeAccessIsDeniedToWhatDoesNotAsk() throws Exception {
        Result result = runWith(Map.of("JDK_JAVA_OPTIONS", "--illegal-native-access=deny"), "doctor", "--self-test");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("native access is allowed", "self-test ring: ok\n");
    }

    @Test
    void copiesNothingOutOfTheJar() throws Exception {
        String nowhere = "-Djava.io.tmpdir=" + folder.resolve("absent");
        Result result = runWith(Map.of("JDK_JAVA_OPTIONS", nowhere), "post", names.create("sysv-sem"));
        assertThat(result.exit()).as(result.err()).isZero();
    }

    @Test
    void anotherJavaMayBeNamed() throws Exception {
        Path java17 = Jdks.home(17);
        Result result = runWith(Map.of("NATIVE_IPC_JAVA", java17.toString()), "doctor");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .containsPattern("\njava +17\\..* " + java17 + "\n")
                .containsPattern("\nprovider +jna ");
    }
}
