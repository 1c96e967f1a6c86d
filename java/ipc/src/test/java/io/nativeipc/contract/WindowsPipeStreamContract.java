package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NamedPipe;
import io.nativeipc.windows.PipeDirection;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsPipeOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests Windows's pipes with one direction, their names, and the end of one stream while the other continues. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsPipeStreamContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final WindowsAccess USER = WindowsAccess.currentUser();

    private final String name = Unique.name();

    private static String read(WindowsNamedPipe pipe) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        int count = pipe.tryRead(bytes, LONG);
        return count < 0 ? "the end" : new String(bytes.array(), 0, count);
    }

    @ParameterizedTest
    @EnumSource
    void aPipeOfOneDirectionCarriesBytesThatWay(PipeMode mode) throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(
                        name, mode, PipeDirection.IN, USER, WindowsPipeOption.maxInstances(1));
                WindowsNamedPipe client = WindowsNamedPipe.connect(name, LONG, mode);
                WindowsNamedPipe accepted = server.accept()) {
            assertOneWay(client, accepted);
        }
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(
                        name, mode, PipeDirection.OUT, USER, WindowsPipeOption.maxInstances(1));
                WindowsNamedPipe client = WindowsNamedPipe.connect(name, LONG, mode);
                WindowsNamedPipe accepted = server.accept()) {
            assertOneWay(accepted, client);
        }
    }

    /**
     * Wine opens both directions of a pipe to which its server only writes. Windows rejects that, and the client then
     * opens the pipe for reading only.
     */
    private static void assertOneWay(WindowsNamedPipe writer, WindowsNamedPipe reader) throws Exception {
        assertThat(writer.direction()).isEqualTo(PipeDirection.OUT);
        assertThat(reader.direction()).isIn(PipeDirection.IN, PipeDirection.BOTH);
        writer.write(Buffers.text("one way"));
        assertThat(read(reader)).isEqualTo("one way");
        assertThatThrownBy(() -> writer.read(ByteBuffer.allocate(1))).isInstanceOf(NonReadableChannelException.class);
        assertThatIllegalStateException().isThrownBy(() -> writer.tryReceive(message -> {}));
        if (reader.direction() == PipeDirection.IN) {
            assertThatThrownBy(() -> reader.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(reader::shutdownOutput).isInstanceOf(NonWritableChannelException.class);
            assertThatIllegalStateException().isThrownBy(() -> reader.trySend(ByteBuffer.allocate(1)));
        }
        if (writer.mode() == PipeMode.MESSAGE) {
            writer.send(Buffers.text("a message"));
            assertThat(reader.tryReceive(
                            message -> assertThat(Buffers.bytes(message)).isEqualTo("a message".getBytes()), LONG))
                    .isTrue();
        }
        writer.close();
        assertThat(read(reader)).isEqualTo("the end");
    }

    @Test
    void thePortableClientMeetsServersOfOneDirection() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(
                        name, PipeMode.BYTE, PipeDirection.OUT, USER, WindowsPipeOption.maxInstances(1));
                NamedPipe client = NamedPipe.connect(name);
                WindowsNamedPipe accepted = server.accept()) {
            accepted.write(Buffers.text("from C#"));
            accepted.close();
            assertThat(client.inputStream().readAllBytes()).isEqualTo("from C#".getBytes());
        }
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(
                        name, PipeMode.BYTE, PipeDirection.IN, USER, WindowsPipeOption.maxInstances(1));
                NamedPipe client = NamedPipe.connect(name);
                WindowsNamedPipe accepted = server.accept()) {
            client.write(Buffers.text("to C#"));
            assertThat(read(accepted)).isEqualTo("to C#");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\engine", "\\a\\b", "\\sql\\query", " (1)#&'", ":b"})
    void everyNameThatWindowsTakesIsAName(String rest) throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name + rest);
                NamedPipe client = NamedPipe.connect(name + rest);
                WindowsNamedPipe accepted = server.accept()) {
            client.write(Buffers.text("hello"));
            assertThat(read(accepted)).isEqualTo("hello");
            assertThat(server).hasToString("pipe:" + name + rest);
        }
    }

    @Test
    void anEmptyMessageEndsTheStreamAndTheOtherGoesOn() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, USER);
                WindowsNamedPipe client = WindowsNamedPipe.connect(name, LONG, PipeMode.MESSAGE);
                WindowsNamedPipe accepted = server.accept()) {
            client.write(Buffers.text("question"));
            client.shutdownOutput();
            client.shutdownOutput();
            assertThat(read(accepted)).isEqualTo("question");
            assertThat(read(accepted)).isEqualTo("the end");
            assertThat(read(accepted)).isEqualTo("the end");
            assertThatThrownBy(() -> client.write(Buffers.text("more"))).isInstanceOf(ClosedChannelException.class);
            assertThatIllegalStateException().isThrownBy(() -> client.send(Buffers.text("more")));
            accepted.write(Buffers.text("answer"));
            accepted.shutdownOutput();
            assertThat(client.inputStream().readAllBytes()).isEqualTo("answer".getBytes());
        }
    }

    /** The client reads a pipe of messages as a stream, like Docker's client. */
    @Test
    void soItDoesWhereTheClientReadsBytes() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, USER);
                NamedPipe client = NamedPipe.connect(name);
                WindowsNamedPipe accepted = server.accept()) {
            client.write(Buffers.text("question"));
            client.shutdownOutput();
            assertThat(new String(accepted.inputStream().readAllBytes())).isEqualTo("question");
            accepted.write(Buffers.text("answer"));
            accepted.shutdownOutput();
            assertThat(client.inputStream().readAllBytes()).isEqualTo("answer".getBytes());
        }
    }

    @Test
    void aReceiveReceivesTheEmptyMessageAndTheNext() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, USER);
                WindowsNamedPipe client = WindowsNamedPipe.connect(name, LONG, PipeMode.MESSAGE);
                WindowsNamedPipe accepted = server.accept()) {
            client.send(ByteBuffer.allocate(0));
            client.send(Buffers.text("next"));
            int[] lengths = new int[2];
            accepted.receive(message -> lengths[0] = message.remaining());
            accepted.receive(message -> lengths[1] = message.remaining());
            assertThat(lengths).containsExactly(0, 4);
        }
    }

    @Test
    void aPipeOfBytesHasNoHalfClose() throws Exception {
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name);
                WindowsNamedPipe accepted = server.accept()) {
            assertThatThrownBy(accepted::shutdownOutput)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("carries bytes");
            assertThatThrownBy(client::shutdownOutput).isInstanceOf(UnsupportedOperationException.class);
            client.write(Buffers.text("still here"));
            assertThat(read(accepted)).isEqualTo("still here");
        }
    }
}
