package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.NotFoundException;
import io.nativeipc.zeromq.ZmqOptions;
import io.nativeipc.zeromq.ZmqReceiver;
import io.nativeipc.zeromq.ZmqReplier;
import io.nativeipc.zeromq.ZmqRequester;
import io.nativeipc.zeromq.ZmqSender;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests input that is rejected, and peers that do not speak ZeroMQ. */
class ZmqBadInputTest {
    private static final ZmqOptions OPTIONS = ZmqOptions.DEFAULT;

    /** The greeting of ZMTP 3.0 with mechanism NULL. Next: the READY of a PUSH socket. */
    private static final byte[] GREETING =
            Hex.parse("ff00000000000000017f" + "0300" + "4e554c4c" + "00".repeat(16) + "00" + "00".repeat(31));

    private static final byte[] READY = Hex.parse("041a0552454144590b536f636b65742d547970650000000450555348");

    @TestFactory
    Stream<DynamicTest> addressesAreRefused() {
        return Refusal.tests(
                malformed("zmq+tcp://127.0.0.1"),
                malformed("zmq+tcp://:5555"),
                malformed("zmq+tcp://127.0.0.1:"),
                malformed("zmq+tcp://127.0.0.1:x"),
                malformed("zmq+tcp://127.0.0.1:-1"),
                malformed("zmq+tcp://127.0.0.1:5555/path"),
                malformed("zmq+tcp://127.0.0.1:1;127.0.0.1:5555"),
                malformed("zmq+tcp://::1:5555"),
                malformed("zmq+tcp://[::1:5555"),
                Refusal.misuse("port", () -> listen("zmq+tcp://127.0.0.1:65536"), "127.0.0.1:65536", "65535"),
                Refusal.misuse("no port to connect to", () -> connect("zmq+tcp://127.0.0.1:0"), "a host and a port"),
                Refusal.misuse("any host to connect to", () -> connect("zmq+tcp://*:5555"), "a host and a port"),
                Refusal.misuse("ipc, listening", () -> listen("zmq+ipc:///tmp/x"), "use zmq+tcp"),
                Refusal.misuse(
                        "ipc, connecting",
                        () -> connect("zmq+ipc:///tmp/x"),
                        "zmq+ipc:///tmp/x: JeroMQ's ipc:// is TCP inside and cannot talk to libzmq; use zmq+tcp"),
                Refusal.misuse("another kind", () -> ZmqSender.bind("ring:/x", OPTIONS), "ring:/x"));
    }

    private static Refusal malformed(String address) {
        return Refusal.misuse(address, () -> listen(address), address, "zmq+tcp://host:port");
    }

    @TestFactory
    Stream<DynamicTest> whatTheSystemRefusesNamesCallObjectAndCode() {
        String nowhere = "zmq+tcp://no-such-host.invalid:5555";
        return Refusal.tests(
                refused("host, connecting", () -> connect(nowhere), "EAI_NONAME", nowhere),
                refused("host, listening", () -> listen(nowhere), "EAI_NONAME", nowhere),
                refused(
                        "a host that is another one",
                        () -> listen("zmq+tcp://192.0.2.1:5555"),
                        "EADDRNOTAVAIL",
                        "zmq+tcp://192.0.2.1:5555"));
    }

    private static Refusal refused(String what, ThrowingCallable action, String error, String... inMessage) {
        return new Refusal(what, action, NotFoundException.class, "", error, inMessage);
    }

    private static void listen(String address) throws Exception {
        Messages.receiver(IpcAddress.parse(address), Side.LISTENS).close();
    }

    private static void connect(String address) throws Exception {
        Messages.sender(address).close();
    }

    @TestFactory
    Stream<DynamicTest> optionsAreRefused() {
        return Refusal.tests(
                Refusal.misuse("high-water mark", () -> OPTIONS.withHighWaterMark(0), "at least 1, not 0"),
                Refusal.misuse("message", () -> OPTIONS.withMaxMessage(0), "at least 64 bytes", "not 0"),
                Refusal.misuse("message of the handshake", () -> OPTIONS.withMaxMessage(63), "at least 64", "not 63"),
                Refusal.misuse(
                        "message of a requester's handshake",
                        () -> ZmqRequester.connect("zmq+tcp://127.0.0.1:1", OPTIONS.withMaxMessage(319)),
                        "at least 320 bytes, not 319"),
                Refusal.misuse(
                        "message of a replier's handshake",
                        () -> ZmqReplier.bind(ZmqPeerTest.ANY_PORT, OPTIONS.withMaxMessage(64)),
                        "at least 320 bytes, not 64"),
                Refusal.misuse("linger", () -> OPTIONS.withLinger(Duration.ofSeconds(-1)), "0 seconds to a day"),
                Refusal.misuse("linger for ever", () -> OPTIONS.withLinger(Duration.ofDays(2)), "0 seconds to a day"),
                Refusal.misuse(
                        "topics of PUSH",
                        () -> new ZmqOptions(
                                ZmqOptions.Pattern.PUSH_PULL, List.of("a"), 1, Duration.ZERO, 64, false, false),
                        "PUB_SUB"));
    }

    @TestFactory
    Stream<DynamicTest> usesAreRefused() throws Exception {
        ZmqSender sender = ZmqSender.bind(ZmqPeerTest.ANY_PORT, OPTIONS.withMaxMessage(100));
        ZmqSender closed = ZmqSender.bind(ZmqPeerTest.ANY_PORT, OPTIONS);
        closed.close();
        ZmqReceiver gone = ZmqReceiver.bind(ZmqPeerTest.ANY_PORT, OPTIONS);
        gone.close();
        ByteBuffer message = ByteBuffer.allocate(101);
        return Refusal.tests(
                        new Refusal(
                                "too long",
                                () -> sender.trySend(message),
                                IpcException.class,
                                "send",
                                "too long",
                                sender.toString(),
                                "up to 100 bytes, this one has 101"),
                        new Refusal(
                                "too long, waiting",
                                () -> sender.send(message),
                                IpcException.class,
                                "send",
                                "too long",
                                "up to 100 bytes"),
                        Refusal.illegalState("send after close", () -> closed.send(message), closed + " is closed"),
                        Refusal.illegalState("trySend after close", () -> closed.trySend(message), "is closed"),
                        Refusal.illegalState("receive after close", () -> gone.receive(any -> {}), "is closed"),
                        Refusal.illegalState("tryReceive after close", () -> gone.tryReceive(any -> {}), "is closed"))
                .onClose(() -> {
                    try {
                        sender.close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "zmq+tcp://127.0.0.1:" + taken.getLocalPort();
            Refusal.tests(new Refusal(
                            address, () -> listen(address), AlreadyExistsException.class, "", "EADDRINUSE", address))
                    .forEach(test -> {
                        try {
                            test.getExecutable().execute();
                        } catch (Throwable e) {
                            throw new AssertionError(e);
                        }
                    });
        }
    }

    @TestFactory
    Stream<DynamicTest> addressesThatAreBound() {
        return Stream.of("127.0.0.1:0", "127.0.0.1:*", "localhost:0", "*:0", "*:*", "[::1]:0", "0.0.0.0:0")
                .map(place -> DynamicTest.dynamicTest(place, () -> exchangeAt(place)));
    }

    private static void exchangeAt(String place) throws Exception {
        String host = place.substring(0, place.lastIndexOf(':'));
        try (ZmqReceiver receiver = ZmqReceiver.bind("zmq+tcp://" + place, OPTIONS)) {
            assertThat(receiver.toString())
                    .startsWith("zmq+tcp://" + host + ":")
                    .matches(".*:[1-9]\\d*");
            String reachable = receiver.toString().replace("*", "127.0.0.1").replace("0.0.0.0", "127.0.0.1");
            try (ZmqSender sender = ZmqSender.connect(reachable, OPTIONS.withKeepAlive())) {
                sender.send(ZmqMessages.message(5));
                receiver.receive(message -> ZmqMessages.check(message, 5));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> aReceiverSurvivesWhoDoesNotSpeakZeroMq() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        return Stream.of(
                survives("nothing at all", new byte[0]),
                survives("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
                survives("noise", noise),
                survives("half a greeting", Arrays.copyOf(GREETING, 20)),
                survives(
                        "an unknown mechanism",
                        Hex.parse("ff00000000000000017f0300" + "41".repeat(20) + "00".repeat(32))),
                survives("noise behind the greeting", GREETING, noise),
                survives("noise behind the handshake", GREETING, READY, noise),
                survives("READY twice", GREETING, READY, READY),
                survives("a command that is cut", GREETING, Hex.parse("04ff05524541")),
                survives("2^63 - 1 bytes announced", GREETING, READY, Hex.parse("027fffffffffffffff")),
                survives("2^64 - 1 bytes announced", GREETING, READY, Hex.parse("02ffffffffffffffff")),
                survives("2^64 - 2^31 - 1 bytes announced", GREETING, READY, Hex.parse("02ffffffff7fffffff")),
                survives("one byte more than the longest", GREETING, READY, Hex.parse("020000000001000001")),
                survives("half a message", GREETING, READY, Hex.parse("000aabcd")),
                survives("a part, and never the last", GREETING, READY, Hex.parse("0101aa0101bb")));
    }

    private static DynamicTest survives(String what, byte[]... pieces) {
        return DynamicTest.dynamicTest(what, () -> {
            try (ZmqReceiver receiver = ZmqReceiver.bind(ZmqPeerTest.ANY_PORT, OPTIONS);
                    ZmqSender sender = ZmqSender.connect(receiver.toString(), OPTIONS)) {
                for (int i = 1; i <= 2; i++) {
                    hurl(receiver, pieces);
                    sender.send(ZmqMessages.message(i));
                    receiveAtLast(receiver, ZmqMessages.message(i));
                }
            }
        });
    }

    /** Receives until the expected message arrives: noise may form messages too. */
    private static void receiveAtLast(ZmqReceiver receiver, ByteBuffer expected) throws Exception {
        boolean[] come = new boolean[1];
        while (!come[0]) {
            try {
                receiver.receive(message -> come[0] = message.equals(expected));
            } catch (CorruptException manyParts) {
                // noise
            }
        }
    }

    private static void hurl(ZmqReceiver at, byte[]... pieces) throws IOException {
        String address = at.toString();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Socket hostile = new Socket("127.0.0.1", port)) {
            hostile.setSoTimeout(30_000);
            OutputStream out = hostile.getOutputStream();
            for (byte[] piece : pieces) {
                out.write(piece);
            }
            hostile.shutdownOutput();
            hostile.getInputStream().readAllBytes();
        } catch (SocketException thrownOut) {
            // the receiver closed the connection
        }
    }

    /** Either side listens. */
    @ParameterizedTest
    @CsvSource({"true, PUSH_PULL", "false, PUSH_PULL", "true, PUB_SUB", "false, PUB_SUB"})
    void aMessageThatIsTooLongMakesOneExceptionAndLaterOnesArrive(boolean receiverListens, ZmqOptions.Pattern pattern)
            throws Exception {
        ZmqOptions sends = pattern == ZmqOptions.Pattern.PUB_SUB ? OPTIONS.withPubSub() : OPTIONS;
        ZmqOptions receives = sends.withMaxMessage(64);
        try (ZmqReceiver bound = receiverListens ? ZmqReceiver.bind(ZmqPeerTest.ANY_PORT, receives) : null;
                ZmqSender sender = receiverListens
                        ? ZmqSender.connect(String.valueOf(bound), sends)
                        : ZmqSender.bind(ZmqPeerTest.ANY_PORT, sends);
                ZmqReceiver connected = receiverListens ? null : ZmqReceiver.connect(sender.toString(), receives)) {
            ZmqReceiver receiver = receiverListens ? bound : connected;
            for (int round = 1; round <= 3; round++) {
                sendUntilReceived(sender, receiver, round);
                sender.send(ByteBuffer.allocate(65));
                assertThatThrownBy(() -> receiver.tryReceive(message -> {}, Duration.ofSeconds(30)))
                        .isExactlyInstanceOf(CorruptException.class)
                        .hasMessageContaining("more than 64 bytes")
                        .hasMessageContaining(receiver.toString());
            }
            sendUntilReceived(sender, receiver, 4);
        }
    }

    /** Sends until a message arrives: patterns that drop messages drop those sent before the connection is restored. */
    private static void sendUntilReceived(ZmqSender sender, ZmqReceiver receiver, int number) throws Exception {
        int[] received = {0};
        long end = System.nanoTime() + 30_000_000_000L;
        while (received[0] != number && System.nanoTime() < end) {
            sender.send(ByteBuffer.allocate(64).put(0, (byte) number));
            receiver.tryReceive(message -> received[0] = message.get(0), Duration.ofMillis(100));
        }
        assertThat(received[0]).isEqualTo(number);
        while (receiver.tryReceive(message -> {}, Duration.ofMillis(200))) {
            // the rest of the messages
        }
    }

    /**
     * A peer announces a frame longer than allowed. Its memory is never allocated; the tests' JVM has less than that.
     */
    @Test
    void aPeerThatAnnouncesTooMuchIsThrownOut() throws Exception {
        try (ZmqReceiver receiver = ZmqReceiver.bind(ZmqPeerTest.ANY_PORT, OPTIONS.withMaxMessage(1000))) {
            String address = receiver.toString();
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (Socket hostile = new Socket("127.0.0.1", port)) {
                hostile.setSoTimeout(60_000);
                OutputStream out = hostile.getOutputStream();
                out.write(GREETING);
                out.write(READY);
                awaitHandshake(hostile.getInputStream());
                out.write(Hex.parse("0004" + "01020304"));
                receiver.receive(message -> assertThat(message.remaining()).isEqualTo(4));
                out.write(Hex.parse("020000000000000" + "3e9"));
                hostile.getInputStream().readAllBytes();
            } catch (SocketException thrownOut) {
                assertThat(thrownOut).hasMessageContaining("reset");
            }
        }
    }

    /** Waits for the other side's READY: JeroMQ reports an error if a message arrives before it. */
    private static void awaitHandshake(InputStream in) throws IOException {
        in.readNBytes(GREETING.length);
        in.read();
        in.readNBytes(in.read());
    }
}
