package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.peer.DotNet;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests {@code connect pipe:NAME}, which on Linux connects to the Unix socket that .NET uses. */
@Timeout(120)
class ConnectPipeTest {
    private final String name = new Names().posix().substring(1);
    private final Path socket = Path.of("/tmp/CoreFxPipe_" + name);

    private Process dotNet;

    @AfterEach
    void theNameIsGone() throws Exception {
        if (dotNet != null) {
            dotNet.destroyForcibly().waitFor();
        }
        assertThat(Files.deleteIfExists(socket)).as("left behind").isFalse();
    }

    private Process start(String program) {
        Process started = DotNet.start(program, name);
        dotNet = started;
        return started;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits for a listener, and connects. */
    private NamedPipe connect() throws Exception {
        return NamedPipe.connect(name, Duration.ofSeconds(60));
    }

    private static String text(NamedPipe peer, int length) throws IOException {
        return new String(peer.inputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void meetsTheTextbookServerOfDotNet() throws Exception {
        Process server = start("TextbookServer");
        Listening.await(socket);
        assertThat(Command.run(new byte[] {(byte) 200, 0, 0, 0}, "connect", "pipe:" + name)
                        .bytes())
                .containsExactly(100, 0, 0, 0);
        assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("200\n");
        assertThat(server.waitFor()).isZero();
    }

    @Test
    void theTextbookClientOfDotNetMeetsIt() throws Exception {
        Peers.DOTNET.require();
        Command listening = Command.start("connect", "--listen", "pipe:" + name);
        listening.write(new byte[] {100, 0, 0, 0});
        Listening.await(socket);
        Process client = start("TextbookClient");
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("100\n");
        assertThat(client.waitFor()).isZero();
        assertThat(listening.result().bytes()).containsExactly((byte) 200, 0, 0, 0);
    }

    @Test
    void copiesBothWaysAndEndsWhenThePeerClosesWithStdinOpen() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            Command command = Command.start("connect", "pipe:" + name);
            try (NamedPipe peer = server.accept()) {
                peer.write(ByteBuffer.wrap(bytes("to you")));
                assertThat(command.hear(6)).isEqualTo("to you");
                command.write(bytes("to me"));
                assertThat(text(peer, 5)).isEqualTo("to me");
            }
            assertThat(command.result().ok()).isEmpty();
        }
    }

    @Test
    void theEndOfStdinEndsOnlyOurSending() throws Exception {
        Command command = Command.start("connect", "pipe:" + name, "--listen");
        try (NamedPipe peer = connect()) {
            command.write(bytes("question"));
            command.endStdin();
            assertThat(text(peer, 8)).isEqualTo("question");
            assertThat(peer.tryRead(ByteBuffer.allocate(1), Duration.ofMillis(200)))
                    .isZero();
            peer.write(ByteBuffer.wrap(bytes("answer")));
        }
        assertThat(command.result().ok()).isEqualTo("answer");
    }

    @Test
    void aMegabytePassesOneWay() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(1).nextBytes(sent);
        Command listening = Command.start("connect", "pipe:" + name, "--listen", "--in");
        CompletableFuture<Command.Result> heard = CompletableFuture.supplyAsync(listening::result, Command.THREADS);
        Listening.await(socket);
        assertThat(Command.run(sent, "connect", "pipe:" + name, "--out").ok()).isEmpty();
        assertThat(heard.join().bytes()).isEqualTo(sent);
    }

    @Test
    void whoOnlySendsEndsWhenThePeerClosesWithStdinOpen() throws Exception {
        Command command = Command.start("connect", "pipe:" + name, "--listen", "--out");
        try (NamedPipe peer = connect()) {
            command.write(bytes("x"));
            assertThat(text(peer, 1)).isEqualTo("x");
            peer.write(ByteBuffer.wrap(bytes("passed over")));
        }
        assertThat(command.result().ok()).isEmpty();
    }

    @Test
    void statTellsOfTheSocketAndCtrlCRemovesIt() throws Exception {
        Command listening = Command.start("connect", "--listen", "pipe:" + name);
        Listening.await(socket);
        assertThat(Command.run("connect", "--listen", "pipe:" + name).failed(1)).contains("EADDRINUSE");
        assertThat(Command.run("stat", "pipe:" + name).ok())
                .startsWith("address: pipe:" + name + "\nkind: pipe\n")
                .contains(
                        "\nmode: 0600\n",
                        "\nsocket: unix:" + socket + "\n",
                        "\nlistening: true\n",
                        "\nholders: " + listening.pid() + "\n");
        listening.interrupt();
        Command.Result result = listening.result();
        assertThat(result.status()).isEqualTo(130);
        assertThat(result.out() + result.err()).isEmpty();
    }

    @Test
    void aDeadSocketIsErased() throws Exception {
        Command listening = Command.start("connect", "--listen", "pipe:" + name);
        Listening.await(socket);
        assertThat(Command.shell("kill -9 " + listening.pid()).status()).isZero();
        assertThat(listening.result().status()).isEqualTo(137);
        assertThat(Command.run("connect", "pipe:" + name).failed(1)).contains("ECONNREFUSED");
        assertThat(Command.run("stat", "pipe:" + name).ok()).contains("\nlistening: false\n");
        Command.run("rm", "pipe:" + name).ok();
    }
}
