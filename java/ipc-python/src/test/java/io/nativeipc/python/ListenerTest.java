package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.posix.UnixSocket;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a listener guarantees when clients are slow, silent, too many, or wrong. */
@Timeout(60)
class ListenerTest {
    private static final Authentication KEY = Authentication.of(new byte[] {1});
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(15); // shorter than the time limit of a handshake

    @TempDir
    Path folder;

    private Listener listener(String kind, Authentication key) throws Exception {
        return Listener.create(
                kind.equals("unix") ? Address.unix(folder.resolve("socket")) : Address.tcp("127.0.0.1", 0), key);
    }

    /** Connects a client that sends nothing. */
    private static Closeable silent(Listener listener) throws Exception {
        return listener.address() instanceof Address.Unix unix
                ? UnixSocket.connect(unix.path())
                : SocketChannel.open(new InetSocketAddress("127.0.0.1", ((Address.Tcp) listener.address()).port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void silentClientsDelayNoOther(String kind) throws Exception {
        List<Closeable> silent = new ArrayList<>();
        try (Listener listener = listener(kind, KEY)) {
            for (int i = 0; i < 50; i++) {
                silent.add(silent(listener));
            }
            Background<Connection> client = Background.start(() -> Client.connect(listener.address(), KEY));
            try (Connection server = listener.tryAccept(LONG).orElseThrow();
                    Connection connected = client.result()) {
                server.send(1);
                assertThat(connected.recv()).isEqualTo(1L);
            }
        } finally {
            for (Closeable each : silent) {
                each.close();
            }
        }
    }

    @Test
    void aHandshakeGoesOnInTheNextCall() throws Exception {
        try (Listener listener = listener("unix", KEY)) {
            Address.Unix address = (Address.Unix) listener.address();
            try (StreamMessages slow = new StreamMessages(UnixSocket.connect(address.path()))) {
                Handshake handshake = KEY.ofClient(slow, "slow");
                int calls = 0;
                Optional<Connection> accepted = Optional.empty();
                for (; accepted.isEmpty(); calls++) {
                    accepted = listener.tryAccept(Duration.ZERO);
                    handshake.advance(io.nativeipc.spi.Deadline.PASSED);
                }
                assertThat(calls).as("calls, each of which did a part").isGreaterThan(2);
                accepted.get().close();
            }
        }
    }

    @Test
    void tooManyHandshakesCostTheOldest() throws Exception {
        List<UnixSocket> silent = new ArrayList<>();
        try (Listener listener = listener("unix", KEY)) {
            Path path = folder.resolve("socket");
            for (int i = 0; i < 300; i++) {
                silent.add(UnixSocket.connect(path));
                assertThat(listener.tryAccept(Duration.ZERO)).isEmpty();
            }
            ByteBuffer told = ByteBuffer.allocate(200);
            assertThat(silent.get(0).read(told)).as("a challenge").isEqualTo(4 + 11 + 8 + 40);
            assertThat(silent.get(0).read(told)).as("the end").isEqualTo(-1);
            assertThat(silent.get(299).read(told.clear())).isPositive();
            assertThat(silent.get(299).tryRead(told)).as("still open").isZero();
        } finally {
            for (UnixSocket each : silent) {
                each.close();
            }
        }
    }

    @Test
    void aClientThatLeavesFailsOneCallAlone() throws Exception {
        try (Listener listener = listener("unix", KEY)) {
            silent(listener).close();
            assertThatThrownBy(listener::accept)
                    .isExactlyInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(listener.toString());
            assertThat(listener.tryAccept(SHORT)).isEmpty();
        }
    }

    @Test
    void aCloseEndsWhoHasNotProvenItsKey() throws Exception {
        Path path = folder.resolve("socket");
        Listener listener = listener("unix", KEY);
        try (UnixSocket silent = UnixSocket.connect(path)) {
            Background<Connection> acceptor = Background.start(listener::accept);
            ByteBuffer told = ByteBuffer.allocate(200);
            assertThat(silent.read(told)).as("a challenge").isPositive();
            listener.close();
            assertThat(acceptor.failure()).isInstanceOf(IllegalStateException.class);
            assertThat(silent.read(told)).as("the end").isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aListenerOutlivesALackOfDescriptors(String kind) throws Exception {
        NoDescriptors.run(ListenerProgram.class, kind, folder.resolve("socket").toString());
    }
}
