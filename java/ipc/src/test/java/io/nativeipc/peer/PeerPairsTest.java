package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that two peers of different languages communicate without Java, so that a failure of another test is not a
 * fault of the peers.
 */
class PeerPairsTest {
    private static final int MEGABYTES_10 = 10_000_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "native-ipc-pairs-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

    /** On Unix the pipe's socket remains after a C++ server, and after a killed .NET server. */
    @AfterEach
    void removeSocket() throws IOException {
        if (!Peers.WINDOWS) {
            Files.deleteIfExists(
                    Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp")).resolve("CoreFxPipe_" + name));
        }
    }

    @ParameterizedTest
    @CsvSource({"CPP, DOTNET", "DOTNET, CPP"})
    void bytesThroughAPipe(Peers serverKind, Peers clientKind) {
        try (Peer server = Peer.start(serverKind, "pipe", name);
                Peer client = Peer.start(clientKind, "pipe", name)) {
            join(server, client);
            client.tell("fill " + MEGABYTES_10);
            String checksum = server.ask("drain " + MEGABYTES_10);
            client.hear();
            server.tell("fill " + MEGABYTES_10);
            assertThat(client.ask("drain " + MEGABYTES_10)).isEqualTo(checksum);
            server.hear();
            client.ask("close");
            assertThat(server.ask("read 1")).isEqualTo("eof");
            assertThat(client.askRaw("write 00")).startsWith("error ");
        }
    }

    @ParameterizedTest
    @CsvSource({"CPP, DOTNET", "DOTNET, CPP"})
    void memoryOfAFile(Peers creatorKind, Peers openerKind, @TempDir Path folder) {
        String path = folder.resolve("memory").toString();
        try (Peer creator = Peer.start(creatorKind, "file", path);
                Peer opener = Peer.start(openerKind, "file", path)) {
            creator.ask("create 4096");
            assertThat(opener.ask("open")).isEqualTo("4096");
            opener.ask("write 4094 abcd");
            assertThat(creator.ask("read 4094 2")).isEqualTo("abcd");
            assertThat(creator.askRaw("create 1")).startsWith("error ");
        }
    }

    @Test
    void theTextbookProgramsOfCSharp() throws Exception {
        Process server = DotNet.start("TextbookServer", name);
        Process client = DotNet.start("TextbookClient", name);
        try {
            assertThat(outputOf(client)).isEqualTo("100");
            assertThat(outputOf(server)).isEqualTo("200");
        } finally {
            client.destroyForcibly();
            server.destroyForcibly();
        }
    }

    private static void join(Peer server, Peer client) {
        server.ask("create byte");
        client.tell("connect");
        server.ask("accept");
        client.hear();
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
