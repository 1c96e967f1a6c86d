package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.JavaProgram;
import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.peer.Peer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what {@code unix:} sends over the socket, and how it handles what other programs send. */
public abstract class UnixFramesContract {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Path path = Unique.path();
    private final IpcAddress address = new IpcAddress(IpcAddress.Kind.UNIX, path.toString());

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static ByteBuffer frame(int announced, byte... bytes) {
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(announced)
                .put(bytes)
                .flip();
    }

    private static byte[] next(MessageReceiver receiver) throws Exception {
        byte[][] received = new byte[1][];
        assertThat(receiver.tryReceive(
                        message -> {
                            received[0] = new byte[message.remaining()];
                            message.get(received[0]);
                        },
                        LONG))
                .isTrue();
        return received[0];
    }

    @Test
    void aLengthGoesAheadWithTheHighestByteFirst() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (MessageSender sender = Messages.sender(address, Side.CONNECTS);
                    SocketChannel peer = server.accept()) {
                sender.send(ByteBuffer.wrap(new byte[] {7, 8}));
                ByteBuffer wire = ByteBuffer.allocate(6);
                while (wire.hasRemaining()) {
                    peer.read(wire);
                }
                assertThat(wire.array()).containsExactly(0, 0, 0, 2, 7, 8);
            }
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void aMessageThatComesByteByByteArrivesWhole() throws Exception {
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS);
                SocketChannel peer = connect()) {
            for (byte each : frame(3, (byte) 1, (byte) 2, (byte) 3).array()) {
                assertThat(receiver.tryReceive(message -> {})).isFalse();
                peer.write(ByteBuffer.wrap(new byte[] {each}));
            }
            assertThat(next(receiver)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aLengthThatNoMessageHasEndsItsSenderAndNoOther() throws Exception {
        for (int announced : new int[] {-1, Integer.MIN_VALUE, (1 << 24) + 1, Integer.MAX_VALUE}) {
            try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS);
                    SocketChannel hostile = connect();
                    MessageSender good = Messages.sender(address, Side.CONNECTS)) {
                hostile.write(frame(announced));
                assertThatThrownBy(() -> receiver.tryReceive(message -> {}, LONG))
                        .isInstanceOf(CorruptException.class)
                        .hasMessageContaining(Integer.toUnsignedString(announced))
                        .hasMessageContaining("16777216");
                assertThat(hostile.read(ByteBuffer.allocate(1)))
                        .as("it is turned away")
                        .isEqualTo(-1);
                good.send(ByteBuffer.wrap(new byte[] {5}));
                assertThat(next(receiver)).containsExactly(5);
            }
        }
    }

    @Test
    void aReceiverOutlivesALackOfDescriptors() throws Exception {
        NoDescriptors.run(FrameReceiverProgram.class, address.toString());
    }

    @Test
    void aReceiverOutlivesALackOfMemory() throws Exception {
        List<String> command = new ArrayList<>(JavaProgram.command(
                List.of("-XX:MaxDirectMemorySize=4m"),
                LittleMemoryProgram.class,
                System.getProperty("java.class.path")));
        command.add(path.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains("\"" + address + "\": no memory: ", "are needed for a peer's message");
            assertThat(said).contains("closed\n").endsWith("done\n");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aCorruptSenderThatTheReceiverConnectedToStaysCorrupt() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (MessageReceiver receiver = Messages.receiver(address, Side.CONNECTS);
                    SocketChannel hostile = server.accept()) {
                hostile.write(frame(-1));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> receiver.tryReceive(message -> {}, LONG))
                            .isInstanceOf(CorruptException.class);
                }
            }
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void whatASenderHadNotWrittenWholeDoesNotExist() throws Exception {
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS)) {
            for (ByteBuffer half : new ByteBuffer[] {frame(3, (byte) 1), ByteBuffer.wrap(new byte[] {0, 0})}) {
                try (SocketChannel dying = connect()) {
                    dying.write(frame(1, (byte) 9));
                    dying.write(half);
                }
                assertThat(next(receiver)).containsExactly(9);
                assertThat(receiver.tryReceive(message -> {}, SHORT)).isFalse();
            }
        }
    }

    @Test
    void whoHasClosedIsForgotten() throws Exception {
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS)) {
            long before = descriptors();
            for (int i = 0; i < 20; i++) {
                try (MessageSender sender = Messages.sender(address, Side.CONNECTS)) {
                    sender.send(ByteBuffer.allocate(0));
                }
                assertThat(next(receiver)).isEmpty();
            }
            Background.until("the connections are closed", () -> poll(receiver) && descriptors() <= before);
        }
    }

    private static boolean poll(MessageReceiver receiver) {
        try {
            return !receiver.tryReceive(message -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long descriptors() {
        String[] all = new File("/proc/self/fd").list();
        assertThat(all).isNotNull();
        return all.length;
    }

    @Test
    void aReceiverThatConnectedIsToldOfTheEnd() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            endsWith(server, frame(1, (byte) 4), "the sender has closed");
            endsWith(
                    server,
                    ByteBuffer.allocate(9).put(frame(1, (byte) 4)).putInt(8).flip(),
                    "in the middle of a message");
        } finally {
            Files.delete(path);
        }
    }

    private void endsWith(ServerSocketChannel server, ByteBuffer bytes, String text) throws Exception {
        try (MessageReceiver receiver = Messages.receiver(address, Side.CONNECTS)) {
            try (SocketChannel peer = server.accept()) {
                peer.write(bytes);
            }
            assertThat(next(receiver)).containsExactly(4);
            assertThatThrownBy(() -> receiver.tryReceive(message -> {}, LONG))
                    .isInstanceOf(PeerClosedException.class)
                    .hasMessageContaining(text);
            receiver.close();
            assertThatIllegalStateException().isThrownBy(() -> receiver.tryReceive(message -> {}));
        }
    }

    @Test
    void sendersAreHeardInTurn() throws Exception {
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS);
                SocketChannel one = connect();
                SocketChannel other = connect()) {
            one.write(frame(1, (byte) 1));
            other.write(frame(1, (byte) 2));
            next(receiver);
            next(receiver);
            for (int i = 0; i < 100; i++) {
                one.write(frame(1, (byte) 1));
                other.write(frame(1, (byte) 2));
            }
            assertThat(new byte[] {next(receiver)[0], next(receiver)[0]}).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void aMessageOfWhichAPartIsWrittenIsAcceptedAndGoesAhead() throws Exception {
        byte[] large = NumberedMessages.bytes(1 << 22);
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS);
                MessageSender sender = Messages.sender(address, Side.CONNECTS)) {
            assertThat(sender.trySend(ByteBuffer.wrap(large))).isTrue();
            ByteBuffer small = ByteBuffer.wrap(new byte[] {1});
            assertThat(sender.trySend(small)).isFalse();
            assertThat(sender.trySend(small, SHORT)).isFalse();
            assertThat(small.position()).isZero();
            Background<Boolean> sending = Background.start(() -> sender.trySend(small, LONG));
            assertThat(next(receiver)).isEqualTo(large);
            assertThat(sending.result()).isTrue();
            assertThat(next(receiver)).containsExactly(1);
        }
    }

    @Test
    void theRestOfAMessageIsWrittenAtClose() throws Exception {
        byte[] large = NumberedMessages.bytes(1 << 22);
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS)) {
            MessageSender sender = Messages.sender(address, Side.CONNECTS);
            assertThat(sender.trySend(ByteBuffer.wrap(large))).isTrue();
            Background<Void> closing = Background.start(() -> {
                sender.close();
                return null;
            });
            assertThat(next(receiver)).isEqualTo(large);
            closing.result();
        }
    }

    @Test
    void theReceiverListensAndTheSenderConnectsUnlessTheySayOtherwise() throws Exception {
        try (MessageReceiver receiver = Messages.receiver("unix:" + path);
                MessageSender sender = Messages.sender("unix:" + path)) {
            sender.send(ByteBuffer.wrap(new byte[] {1}));
            assertThat(next(receiver)).containsExactly(1);
            assertThatThrownBy(() -> Messages.receiver("unix:" + path))
                    .isInstanceOf(io.nativeipc.AlreadyExistsException.class);
        }
        assertThatThrownBy(() -> Messages.receiver("unix:" + path, Side.CONNECTS))
                .isInstanceOf(io.nativeipc.NotFoundException.class);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalThatEndsTheReceiverRemovesItsSocket(String signal, int exitCode) throws Exception {
        Peer receiver = Peer.startSignalled(ReceiverProgram.class, address.toString());
        try {
            assertThat(path).exists();
            send(signal, receiver);
            assertThat(receiver.exitCode()).isEqualTo(exitCode);
            assertThat(path).doesNotExist();
        } finally {
            receiver.kill();
            Files.deleteIfExists(path);
        }
    }

    /** A signal may meet a program while it creates a server, and its threads run on while the JVM exits. */
    @Test
    void noServerIsCreatedThatTheExitWouldLeaveBehind(@TempDir Path folder) throws Exception {
        Peer creator = Peer.startSignalled(ExitingProgram.class, folder.toString());
        try {
            send("TERM", creator);
            assertThat(creator.exitCode()).isEqualTo(143);
            assertThat(creator.hearAll()).singleElement().asString().contains("unix:" + folder, "the JVM is exiting");
            assertThat(folder).isEmptyDirectory();
        } finally {
            creator.kill();
        }
    }

    /** Sends a signal with the kill of the shell, because not every machine has a program of that name. */
    private static void send(String signal, Peer peer) throws Exception {
        String command = "kill -s " + signal + " " + peer.pid();
        assertThat(new ProcessBuilder("/bin/sh", "-c", command).start().waitFor())
                .isZero();
    }

    @Test
    void aDeadReceiversSocketIsReplacedAndAListeningOneIsNot() throws Exception {
        Peer dead = Peer.startJava(ReceiverProgram.class, address.toString());
        assertThatThrownBy(() -> Messages.receiver(address.toString()))
                .isInstanceOf(io.nativeipc.AlreadyExistsException.class);
        dead.kill();
        assertThat(path).exists();
        try (MessageReceiver receiver = Messages.receiver(address.toString());
                MessageSender sender = Messages.sender(address.toString())) {
            sender.send(ByteBuffer.wrap(new byte[] {1}));
            assertThat(next(receiver)).containsExactly(1);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced() throws Exception {
        Files.writeString(path, "a user's");
        try {
            assertThatThrownBy(() -> Messages.receiver(address.toString()))
                    .isInstanceOf(io.nativeipc.AlreadyExistsException.class);
            assertThat(path).hasContent("a user's");
        } finally {
            Files.delete(path);
        }
    }

    /** Another process has replaced the socket while its owner was running. */
    @Test
    void anotherSocketOfThatNameIsNotRemoved() throws Exception {
        Peer receiver = Peer.startJava(ReceiverProgram.class, address.toString());
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.delete(path);
            other.bind(UnixDomainSocketAddress.of(path));
            send("TERM", receiver);
            assertThat(receiver.exitCode()).isEqualTo(143);
            assertThat(path).exists();
        } finally {
            receiver.kill();
            Files.deleteIfExists(path);
        }
    }

    @Test
    void aSenderDoesNotListen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Messages.sender(address, Side.LISTENS))
                .withMessageContaining("the receiver listens here");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Messages.receiver("fifo:" + path))
                .withMessageContaining("is not a message queue");
    }
}
