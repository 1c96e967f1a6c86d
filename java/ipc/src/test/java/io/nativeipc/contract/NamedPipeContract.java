package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NotFoundException;
import io.nativeipc.OpenOption;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Permissions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The portable pipe with both ends in one process. */
public abstract class NamedPipeContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();

    /** The two ends of a connection, and the server that accepted it. */
    record Connection(NamedPipeServer server, NamedPipe accepted, NamedPipe client) implements AutoCloseable {
        static Connection of(String name) throws IOException, InterruptedException {
            NamedPipeServer server = NamedPipeServer.create(name);
            NamedPipe client = NamedPipe.connect(name, LONG);
            return new Connection(server, server.tryAccept(LONG).orElseThrow(), client);
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
            server.close();
        }
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(4).putInt(0, value);
    }

    private static int readNumber(NamedPipe pipe) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4);
        while (bytes.hasRemaining() && pipe.read(bytes) >= 0) {
            assertThat(bytes.position()).isPositive();
        }
        return bytes.getInt(0);
    }

    @Test
    void bothEndsWriteAndRead() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            assertThat(pipe.server()).hasToString("pipe:" + name);
            assertThat(pipe.client()).hasToString("pipe:" + name);
            assertThat(pipe.accepted()).hasToString("pipe:" + name);
            assertThat(pipe.client().peerPid())
                    .isEqualTo(pipe.accepted().peerPid())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(pipe.client().write(number(100))).isEqualTo(4);
            assertThat(readNumber(pipe.accepted())).isEqualTo(100);
            assertThat(pipe.accepted().write(number(200))).isEqualTo(4);
            assertThat(readNumber(pipe.client())).isEqualTo(200);
        }
    }

    @Test
    void aServerHasAnyNumberOfClients() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            List<NamedPipe> pipes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                NamedPipe client = NamedPipe.connect(name, LONG);
                NamedPipe accepted = server.accept();
                client.write(number(i));
                pipes.add(client);
                pipes.add(accepted);
            }
            for (int i = 7; i >= 0; i--) {
                assertThat(readNumber(pipes.get(2 * i + 1))).isEqualTo(i);
            }
            for (NamedPipe pipe : pipes) {
                pipe.close();
            }
        }
    }

    @Test
    void aClientThatComesBeforeItIsAcceptedIsKept() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name)) {
            client.write(number(7));
            try (NamedPipe accepted = server.accept()) {
                assertThat(readNumber(accepted)).isEqualTo(7);
            }
        }
    }

    @Test
    void withoutAServerThereIsNothingToConnectTo() throws Exception {
        assertThatThrownBy(() -> NamedPipe.connect(name)).isInstanceOf(NotFoundException.class);
        long start = System.nanoTime();
        assertThatThrownBy(() -> NamedPipe.connect(name, Duration.ofMillis(150)))
                .isInstanceOf(NotFoundException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000);
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            server.close();
            server.close();
            assertThatThrownBy(() -> NamedPipe.connect(name)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void aClientMayWaitForTheServer() throws Exception {
        Background<NamedPipe> connecting =
                Background.start(() -> NamedPipe.connect(name, LONG)).awaitWaiting();
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = connecting.result();
                NamedPipe accepted = server.accept()) {
            client.write(number(5));
            assertThat(readNumber(accepted)).isEqualTo(5);
        }
    }

    @Test
    void aClientThatNeverComesIsNotNow() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            assertThat(server.tryAccept(Duration.ZERO)).isEmpty();
            assertThat(server.tryAccept(Duration.ofMillis(60))).isEmpty();
            try (NamedPipe client = NamedPipe.connect(name);
                    NamedPipe accepted = server.tryAccept(Duration.ZERO).orElseThrow()) {
                client.write(number(1));
                assertThat(readNumber(accepted)).isEqualTo(1);
            }
        }
    }

    @Test
    void aNameHasOneServer() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            assertThatThrownBy(() -> NamedPipeServer.create(name)).isInstanceOf(AlreadyExistsException.class);
            try (NamedPipe client = NamedPipe.connect(name);
                    NamedPipe accepted = server.accept()) {
                assertThatThrownBy(() -> NamedPipeServer.create(name)).isInstanceOf(AlreadyExistsException.class);
                client.write(number(3));
                assertThat(readNumber(accepted)).as("not disturbed").isEqualTo(3);
            }
        }
        try (NamedPipeServer again = NamedPipeServer.create(name)) {
            assertThat(again.tryAccept(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void whatIsWrittenBeforeTheEndIsReadFirst() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            pipe.client().write(number(9));
            pipe.client().close();
            assertThat(readNumber(pipe.accepted())).isEqualTo(9);
            assertThat(pipe.accepted().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(pipe.accepted().tryRead(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(pipe.accepted().tryRead(ByteBuffer.allocate(1), LONG)).isEqualTo(-1);
            assertThatThrownBy(() -> pipe.accepted().write(number(1))).isInstanceOf(PeerClosedException.class);
        }
    }

    /** Bytes that a server wrote remain readable after the server closes its pipe at once. */
    @Test
    void whatTheServerWroteOutlivesItsEnd() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            pipe.accepted().write(number(11));
            pipe.accepted().close();
            pipe.server().close();
            assertThat(readNumber(pipe.client())).isEqualTo(11);
            assertThat(pipe.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void whatIsConnectedOutlivesTheServer() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            pipe.server().close();
            pipe.client().write(number(4));
            assertThat(readNumber(pipe.accepted())).isEqualTo(4);
        }
    }

    @Test
    void theTryFormsDoNotWait() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(pipe.client().tryRead(one)).isZero();
            assertThat(pipe.client().tryRead(one, Duration.ofMillis(40))).isZero();
            assertThat(one.position()).isZero();
            ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
            long written = 0;
            for (int count = pipe.client().tryWrite(chunk);
                    count > 0;
                    count = pipe.client().tryWrite(chunk)) {
                written += count;
                chunk.clear();
                assertThat(written).as("there is an end to what is buffered").isLessThan(1 << 26);
            }
            assertThat(written).isPositive();
            chunk.clear();
            assertThat(pipe.client().tryWrite(chunk, Duration.ofMillis(40))).isZero();
            assertThat(chunk.position()).isZero();
            ByteBuffer back = ByteBuffer.allocate(1 << 20);
            while (written > 0) {
                written -= pipe.accepted().read(back.clear());
            }
            assertThat(pipe.accepted().tryRead(back.clear())).isZero();
            assertThat(pipe.client().tryWrite(number(1))).isEqualTo(4);
            assertThat(readNumber(pipe.accepted())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenMegabytesGoEachWayAtOnce(boolean direct) throws Exception {
        int size = 10_000_000;
        try (Connection pipe = Connection.of(name)) {
            Background<Integer> out = Background.start(() -> pipe.client().write(Buffers.pattern(size, direct)));
            Background<Integer> back = Background.start(() -> pipe.accepted().write(Buffers.pattern(size, direct)));
            Background<Boolean> there = Background.start(() -> arrives(pipe.accepted(), size, direct));
            assertThat(arrives(pipe.client(), size, direct)).isTrue();
            assertThat(there.result()).isTrue();
            assertThat(out.result()).isEqualTo(size);
            assertThat(back.result()).isEqualTo(size);
        }
    }

    private static boolean arrives(NamedPipe pipe, int size, boolean direct) throws IOException {
        ByteBuffer bytes = Buffers.allocate(size, direct);
        while (bytes.hasRemaining()) {
            assertThat(pipe.read(bytes)).isPositive();
        }
        return bytes.flip().equals(Buffers.pattern(size, false));
    }

    @Test
    void theEndsAreStreamsToo() throws Exception {
        try (Connection pipe = Connection.of(name)) {
            new DataOutputStream(pipe.client().outputStream()).writeUTF("to the server");
            assertThat(new DataInputStream(pipe.accepted().inputStream()).readUTF())
                    .isEqualTo("to the server");
            pipe.accepted().outputStream().close();
            assertThat(pipe.client().inputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void permissionsMayLetOthersIn() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name, Permissions.of("rw-rw-rw-"));
                NamedPipe client = NamedPipe.connect(name, LONG, OpenOption.ANY_OWNER);
                NamedPipe accepted = server.accept()) {
            client.write(number(6));
            assertThat(readNumber(accepted)).isEqualTo(6);
        }
    }

    @Test
    void afterCloseACallSaysSo() throws Exception {
        Connection pipe = Connection.of(name);
        pipe.close();
        pipe.close();
        assertThat(pipe.client().isOpen()).isFalse();
        assertThatThrownBy(() -> pipe.client().read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> pipe.client().tryRead(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> pipe.accepted().write(number(1))).isInstanceOf(ClosedChannelException.class);
        assertThat(pipe.server()).hasToString("pipe:" + name);
        assertThatThrownBy(() -> pipe.server().accept())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(pipe.server() + " is closed");
        assertThatThrownBy(() -> pipe.server().tryAccept(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "Anonymous"})
    void aNameThatDotNetReservesIsRejected(String reserved) {
        assertThatThrownBy(() -> NamedPipeServer.create(reserved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved by .NET");
        assertThatThrownBy(() -> NamedPipe.connect(reserved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved by .NET");
    }
}
