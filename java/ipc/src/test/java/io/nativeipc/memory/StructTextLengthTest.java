package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that nearly fill, fill and overfill an array of char. A C program expects the zero byte at their end. */
class StructTextLengthTest {
    private static final Struct S = Struct.parse("struct s { char text[8]; char next; };", "s");

    private final ByteBuffer memory = ByteBuffer.allocate((int) S.byteSize())
            .order(ByteOrder.nativeOrder())
            .put(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1});
    private final StructView view = S.view(memory);

    private List<Consumer<String>> setters() {
        return List.of(
                text -> S.text("text").set(memory, text),
                text -> view.setString("text", text),
                text -> view.set("text", text));
    }

    @ParameterizedTest
    @CsvSource({"''", "a", "abcdefg", "é€é", "日本", "😀abc", "ééé"})
    void aTextWithItsZeroByte(String text) {
        byte[] expected = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 9);
        expected[8] = 1; // the next field
        for (Consumer<String> setter : setters()) {
            memory.put(0, new byte[] {1, 1, 1, 1, 1, 1, 1, 1});
            setter.accept(text);
            assertThat(memory.array()).isEqualTo(expected);
            assertThat(view.getString("text")).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abcdefgh, 8, ; Struct.bytes writes it without",
        "abcdefghi, 9, ''",
        "éééé, 8, ; Struct.bytes writes it without",
        "日本é, 8, ; Struct.bytes writes it without",
        "日本語, 9, ''",
        "😀😀, 8, ; Struct.bytes writes it without",
    })
    void aTextWithoutRoomForItsZeroByteIsRefused(String text, int length, String advice) {
        for (Consumer<String> setter : setters()) {
            assertThatThrownBy(() -> setter.accept(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("text has 8 bytes, and this text " + length + " and a zero byte" + advice);
            assertThat(memory.array()).containsOnly(1);
        }
    }

    static Stream<Arguments> full() {
        return Stream.of(
                arguments("abcdefgh", "abcdefgh"),
                arguments("éééé", "éééé"),
                arguments("abcdefgé", "abcdefg\ufffd"),
                arguments("abcdef日", "abcdef\ufffd"),
                arguments("abcdef日".substring(1), "bcdef日"),
                arguments("abcd😀", "abcd😀"),
                arguments("abcde😀", "abcde\ufffd"));
    }

    /** A C program may fill the array, as strncpy does, also with the first bytes of a character. */
    @ParameterizedTest
    @MethodSource("full")
    void aFullArrayIsRead(String written, String read) {
        byte[] bytes = Arrays.copyOf(written.getBytes(StandardCharsets.UTF_8), 8);
        S.bytes("text").set(memory, bytes);
        assertThat(S.text("text").get(memory)).isEqualTo(read);
        assertThat(view.getString("text")).isEqualTo(read);
        assertThat(view.toString()).startsWith("struct s:\ntext = \"" + read + "\"\nnext = 1");
    }

    @Test
    void anArrayOfOneByteHasTheEmptyText() {
        Struct one = Struct.parse("struct s { char text[1]; };", "s");
        ByteBuffer bytes = ByteBuffer.allocate(1).put(0, (byte) 1);
        one.text("text").set(bytes, "");
        assertThat(bytes.get(0)).isZero();
        assertThatThrownBy(() -> one.text("text").set(bytes, "a"))
                .hasMessageContaining("Struct.bytes writes it without");
    }
}
