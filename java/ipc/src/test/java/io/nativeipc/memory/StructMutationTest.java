package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.contract.Full;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parses headers with random changes. Each has a layout or is refused, in less than a second. */
class StructMutationTest {
    private static final long SEED = Long.getLong("nativeipc.structs.seed", 15);
    private static final int ROUNDS = Full.count(4_000, 40_000, 200_000);
    private static final long SECOND = 1_000_000_000;
    private static final Pattern PIECE = Pattern.compile("\\w+|\\s+|\\W");
    private static final List<String> ADDED = List.of(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ";",
            ",",
            ":",
            "*",
            "<",
            ">",
            "=",
            "#",
            "\\",
            "\"",
            "'",
            "/*",
            "*/",
            "//",
            "\n",
            "\\\n",
            "\0",
            "\r",
            "%:",
            "??/",
            "::",
            "struct",
            "union",
            "enum",
            "typedef",
            "int",
            "long",
            "char",
            "void",
            "_Atomic",
            "using",
            "extern",
            "\"C\"",
            "namespace",
            "static",
            "sizeof",
            "_Alignas(16)",
            "__attribute__((packed))",
            "__attribute__((",
            "__declspec(align(8))",
            "[[",
            "]]",
            "0",
            "1",
            "-1",
            "65537",
            "0x7fffffffffffffff",
            "9999999999999999999",
            "1u",
            "'\\xff'",
            "\n#pragma pack(1)\n",
            "\n#pragma pack(push)\n",
            "\n#pragma pack(pop)\n",
            "\n#define int 3\n",
            "\n#define N 3\n",
            "\n#undef N\n",
            "\n#ifdef X\n",
            "\n#endif\n",
            "\n# 7 \"x.h\"\n",
            "\n#\n");

    private static String resource(String name) throws IOException {
        try (InputStream in = StructMutationTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @Timeout(3600)
    void aChangedHeaderHasALayoutOrIsRefused() throws IOException {
        List<String> texts = new ArrayList<>();
        texts.add(resource("tricky.h"));
        StructTextsTest.texts().forEach(text -> texts.add(text.declarations()));
        int parsed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            String text = mutated(texts.get(random.nextInt(texts.size())), random);
            if (round % 50 == 0) {
                text = mutated(texts.get(0), random);
            }
            parsed += use(text, SEED + round) ? 1 : 0;
        }
        assertThat(parsed).isGreaterThan(ROUNDS / 20);
    }

    private static String mutated(String text, Random random) {
        List<String> pieces = new ArrayList<>(
                PIECE.matcher(text).results().map(MatchResult::group).toList());
        for (int changes = 1 + random.nextInt(4); changes > 0 && !pieces.isEmpty(); changes--) {
            int at = random.nextInt(pieces.size());
            int end = Math.min(at + 1 + random.nextInt(6), pieces.size());
            switch (random.nextInt(8)) {
                case 0 -> pieces.remove(at);
                case 1 -> pieces.subList(at, end).clear();
                case 2 -> pieces.addAll(at, List.copyOf(pieces.subList(at, end)));
                case 3 -> pieces.set(at, pieces.get(random.nextInt(pieces.size())));
                case 4 -> pieces.set(at, ADDED.get(random.nextInt(ADDED.size())));
                case 5 ->
                    pieces.addAll(
                            at, List.of(ADDED.get(random.nextInt(ADDED.size())).repeat(1 + random.nextInt(3000))));
                case 6 -> pieces.subList(at, pieces.size()).clear();
                default -> pieces.add(at, ADDED.get(random.nextInt(ADDED.size())));
            }
        }
        return String.join("", pieces);
    }

    /** Parses the text, and uses the struct if there is one. */
    private static boolean use(String text, long seed) {
        long start = System.nanoTime();
        String name = text.contains("TRICKY") ? "t" + (1 + seed % 66) : "s";
        Abi abi = Abi.values()[(int) (seed % Abi.values().length)];
        boolean parsed = true;
        try {
            Struct struct = Struct.parse(text, name, abi);
            assertThat(struct.byteSize()).isPositive();
            assertThat(struct.assertions("x.h")).contains("sizeof");
            assertThat(struct.fields()).doesNotContainNull(); // none, if all bit-fields are without a name
            if (struct.byteSize() < 1 << 20) {
                ByteBuffer bytes = ByteBuffer.allocate((int) struct.byteSize());
                assertThat(struct.view(bytes).toString()).startsWith("struct ");
            }
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            parsed = false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ": " + text, e);
        }
        assertThat(System.nanoTime() - start).as("seed %d: %s", seed, text).isLessThan(10 * SECOND);
        return parsed;
    }
}
