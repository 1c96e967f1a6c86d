package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MessageSender;
import io.nativeipc.PeerClosedException;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsPipeOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests Windows's pipes in one process: messages, instances, and the system's errors. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsNamedPipeContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final String name = Unique.name();

    private record Messages(WindowsNamedPipeServer server, WindowsNamedPipe accepted, WindowsNamedPipe client)
            implements AutoCloseable {
        static Messages of(String name) throws IOException, InterruptedException {
            WindowsNamedPipeServer server =
                    WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, WindowsAccess.currentUser());
            WindowsNamedPipe client = WindowsNamedPipe.connect(name, LONG, PipeMode.MESSAGE);
            return new Messages(server, server.accept(), client);
        }

        @Override
        public void close() {
            client.close();
            accepted.close();
            server.close();
        }
    }

    private static byte[] received(WindowsNamedPipe pipe) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        assertThat(pipe.tryReceive(message -> messages.add(Buffers.bytes(message)), LONG))
                .isTrue();
        return messages.get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65536, 1_000_000})
    void aMessageArrivesAsOne(int length) throws Exception {
        try (Messages pipe = Messages.of(name)) {
            ByteBuffer message = Buffers.pattern(length, false);
            Background<Boolean> sending = Background.start(() -> pipe.client().trySend(message, LONG));
            assertThat(received(pipe.accepted())).isEqualTo(Buffers.bytes(Buffers.pattern(length, false)));
            assertThat(sending.result()).isTrue();
            assertThat(message.hasRemaining()).isFalse();
            pipe.client().send(Buffers.text("and the next one"));
            assertThat(received(pipe.accepted())).isEqualTo("and the next one".getBytes());
            assertThat(pipe.accepted().tryReceive(ignored -> {})).isFalse();
            assertThat(pipe.accepted().tryReceive(ignored -> {}, SHORT)).isFalse();
        }
    }

    @Test
    void messagesGoBothWaysInTheirOrder() throws Exception {
        try (Messages pipe = Messages.of(name)) {
            assertThat(pipe.client().guarantee()).isEqualTo(MessageSender.Guarantee.QUEUED_LOCALLY);
            assertThat(pipe.client().mode()).isEqualTo(pipe.accepted().mode()).isEqualTo(PipeMode.MESSAGE);
            for (int i = 0; i < 100; i++) {
                pipe.client().send(ByteBuffer.allocate(4).putInt(0, i));
                pipe.accepted().send(ByteBuffer.allocate(4).putInt(0, -i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(ByteBuffer.wrap(received(pipe.accepted())).getInt()).isEqualTo(i);
                assertThat(ByteBuffer.wrap(received(pipe.client())).getInt()).isEqualTo(-i);
            }
        }
    }

    @Test
    void aMessageLongerThanTheMaximumStaysForALargerOne() throws Exception {
        try (Messages pipe = Messages.of(name)) {
            pipe.client().send(Buffers.pattern(10_000, false));
            pipe.accepted().setMaxMessage(9_999);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> received(pipe.accepted()))
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("ReadFile(\"pipe:" + name + "\"): ERROR_MORE_DATA (234)")
                        .hasMessageContaining("the message has 10000 bytes, and up to 9999 are accepted");
            }
            pipe.accepted().setMaxMessage(10_000);
            assertThat(ByteBuffer.wrap(received(pipe.accepted()))).isEqualTo(Buffers.pattern(10_000, false));
        }
    }

    @Test
    void aMessageMayBeReadInParts() throws Exception {
        try (Messages pipe = Messages.of(name)) {
            pipe.client().send(Buffers.pattern(10, false));
            ByteBuffer part = ByteBuffer.allocate(4);
            assertThat(pipe.accepted().read(part)).isEqualTo(4);
            assertThat(part.flip()).isEqualTo(Buffers.pattern(4, false));
            assertThat(received(pipe.accepted())).as("the rest is one").hasSize(6);
            pipe.client().send(Buffers.pattern(5_000, false));
            pipe.accepted().setMaxMessage(1);
            assertThatThrownBy(() -> received(pipe.accepted())).hasMessageContaining("ERROR_MORE_DATA");
            ByteBuffer all = ByteBuffer.allocate(5_000);
            while (all.hasRemaining()) {
                assertThat(pipe.accepted().read(all)).isPositive();
            }
            assertThat(all.flip()).as("what was held comes first").isEqualTo(Buffers.pattern(5_000, false));
        }
    }

    @Test
    void theEndOfMessagesIsAnError() throws Exception {
        try (Messages pipe = Messages.of(name)) {
            pipe.client().send(Buffers.text("last"));
            pipe.client().close();
            assertThat(received(pipe.accepted())).isEqualTo("last".getBytes());
            assertThatThrownBy(() -> pipe.accepted().receive(message -> {})).isInstanceOf(PeerClosedException.class);
            assertThatThrownBy(() -> pipe.accepted().send(Buffers.text("x"))).isInstanceOf(PeerClosedException.class);
        }
    }

    @Test
    void aPipeOfBytesHasNoMessages() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name);
                WindowsNamedPipe client = WindowsNamedPipe.connect(name);
                WindowsNamedPipe accepted = server.accept()) {
            assertThat(accepted.mode()).isEqualTo(PipeMode.BYTE);
            assertThatThrownBy(() -> client.send(Buffers.text("x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("carries bytes, not messages");
            assertThatThrownBy(() -> client.tryReceive(message -> {})).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> WindowsNamedPipe.connect(name, LONG, PipeMode.MESSAGE))
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("SetNamedPipeHandleState")
                    .hasMessageContaining("the server's pipe carries bytes");
        }
    }

    /** Error 231: all instances are in use. A waiting client gets the next free instance. */
    @Test
    void asManyClientsAsThereAreInstances() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(
                name, PipeMode.BYTE, WindowsAccess.currentUser(), WindowsPipeOption.maxInstances(2))) {
            WindowsNamedPipe first = WindowsNamedPipe.connect(name);
            WindowsNamedPipe firstAccepted = server.accept();
            WindowsNamedPipe second = WindowsNamedPipe.connect(name);
            WindowsNamedPipe secondAccepted = server.accept();
            assertThatThrownBy(() -> WindowsNamedPipe.connect(name, SHORT, PipeMode.BYTE))
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("ERROR_PIPE_BUSY (231)");
            assertThat(server.tryAccept(SHORT)).isEmpty();
            Background<WindowsNamedPipe> third =
                    Background.start(() -> WindowsNamedPipe.connect(name)).awaitWaiting();
            first.close();
            firstAccepted.close();
            WindowsNamedPipe thirdAccepted = server.tryAccept(LONG).orElseThrow();
            third.result().write(Buffers.text("3"));
            ByteBuffer read = ByteBuffer.allocate(1);
            thirdAccepted.read(read);
            assertThat(Buffers.text(read.flip())).isEqualTo("3");
            for (WindowsNamedPipe pipe : List.of(second, secondAccepted, third.result(), thirdAccepted)) {
                pipe.close();
            }
        }
    }

    /** Error 535: the client connected between CreateNamedPipe and ConnectNamedPipe. Error 232: and disconnected. */
    @Test
    void whatAClientWroteThatCameAndWentIsRead() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name)) {
            WindowsNamedPipe gone = WindowsNamedPipe.connect(name);
            gone.write(Buffers.text("?"));
            gone.close();
            try (WindowsNamedPipe accepted = server.tryAccept(LONG).orElseThrow()) {
                assertThat(accepted.read(ByteBuffer.allocate(2))).isEqualTo(1);
                assertThat(accepted.read(ByteBuffer.allocate(2))).isEqualTo(-1);
            }
            try (WindowsNamedPipe client = WindowsNamedPipe.connect(name);
                    WindowsNamedPipe accepted = server.tryAccept(LONG).orElseThrow()) {
                client.write(Buffers.text("!"));
                assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(1);
            }
        }
    }
}
