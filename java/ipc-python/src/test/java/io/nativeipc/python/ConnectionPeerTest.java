package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests connections with Python's own multiprocessing.connection, of 3.11 (MD5) and of 3.13 (SHA-256). */
@Timeout(120)
class ConnectionPeerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Authentication SECRET = Authentication.of("secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    /** A connection that was opened by either side: Python listens, or Java does. */
    private record Connected(Peer python, Connection java) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            java.close();
            python.close();
        }
    }

    private Connected connect(Peers kind, boolean pythonListens, String family, Authentication authentication)
            throws Exception {
        Peer python = Python.connection(kind);
        String key = authentication.toString().equals("none") ? "" : " secret";
        String path = "unix:" + folder.resolve("socket");
        if (pythonListens) {
            String port = python.ask("listen " + (family.equals("unix") ? path : "tcp:0") + key);
            Address address = family.equals("unix")
                    ? Address.unix(folder.resolve("socket"))
                    : Address.tcp("127.0.0.1", Integer.parseInt(port));
            python.tell("accept");
            Connection java = Client.connect(address, authentication, LONG);
            assertThat(python.hear()).isEqualTo("ok");
            return new Connected(python, java);
        }
        Address address = family.equals("unix") ? Address.unix(folder.resolve("socket")) : Address.tcp("127.0.0.1", 0);
        try (Listener listener = Listener.create(address, authentication)) {
            String where = listener.address() instanceof Address.Tcp tcp ? "tcp:" + tcp.port() : path;
            python.tell("connect " + where + key);
            Connection java = listener.tryAccept(LONG).orElseThrow();
            assertThat(python.hear()).isEqualTo("ok");
            return new Connected(python, java);
        }
    }

    private Connected connect() throws Exception {
        return connect(Peers.PYTHON, true, "unix", Authentication.none());
    }

    static Stream<Arguments> ways() {
        return Stream.of(Peers.PYTHON, Peers.PYTHON_3_13)
                .flatMap(python -> Stream.of("unix", "tcp")
                        .flatMap(family ->
                                Stream.of(true, false).map(listens -> Arguments.of(python, family, listens))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void bytesAndValuesGoBothWays(Peers python, String family, boolean pythonListens) throws Exception {
        Authentication key = python == Peers.PYTHON ? SECRET.md5Allowed() : SECRET;
        try (Connected both = connect(python, pythonListens, family, key)) {
            both.python().ask("send_bytes 00ff");
            assertThat(both.java().recvBytes()).isEqualTo(ByteBuffer.wrap(new byte[] {0, -1}));
            both.java().sendBytes(ByteBuffer.wrap(new byte[] {1, 2}));
            both.java().sendBytes(ByteBuffer.allocate(0));
            assertThat(both.python().ask("recv_bytes")).isEqualTo("0102");
            assertThat(both.python().ask("recv_bytes")).isEqualTo("-");
            both.python().ask("send {'a': [1, 2.5, None]}");
            assertThat(both.java().recv()).isEqualTo(Map.of("a", Arrays.asList(1L, 2.5, null)));
            both.java().send(Tuple.of(1, "x"));
            assertThat(both.python().ask("recv")).isEqualTo("(1, 'x')");
        }
    }

    @ParameterizedTest
    @CsvSource({"unix, 1000, 0", "unix, 1000, 100", "unix, 30, 100000", "unix, 3, 8000000", "tcp, 30, 100000"})
    void manyAndLargeMessages(String family, int count, int size) throws Exception {
        try (Connected both = connect(Peers.PYTHON, true, family, Authentication.none())) {
            both.python().tell("fill " + count + " " + size);
            for (int number = 0; number < count; number++) {
                assertThat(both.java().recvBytes()).isEqualTo(message(number, size));
            }
            both.python().hear();
            both.python().tell("drain " + count + " " + size);
            for (int number = 0; number < count; number++) {
                both.java().sendBytes(message(number, size));
            }
            assertThat(both.python().hear()).isEqualTo("ok");
        }
    }

    private static ByteBuffer message(int number, int size) {
        byte[] message = new byte[size];
        Arrays.fill(message, (byte) number);
        return ByteBuffer.wrap(message);
    }

    static Stream<Arguments> values() {
        Map<Object, Object> dict = new LinkedHashMap<>();
        dict.put("z", 1L);
        dict.put(2L, Tuple.of());
        dict.put(Tuple.of(1L, 2L), null);
        return Stream.of(
                Arguments.of("None", null),
                Arguments.of("True", true),
                Arguments.of("0", 0L),
                Arguments.of("-129", -129L),
                Arguments.of("65536", 65536L),
                Arguments.of("9223372036854775807", Long.MAX_VALUE),
                Arguments.of("9223372036854775808", BigInteger.ONE.shiftLeft(63)),
                Arguments.of(
                        "-" + BigInteger.TEN.pow(700), BigInteger.TEN.pow(700).negate()),
                Arguments.of("0.1", 0.1),
                Arguments.of("-1e300", -1e300),
                Arguments.of("''", ""),
                Arguments.of("'\\u20ac\\U0001f600'", "\u20ac\ud83d\ude00"),
                Arguments.of("'" + "x".repeat(70_000) + "'", "x".repeat(70_000)),
                Arguments.of("[]", List.of()),
                Arguments.of("[1,[2,[3]],'x']", List.of(1L, List.of(2L, List.of(3L)), "x")),
                Arguments.of("()", Tuple.of()),
                Arguments.of("(1,)", Tuple.of(1L)),
                Arguments.of("(1,(2,3),4,5)", Tuple.of(1L, Tuple.of(2L, 3L), 4L, 5L)),
                Arguments.of("{}", Map.of()),
                Arguments.of("{'z':1,2:(),(1,2):None}", dict),
                Arguments.of("{1,2}", Set.of(1L, 2L)));
    }

    @Test
    void everyPlainValueGoesBothWays() throws Exception {
        for (Peers kind : List.of(Peers.PYTHON, Peers.PYTHON_3_13)) {
            try (Connected both = connect(kind, false, "unix", Authentication.none())) {
                for (Arguments row : values().toList()) {
                    String literal = (String) row.get()[0];
                    Object value = row.get()[1];
                    both.python().ask("send " + literal);
                    assertThat(both.java().recv()).as(literal).isEqualTo(value);
                    both.java().send(value);
                    assertThat(both.python().ask("recv_equal " + literal))
                            .as(literal)
                            .isEqualTo("True");
                }
                both.python().ask("send b'\\x00\\xff'");
                assertThat(both.java().recv()).isEqualTo(new byte[] {0, -1});
                both.java().send(new byte[] {0, -1});
                assertThat(both.python().ask("recv")).isEqualTo("b'\\x00\\xff'");
            }
        }
    }

    @Test
    void aListOfAMillionIntsIsOneMessage() throws Exception {
        try (Connected both = connect()) {
            List<Object> numbers = new ArrayList<>();
            for (long i = 0; i < 1_000_000; i++) {
                numbers.add(i);
            }
            both.python().tell("recv_length");
            both.java().send(numbers);
            assertThat(both.python().hear()).isEqualTo("ok 1000000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PYTHON, send_class, STACK_GLOBAL",
        "PYTHON, send_object, STACK_GLOBAL",
        "PYTHON_3_13, send_object, STACK_GLOBAL"
    })
    void whatIsNotPlainIsRefusedAndTheRestGoesOn(Peers kind, String command, String opcode) throws Exception {
        try (Connected both = connect(kind, true, "unix", Authentication.none())) {
            both.python().ask(command);
            both.python().ask("send 7");
            assertThatThrownBy(() -> both.java().recv())
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining(opcode);
            assertThat(both.java().recv()).isEqualTo(7L);
        }
    }

    @Test
    void aFrameOfFourGibibytesIsRefused() throws Exception {
        try (Connected both = connect()) {
            both.python().ask("raw ffffffff000000010000000000");
            assertThatThrownBy(() -> both.java().recvBytes())
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("4294967296");
        }
    }

    @Test
    void aHalfSentFrameIsNoMessage() throws Exception {
        try (Connected both = connect()) {
            both.python().ask("raw 0000000a0102");
            both.python().ask("close");
            assertThatThrownBy(() -> both.java().recv())
                    .isExactlyInstanceOf(PeerClosedException.class)
                    .hasMessageContaining("2 of 10 bytes");
        }
    }

    @Test
    void aKilledPeerIsAClosedOne() throws Exception {
        Connected both = connect();
        both.python().kill();
        assertThatThrownBy(() -> both.java().recv()).isExactlyInstanceOf(PeerClosedException.class);
        both.java().close();
    }

    @ParameterizedTest
    @CsvSource({"PYTHON, true", "PYTHON, false", "PYTHON_3_13, true", "PYTHON_3_13, false"})
    void anotherAuthkeyIsRefusedOnBothSides(Peers kind, boolean pythonListens) throws Exception {
        Path path = folder.resolve("socket");
        Authentication wrong = Authentication.of(new byte[] {1}).md5Allowed();
        try (Peer python = Python.connection(kind)) {
            if (pythonListens) {
                python.ask("listen unix:" + path + " secret");
                python.tell("accept");
                assertThatThrownBy(() -> Client.connect(Address.unix(path), wrong, LONG))
                        .isExactlyInstanceOf(AccessDeniedException.class);
                assertThat(python.hear()).startsWith("error AuthenticationError");
                return;
            }
            try (Listener listener = Listener.create(Address.unix(path), wrong)) {
                python.tell("connect unix:" + path + " secret");
                assertThatThrownBy(() -> listener.tryAccept(LONG))
                        .isExactlyInstanceOf(AccessDeniedException.class)
                        .hasMessageContaining("another authkey");
                assertThat(python.hear()).startsWith("error AuthenticationError");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, asks for MD5", "false, answers with MD5"})
    void md5IsSpokenOnlyWhenAllowed(boolean pythonListens, String text) throws Exception {
        Path path = folder.resolve("socket");
        try (Peer python = Python.connection(Peers.PYTHON)) {
            if (pythonListens) {
                python.ask("listen unix:" + path + " secret");
                python.tell("accept");
                assertThatThrownBy(() -> Client.connect(Address.unix(path), SECRET, LONG))
                        .isExactlyInstanceOf(AccessDeniedException.class)
                        .hasMessageContaining(text);
            } else {
                try (Listener listener = Listener.create(Address.unix(path), SECRET)) {
                    python.tell("connect unix:" + path + " secret");
                    assertThatThrownBy(() -> listener.tryAccept(LONG))
                            .isExactlyInstanceOf(AccessDeniedException.class)
                            .hasMessageContaining(text);
                }
            }
            assertThat(python.hear()).startsWith("error ");
        }
    }

    /** Checks the versions of Python on which the tests above rely. */
    @ParameterizedTest
    @EnumSource(
            value = Peers.class,
            names = {"PYTHON", "PYTHON_3_13"})
    void theVersionsAreThose(Peers kind) {
        try (Peer python = Python.connection(kind)) {
            int minor = Integer.parseInt(python.ask("version"));
            assertThat(minor >= 12).isEqualTo(kind == Peers.PYTHON_3_13);
        }
    }
}
