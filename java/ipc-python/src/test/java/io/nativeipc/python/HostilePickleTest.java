package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests pickles of at most a megabyte that would keep a receiver busy for minutes: keys with the same hash, and long
 * keys that are used often.
 */
class HostilePickleTest {
    private static final int MANY = 60_000;

    @TempDir
    Path folder;

    record Row(String what, Supplier<byte[]> pickle) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> refused() {
        return Stream.of(
                new Row("int and float of one hash", () -> dict(HostilePickleTest::intAndFloat)),
                new Row("bytes of one hash", () -> dict((pickle, i) -> bytes(pickle, pairs(i, "aA", "BB")))),
                new Row("tuples of strings of one hash", () -> dict(HostilePickleTest::tupleOfString)),
                new Row("a set of such tuples", () -> set('\u0090', HostilePickleTest::tupleOfString)),
                new Row("a frozenset of such tuples", () -> set('\u0091', HostilePickleTest::tupleOfString)),
                new Row("item by item", HostilePickleTest::itemByItem),
                new Row("a long key in many dicts", () -> longKey("h\0")),
                new Row("a tuple of a long key in many dicts", () -> longKey("(" + "h\0".repeat(900) + "t")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Timeout(20)
    void isRefusedSoon(Row row) {
        byte[] pickle = row.pickle.get();
        assertThatThrownBy(() -> PlainPickle.loads(ByteBuffer.wrap(pickle)))
                .isExactlyInstanceOf(CorruptException.class)
                .hasMessageContaining("steps");
    }

    /** Legitimate programs also pack two numbers into one. */
    @Test
    @Timeout(20)
    void tuplesOfIntsWhoseHalvesAreEqualAreReadSoon() throws Exception {
        byte[] pickle = dict((bytes, i) -> {
            number(bytes, (long) i << 32 | i);
            bytes.write('\u0085');
        });
        assertThat((Map<?, ?>) PlainPickle.loads(ByteBuffer.wrap(pickle))).hasSize(MANY);
    }

    /** Reads a table of pairs of small numbers of both signs, as ints and as floats. */
    @Test
    @Timeout(20)
    void anHonestTableIsNotRefused() throws Exception {
        for (boolean floats : new boolean[] {false, true}) {
            byte[] pickle = dict((bytes, i) -> {
                for (int part : new int[] {i / 300 - 100, i % 300 - 150}) {
                    if (floats) {
                        real(bytes, part);
                    } else {
                        number(bytes, part);
                    }
                }
                bytes.write('\u0086');
            });
            assertThat((Map<?, ?>) PlainPickle.loads(ByteBuffer.wrap(pickle))).hasSize(MANY);
        }
    }

    @Test
    @Timeout(60)
    void aReceiveEndsInTimeAndTheNextGoesOn() throws Exception {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "](" + "NN".repeat(3_000_000) + "e.");
        try (Pair pair = Pair.of(folder)) {
            Background<Void> sender = Background.start(() -> {
                ByteBuffer header = ByteBuffer.allocate(4).putInt(pickle.size()).flip();
                pair.peer().write(header);
                pair.peer().write(ByteBuffer.wrap(pickle.toByteArray()));
                pair.peer().write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 'K', 1, '.'}));
                return null;
            });
            int ended = 0;
            Object[] received = {null};
            while (!pair.connection().poll(Duration.ofSeconds(30))) {
                // the message is on its way
            }
            while (!pair.connection().tryRecv(value -> received[0] = value, Duration.ZERO)) {
                ended++;
            }
            assertThat((Iterable<?>) received[0]).hasSize(6_000_000);
            assertThat(ended).as("receives that ended before the pickle did").isGreaterThan(10);
            assertThat(pair.connection().recv()).isEqualTo(1L);
            sender.result();
        }
    }

    @Test
    @Timeout(60)
    void aPickleThatIsBeingReadIsStillThereAsBytes() throws Exception {
        byte[] pickle = ("]" + "(" + "N".repeat(100_000) + "e.").getBytes(StandardCharsets.ISO_8859_1);
        try (Pair pair = Pair.of(folder)) {
            ByteBuffer frame = ByteBuffer.allocate(4 + pickle.length)
                    .putInt(pickle.length)
                    .put(pickle)
                    .flip();
            pair.peer().write(frame);
            while (!pair.connection().poll(Duration.ofSeconds(30))) {
                // the message is on its way
            }
            assertThat(pair.connection().tryRecv(value -> {}, Duration.ZERO)).isFalse();
            assertThat(pair.connection().recvBytes()).isEqualTo(ByteBuffer.wrap(pickle));
            assertThat(pair.connection().poll()).isFalse();
        }
    }

    private static byte[] dict(BiConsumer<ByteArrayOutputStream, Integer> key) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "\u0080\4}(");
        for (int i = 0; i < MANY; i++) {
            key.accept(pickle, i);
            write(pickle, "N");
        }
        write(pickle, "u.");
        return pickle.toByteArray();
    }

    private static byte[] set(char opcode, BiConsumer<ByteArrayOutputStream, Integer> element) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, opcode == '\u0090' ? "\u008f(" : "(");
        for (int i = 0; i < MANY; i++) {
            element.accept(pickle, i);
        }
        write(pickle, opcode + ".");
        return pickle.toByteArray();
    }

    private static byte[] itemByItem() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "}");
        for (int i = 0; i < MANY; i++) {
            tupleOfString(pickle, i);
            write(pickle, "Ns");
        }
        write(pickle, ".");
        return pickle.toByteArray();
    }

    private static byte[] longKey(String key) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "]");
        bytes(pickle, "x".repeat(1 << 19));
        write(pickle, "\u00940(");
        for (int i = 0; i < MANY; i++) {
            write(pickle, "}" + (pickle.size() < 900_000 ? key : "K\1") + "Ns");
        }
        write(pickle, "e.");
        return pickle.toByteArray();
    }

    private static void intAndFloat(ByteArrayOutputStream pickle, int i) {
        long bits = (long) (i + 1) << 32 | (i + 1);
        if (i % 2 == 0) {
            number(pickle, bits);
        } else {
            real(pickle, Double.longBitsToDouble(bits));
        }
    }

    private static void tupleOfString(ByteArrayOutputStream pickle, int i) {
        String text = pairs(i, "Aa", "BB");
        write(pickle, "\u008c" + (char) text.length() + text + "\u0085");
    }

    /** Returns a text that differs for each number but always has the same hash. */
    private static String pairs(int number, String zero, String one) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < Short.SIZE; bit++) {
            text.append((number >> bit & 1) == 0 ? zero : one);
        }
        return text.toString();
    }

    private static void number(ByteArrayOutputStream pickle, long value) {
        write(pickle, "\u008a\b");
        pickle.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    private static void real(ByteArrayOutputStream pickle, double value) {
        write(pickle, "G");
        pickle.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    private static void bytes(ByteArrayOutputStream pickle, String content) {
        write(pickle, "B");
        pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(content.length())
                .array());
        write(pickle, content);
    }

    private static void write(ByteArrayOutputStream pickle, String latin1) {
        pickle.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
