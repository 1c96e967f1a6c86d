package io.nativeipc.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlainPickleTest {

    private static Object loads(String pickle) throws CorruptException {
        return PlainPickle.loads(ByteBuffer.wrap(pickle.getBytes(ISO_8859_1)));
    }

    private static Object roundTrip(Object value) throws CorruptException {
        return PlainPickle.loads(PlainPickle.dumps(value));
    }

    /** Each pickle runs code in Python or fetches an external object, at each position where a value is allowed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GLOBAL          | cos\\nsystem\\n.
            GLOBAL          | (cos\\nsystem\\nl.
            GLOBAL          | cbuiltins\\nset\\n.
            STACK_GLOBAL    | \\x8c\\x02os\\x8c\\x06system\\x93.
            INST            | (ios\\nsystem\\n.
            OBJ             | (K\\x01o.
            NEWOBJ          | K\\x01)\\x81.
            NEWOBJ_EX       | K\\x01)}\\x92.
            REDUCE          | K\\x01)R.
            BUILD           | ]}b.
            EXT1            | \\x82\\x01.
            EXT2            | \\x83\\x01\\x01.
            EXT4            | \\x84\\x01\\x00\\x00\\x00.
            PERSID          | Pfile\\n.
            BINPERSID       | K\\x01Q.
            NEXT_BUFFER     | \\x97.
            READONLY_BUFFER | ]\\x98.
            """)
    void anOpcodeThatImportsBuildsOrReducesIsRefused(String opcode, String pickle) {
        String refused = unescape(pickle);
        assertThatThrownBy(() -> loads(refused))
                .isExactlyInstanceOf(CorruptException.class)
                .hasMessageContaining("it calls for " + opcode)
                .hasNoCause();
        assertThatThrownBy(() -> loads("\u0080\u0004\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000" + refused))
                .isExactlyInstanceOf(CorruptException.class)
                .hasMessageContaining(opcode);
    }

    private static String unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                bytes.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (text.startsWith("\\n", i)) {
                bytes.append('\n');
                i++;
            } else {
                bytes.append(text.charAt(i));
            }
        }
        return bytes.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing                         | ``
            no value                        | .
            no STOP                         | N
            a mark as the value             | (.
            a mark in a tuple               | (\\x85.
            a mark remembered               | (\\x94.
            a mark popped                   | (0.
            no mark                         | K\\x01t.
            a memo that is not there        | h\\x05.
            a text opcode of protocol 0     | I1\\n.
            an opcode that is none          | \\xff.
            a protocol that is none         | \\x80\\x09N.
            a string of 2^32 - 1 bytes      | X\\xff\\xff\\xff\\xffa.
            a string of 2^63 bytes          | \\x8d\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80a.
            bytes of 2^62 bytes             | \\x8e\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x40a.
            a bytearray of 2^31 bytes       | \\x96\\x00\\x00\\x00\\x80\\x00\\x00\\x00\\x00a.
            an int of 2^31 - 1 bytes        | \\x8b\\xff\\xff\\xff\\x7fa.
            an int of -1 bytes              | \\x8b\\xff\\xff\\xff\\xffa.
            half a length                   | X\\x01.
            half an int                     | J\\x01.
            a string that is not UTF-8      | \\x8c\\x02\\xc3\\x28.
            a lone surrogate                | \\x8c\\x03\\xed\\xa0\\x80.
            items for a list                | ](K\\x01K\\x02u.
            an item for a list              | ]K\\x01K\\x02s.
            a key without a value           | }(K\\x01u.
            an append to a dict             | }K\\x01a.
            appends to a tuple              | )(K\\x01e.
            elements for a list             | ](K\\x01\\x90.
            elements for a frozenset        | (\\x91(K\\x01\\x90.
            a list as a key                 | }]K\\x01s.
            a dict as an element            | \\x8f(}\\x90.
            a tuple with a list as a key    | }]\\x85K\\x01s.
            """)
    void whatIsNoPickleIsRefused(String what, String pickle) {
        assertThatThrownBy(() -> loads(unescape(pickle)))
                .as(what)
                .isExactlyInstanceOf(CorruptException.class)
                .hasMessageContaining("not a pickle of plain data");
    }

    static Stream<Object> values() {
        Map<Object, Object> dict = new LinkedHashMap<>();
        dict.put("z", 1L);
        dict.put("a", null);
        dict.put(2L, List.of());
        dict.put(Tuple.of(1L, "x"), Map.of());
        dict.put(ByteBuffer.wrap(new byte[] {1}), true);
        return Stream.of(
                true,
                0L,
                255L,
                256L,
                -1L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                BigInteger.ONE.shiftLeft(63),
                BigInteger.ONE.shiftLeft(20_000).negate(),
                0.1,
                Double.NEGATIVE_INFINITY,
                Double.NaN,
                "",
                "\u00e4 \u20ac \ud83d\ude00",
                "x".repeat(300),
                List.of(1L, "two", 3.0),
                Arrays.asList(null, List.of(Tuple.of())),
                Tuple.of(),
                Tuple.of(1L),
                Tuple.of(1L, Tuple.of(2L, 3L), 4L, 5L),
                dict,
                Set.of(1L, "a", Tuple.of(1L, 2L)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBack(Object value) throws Exception {
        assertThat(roundTrip(value)).isEqualTo(value);
    }

    @Test
    void whatHasNoEqualsOrAnotherClassComesBackToo() throws Exception {
        assertThat(roundTrip(null)).isNull();
        assertThat(roundTrip(new byte[300])).isEqualTo(new byte[300]);
        assertThat(roundTrip(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2))).isEqualTo(new byte[] {2, 3});
        assertThat(roundTrip(ByteBuffer.allocateDirect(2))).isEqualTo(new byte[2]);
        assertThat(roundTrip(7)).isEqualTo(7L);
        assertThat(roundTrip(BigInteger.TEN)).isEqualTo(10L);
        assertThat(roundTrip(1.5f)).isEqualTo(1.5);
        assertThat(roundTrip(new Object[] {1, "x"})).isEqualTo(Tuple.of(1L, "x"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void aDictKeepsItsOrderAndBytesAreFoundAsAKey() throws Exception {
        Map<Object, Object> dict = (Map<Object, Object>)
                roundTrip(values().filter(Map.class::isInstance).findFirst().orElseThrow());
        assertThat(dict.keySet()).startsWith("z", "a", 2L);
        assertThat(dict.get(ByteBuffer.wrap(new byte[] {1}))).isEqualTo(true);
    }

    @Test
    void olderProtocolsAreRead() throws Exception {
        assertThat(loads("\u0080\u0002]q\u0000(K\u0001X\u0001\u0000\u0000\u0000aq\u0001h\u0001e."))
                .isEqualTo(List.of(1L, "a", "a"));
        assertThat(loads("\u008a\u0001\u0005."))
                .as("an int in more bytes than it needs")
                .isEqualTo(5L);
    }

    @Test
    void aListMayContainItself() throws Exception {
        List<?> list = (List<?>) loads("]\u0094h\u0000a.");
        assertThat(list.get(0)).isSameAs(list);
    }

    @Test
    void whatIsNotPlainIsNotSent() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        for (Object value :
                Arrays.asList(new Object(), 'c', new int[1], itself, "\ud800", List.of(Map.of(1, new Object())))) {
            assertThatThrownBy(() -> PlainPickle.dumps(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** If the hash and the equality of a key were computed anew each time, these pickles would never end. */
    @Test
    @Timeout(60)
    void keysThatShareTheirPartsTakeNoTime() {
        StringBuilder doubling = new StringBuilder("})");
        for (int i = 0; i < 100; i++) {
            doubling.append("\u0094h").append((char) i).append("\u0086");
        }
        assertThatThrownBy(() -> loads(doubling + "K\u0001s."))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("at most 1000");
    }

    @Test
    @Timeout(60)
    void nestingHasNoLimitButTheMessage() throws Exception {
        int depth = 1_000_000;
        Object value = loads("]".repeat(depth) + "a".repeat(depth - 1) + ".");
        int found = 0;
        while (value instanceof List<?> list && !list.isEmpty()) {
            value = list.get(0);
            found++;
        }
        assertThat(found).isEqualTo(depth - 1);
        assertThatThrownBy(() -> loads("(1".repeat(depth) + "(".repeat(depth) + "1".repeat(depth) + "."))
                .isInstanceOf(CorruptException.class);
    }

    /** Changes bytes at random: the result is a value or a CorruptException. */
    @Test
    @Timeout(120)
    void noMutationThrowsAnythingElse() {
        Random random = new Random(4711);
        List<byte[]> seeds = new ArrayList<>();
        values().forEach(value -> seeds.add(PlainPickle.dumps(value).array()));
        seeds.add(
                "\u0080\u0004\u0095\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000](K\u0001\u008c\u0001a\u0094h\u0000e."
                        .getBytes(ISO_8859_1));
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] pickle = mutated(seeds.get(i % seeds.size()), random);
            try {
                PlainPickle.loads(ByteBuffer.wrap(pickle));
            } catch (CorruptException documented) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 199_000);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        int changes = 1 + random.nextInt(4);
        int length = Math.min(seed.length, 64);
        for (byte original : Arrays.copyOf(seed, length)) {
            if (random.nextInt(length) >= changes) {
                pickle.write(original);
            } else if (random.nextBoolean()) {
                pickle.write(random.nextInt(256));
            }
        }
        return pickle.toByteArray();
    }
}
