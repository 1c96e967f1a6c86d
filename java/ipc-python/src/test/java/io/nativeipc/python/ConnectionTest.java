package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a connection guarantees when the peer sends arbitrary bytes. */
@Timeout(60)
class ConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static ByteBuffer hex(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() / 2);
        for (int i = 0; i < text.length(); i += 2) {
            bytes.put((byte) Integer.parseInt(text.substring(i, i + 2), 16));
        }
        return bytes.flip();
    }

    @Test
    void aFrameIsItsLengthAndItsBytes() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.connection().sendBytes(hex("0102"));
            pair.connection().sendBytes(hex(""));
            ByteBuffer wire = ByteBuffer.allocate(100);
            pair.peer().read(wire);
            assertThat(wire.flip()).isEqualTo(hex("00000002010200000000"));
        }
    }

    @Test
    void framesComeApartWhateverTheReads() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            ByteBuffer wire = hex("000000020102" + "00000000" + "ffffffff000000000000000103");
            while (wire.hasRemaining()) {
                assertThat(pair.connection()
                                .tryRecvBytes()
                                .map(ByteBuffer::remaining)
                                .orElse(0))
                        .isZero();
                pair.peer().write(wire.slice().limit(1));
                wire.position(wire.position() + 1);
                if (wire.position() == 6) {
                    assertThat(pair.connection().recvBytes()).isEqualTo(hex("0102"));
                }
            }
            assertThat(pair.connection().recvBytes())
                    .as("by the long form of the length")
                    .isEqualTo(hex("03"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff0000000100000000, 4294967296", // a frame of 4 GiB
        "ffffffffffffffffffffffff, 18446744073709551615",
        "7fffffff, 2147483647",
        "01000001, 16777217",
    })
    void aFrameThatIsTooLongIsRefusedBeforeMemoryIsTaken(String header, String size) throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex(header + "00"));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pair.connection().recvBytes())
                        .isExactlyInstanceOf(CorruptException.class)
                        .hasMessageContaining(size)
                        .hasMessageContaining("16777216")
                        .hasMessageContaining(pair.connection().toString());
            }
            assertThat(pair.connection().poll()).as("a receive does not wait").isTrue();
        }
    }

    @Test
    void aNegativeLengthIsRefused() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex("80000000"));
            assertThatThrownBy(() -> pair.connection().recvBytes()).isExactlyInstanceOf(CorruptException.class);
        }
    }

    @Test
    void memoryGrowsAsTheBytesArrive() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.connection().setMaxMessage(Integer.MAX_VALUE);
            pair.peer().write(hex("7fffffff00"));
            assertThat(pair.connection().tryRecvBytes(SHORT))
                    .as("2 GiB of which a byte has come")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', the peer has closed",
        "00, in the middle of a message's length",
        "0000000a0102, in the middle of a message: 2 of 10 bytes",
    })
    void theEndSaysWhetherItIsInTheMiddle(String sent, String text) throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex(sent));
            pair.peer().close();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pair.connection().recvBytes())
                        .isExactlyInstanceOf(PeerClosedException.class)
                        .hasMessageContaining(text)
                        .hasMessageContaining("EOF");
            }
            assertThat(pair.connection().poll()).isTrue();
            assertThatThrownBy(() -> pair.connection().send(1)).isExactlyInstanceOf(PeerClosedException.class);
        }
    }

    @Test
    void whatWasSentBeforeTheEndIsThere() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex("0000000101"));
            pair.peer().close();
            assertThat(pair.connection().recvBytes()).isEqualTo(hex("01"));
            assertThatThrownBy(() -> pair.connection().recvBytes()).isInstanceOf(PeerClosedException.class);
        }
    }

    @Test
    void aRefusedPickleLeavesTheConnectionUsable() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex("0000000c" + "636f730a73797374656d0a2e"));
            pair.peer().write(hex("00000003" + "4b012e"));
            assertThatThrownBy(() -> pair.connection().recv())
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("GLOBAL")
                    .hasMessageContaining(pair.connection().toString());
            assertThat(pair.connection().recv()).isEqualTo(1L);
        }
    }

    @Test
    void aPollTakesNothing() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            assertThat(pair.connection().poll()).isFalse();
            assertThat(pair.connection().poll(SHORT)).isFalse();
            pair.peer().write(hex("00000003"));
            assertThat(pair.connection().poll(SHORT))
                    .as("half a message would have to be waited for")
                    .isFalse();
            pair.peer().write(hex("4b012e"));
            assertThat(pair.connection().poll(LONG)).isTrue();
            assertThat(pair.connection().poll()).isTrue();
            assertThat(pair.connection().recv()).isEqualTo(1L);
            assertThat(pair.connection().poll()).isFalse();
        }
    }

    @Test
    void aMessageThatIsTooLongForABufferStays() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            pair.peer().write(hex("00000003010203"));
            assertThatThrownBy(() -> pair.connection().recvBytesInto(ByteBuffer.allocate(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3 bytes");
            ByteBuffer dst = ByteBuffer.allocate(5);
            assertThat(pair.connection().recvBytesInto(dst)).isEqualTo(3);
            assertThat(dst.position()).isEqualTo(3);
            assertThat(pair.connection().tryRecvBytesInto(dst, SHORT)).isEmpty();
        }
    }

    @Test
    void aTimeoutIsNotNow() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            long start = System.nanoTime();
            assertThat(pair.connection().tryRecvBytes(Duration.ofMillis(130))).isEmpty();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(130_000_000L);
            assertThat(pair.connection().tryRecv(value -> {}, Duration.ZERO)).isFalse();
            pair.peer().write(hex("000000024e2e"));
            Object[] received = {"nothing"};
            assertThat(pair.connection().tryRecv(value -> received[0] = value, LONG))
                    .isTrue();
            assertThat(received[0]).as("None is a value").isNull();
        }
    }

    @Test
    void aSendThatIsEndedEarlyGoesOnWithTheSameMessage() throws Exception {
        try (Pair pair = Pair.of(folder)) {
            byte[] content = new byte[4 << 20];
            new java.util.Random(1).nextBytes(content);
            assertThat(pair.connection().trySendBytes(ByteBuffer.wrap(content))).isFalse();
            assertThat(pair.connection().trySendBytes(ByteBuffer.wrap(content), SHORT))
                    .isFalse();
            assertThatThrownBy(() -> pair.connection().trySendBytes(hex("01")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another message");
            Background<Void> sender = Background.start(() -> {
                pair.connection().sendBytes(ByteBuffer.wrap(content));
                pair.connection().sendBytes(hex("01"));
                return null;
            });
            ByteBuffer wire = ByteBuffer.allocate(4 + content.length + 5);
            while (wire.hasRemaining()) {
                pair.peer().read(wire);
            }
            sender.result();
            assertThat(wire.flip().getInt()).isEqualTo(content.length);
            assertThat(wire.slice().limit(content.length)).isEqualTo(ByteBuffer.wrap(content));
            assertThat(wire.position(4 + content.length)).isEqualTo(hex("0000000101"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void anInterruptEndsAWaitAndLeavesTheConnectionUsable(String kind) throws Exception {
        try (Listener listener = listener(kind);
                Connection client = Client.connect(listener.address());
                Connection server = listener.accept()) {
            Background<ByteBuffer> receiver =
                    Background.start(client::recvBytes).awaitWaiting();
            receiver.interrupt();
            assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
            server.send("hello");
            assertThat(client.recv()).isEqualTo("hello");
            Background<Connection> acceptor = Background.start(listener::accept).awaitWaiting();
            acceptor.interrupt();
            assertThat(acceptor.failure()).isInstanceOf(InterruptedException.class);
            assertThat(listener.tryAccept(SHORT)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aCloseEndsThoseWhoWait(String kind) throws Exception {
        Listener listener = listener(kind);
        Connection client = Client.connect(listener.address());
        Connection server = listener.accept();
        Background<ByteBuffer> receiver = Background.start(server::recvBytes);
        Background<Connection> acceptor = Background.start(listener::accept);
        receiver.awaitWaiting();
        acceptor.awaitWaiting();
        server.close();
        server.close();
        listener.close();
        listener.close();
        assertThat(receiver.failure()).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThat(acceptor.failure()).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThatThrownBy(() -> server.send(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server::recv).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(client::recv).isInstanceOf(PeerClosedException.class);
        client.close();
    }

    private Listener listener(String kind) throws Exception {
        return Listener.create(
                kind.equals("unix") ? Address.unix(folder.resolve("socket")) : Address.tcp("127.0.0.1", 0));
    }

    @Test
    void theSocketIsItsOwnersAlone() throws Exception {
        Path path = folder.resolve("socket");
        try (Listener listener = Listener.create(Address.unix(path))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(listener).hasToString("unix:" + path);
        }
        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> Client.connect(Address.unix(path))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void nobodyListensOnAPort() throws Exception {
        Listener listener = listener("tcp");
        Address address = listener.address();
        listener.close();
        assertThatThrownBy(() -> Client.connect(address))
                .isInstanceOf(IpcException.class)
                .hasMessageContaining(address.toString());
        assertThatThrownBy(() -> Client.connect(address, Authentication.none(), SHORT))
                .isInstanceOf(IpcException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void bothProveTheirAuthkey(String kind) throws Exception {
        Authentication key = Authentication.of("secret".getBytes());
        Address address = kind.equals("unix") ? Address.unix(folder.resolve("socket")) : Address.tcp("127.0.0.1", 0);
        try (Listener listener = Listener.create(address, key)) {
            Background<Connection> accepted = Background.start(listener::accept);
            try (Connection client = Client.connect(listener.address(), key);
                    Connection server = accepted.result()) {
                client.setMaxMessage(1 << 20);
                server.sendBytes(ByteBuffer.allocate(1000));
                assertThat(client.recvBytes().remaining()).isEqualTo(1000);
            }
            Background<Connection> refused = Background.start(listener::accept);
            assertThatThrownBy(() -> Client.connect(listener.address(), Authentication.of("wrong".getBytes())))
                    .isExactlyInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(listener.address().toString());
            assertThat(refused.failure()).isExactlyInstanceOf(AccessDeniedException.class);
            Background<Connection> again = Background.start(listener::accept);
            try (Connection client = Client.connect(listener.address(), key);
                    Connection server = again.result()) {
                client.send(1);
                assertThat(server.recv()).as("the listener goes on").isEqualTo(1L);
            }
        }
    }

    @Test
    void anAuthkeyIsNowhereToBeRead() {
        Authentication key = Authentication.of("secret".getBytes());
        assertThat(key).hasToString("authkey");
        assertThat(key.md5Allowed()).hasToString("authkey, MD5 allowed");
        assertThatThrownBy(() -> Authentication.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWrongAnswerIsToldAndClosed() throws Exception {
        Path path = folder.resolve("socket");
        try (Listener listener = Listener.create(Address.unix(path), Authentication.of(new byte[] {1}));
                UnixSocket hostile = UnixSocket.connect(path)) {
            hostile.write(hex("00000028" + "7b7368613235367d" + "00".repeat(32)));
            assertThatThrownBy(listener::accept).isInstanceOf(AccessDeniedException.class);
            ByteBuffer told = ByteBuffer.allocate(200);
            while (hostile.read(told) > 0) {
                // until the end of the stream
            }
            assertThat(new String(told.array(), 0, told.position(), StandardCharsets.ISO_8859_1))
                    .endsWith("#FAILURE#");
        }
    }

    @Test
    void aListenerThatSaysNothingIsGivenUp() throws Exception {
        Path path = folder.resolve("socket");
        try (UnixServerSocket silent = UnixServerSocket.create(path)) {
            assertThatThrownBy(() -> Client.connect(Address.unix(path), Authentication.of(new byte[] {1}), SHORT))
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("handshake");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000003616263, no challenge",
        "0000001f234348414c4c454e474523" + "3031323334353637383930313233343536373839, asks for MD5",
        "00000020234348414c4c454e474523" + "7b6d64357d30313233343536373839303132333435, not SHA-256",
    })
    void aChallengeThatIsNoneOfOursIsRefused(String wire, String text) throws Exception {
        Path path = folder.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            Background<Connection> client =
                    Background.start(() -> Client.connect(Address.unix(path), Authentication.of(new byte[] {1})));
            try (UnixSocket hostile = server.accept()) {
                hostile.write(hex(wire));
                assertThat(client.failure())
                        .isInstanceOf(AccessDeniedException.class)
                        .hasMessageContaining(text);
            }
        }
    }

    @Test
    void aDescriptorOfTheWrongKindIsRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            int fd = descriptorOf(file);
            assertThatThrownBy(() -> Connection.inherited(fd))
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageContaining("fd:" + fd);
            open.write(1);
        }
        assertThatThrownBy(() -> Connection.inherited(1_000_000))
                .isInstanceOf(IpcException.class)
                .hasMessageContaining("EBADF");
        assertThatThrownBy(() -> Connection.inherited(-1)).isInstanceOf(IpcException.class);
    }

    private static int descriptorOf(Path file) throws Exception {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file.toRealPath())) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        throw new AssertionError("not open: " + file);
    }

    @Test
    void misuseIsFoundBeforeAnyCall() throws Exception {
        assertThatThrownBy(() -> Address.tcp("localhost", 65536)).isInstanceOf(IllegalArgumentException.class);
        try (Pair pair = Pair.of(folder)) {
            assertThatThrownBy(() -> pair.connection().setMaxMessage(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pair.connection().send(new Object())).isInstanceOf(IllegalArgumentException.class);
            assertThat(pair.connection().poll()).as("and nothing was sent").isFalse();
        }
    }
}
