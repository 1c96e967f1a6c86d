package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipes of .NET on Linux: its check of the user, a server that disconnects its clients, and unusual names. */
public abstract class DotNetPipeContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();

    /** Removes what a failed test leaves. */
    @AfterEach
    void removeSocket() throws IOException {
        Files.deleteIfExists(Path.of("/tmp/CoreFxPipe_" + name));
    }

    @Test
    void currentUserOnlyOfDotNetAcceptsTheOtherSideOfJava() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                Peer client = Peer.start(Peers.DOTNET, "pipe", name)) {
            client.tell("connect byte current-user");
            try (NamedPipe accepted = server.tryAccept(LONG).orElseThrow()) {
                assertThat(client.hear()).isEqualTo("ok");
                assertExchange(accepted, client);
            }
        }
        try (Peer server = Peer.start(Peers.DOTNET, "pipe", name)) {
            server.ask("create byte 1 current-user");
            server.tell("accept");
            try (NamedPipe client = NamedPipe.connect(name, LONG)) {
                assertThat(server.hear()).isEqualTo("ok");
                assertExchange(client, server);
            }
            server.ask("close");
        }
    }

    @Test
    void aServerOfDotNetServesOneClientAfterTheOther() throws Exception {
        try (Peer server = Peer.start(Peers.DOTNET, "pipe", name)) {
            server.ask("create byte");
            for (int i = 0; i < 3; i++) {
                server.tell("accept");
                try (NamedPipe client = NamedPipe.connect(name, LONG)) {
                    assertThat(server.hear()).isEqualTo("ok");
                    assertExchange(client, server);
                    server.ask("disconnect");
                    assertThat(client.tryRead(ByteBuffer.allocate(1), LONG)).isEqualTo(-1);
                }
            }
            server.ask("close");
        }
    }

    /** What .NET accepts as a name, Java finds by the same name. */
    @ParameterizedTest
    @ValueSource(strings = {"Mixed Case.Name", "a:b", "back\\slash", "parens(1)#&'"})
    void aNameOfDotNetIsThatOfJava(String odd) throws Exception {
        String whole = name + odd;
        try (Peer server = Peer.start(Peers.DOTNET, "pipe", whole)) {
            server.ask("create byte");
            server.tell("accept");
            try (NamedPipe client = NamedPipe.connect(whole, LONG)) {
                assertThat(server.hear()).isEqualTo("ok");
                assertExchange(client, server);
            }
            server.ask("close");
        } finally {
            Files.deleteIfExists(Path.of("/tmp/CoreFxPipe_" + whole));
        }
    }

    private static void assertExchange(NamedPipe pipe, Peer peer) throws IOException {
        pipe.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(peer.ask("read 1")).isEqualTo("07");
        peer.ask("write 08");
        ByteBuffer answer = ByteBuffer.allocate(1);
        assertThat(pipe.read(answer)).isEqualTo(1);
        assertThat(answer.get(0)).isEqualTo((byte) 8);
    }
}
