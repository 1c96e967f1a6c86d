package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The constants of enums as the values of fields. */
class StructEnumsTest {
    private static final String HEADER = """
            enum side { BUY, SELL = 5, ASK = SELL, NONE = -1 };
            enum class color : unsigned char { RED = 1, GREEN = 200 };
            typedef enum { LOW, HIGH = 0x80000000 } level;
            struct a {
                enum side side, sides[2];
                color color;
                level level __attribute__((aligned(8)));
                enum { X, Y = 3 } inner;
                enum { OFF, ON, BOTH } power:1;
                int number;
            };
            """;

    private static final Struct A = Struct.parse(HEADER, "a", Abi.LINUX_X86_64);

    private final StructView view = view(A);

    private static StructView view(Struct struct) {
        return struct.view(ByteBuffer.allocate((int) struct.byteSize()).order(ByteOrder.nativeOrder()));
    }

    @Test
    void constantsInTheOrderOfTheText() {
        assertThat(A.enumerators("side").toString()).isEqualTo("{BUY=0, SELL=5, ASK=5, NONE=-1}");
        assertThat(A.enumerators("sides[1]")).isEqualTo(A.enumerators("side"));
        assertThat(A.enumerators("color").toString()).isEqualTo("{RED=1, GREEN=200}");
        assertThat(A.enumerators("level").toString()).isEqualTo("{LOW=0, HIGH=2147483648}");
        assertThat(A.enumerators("power").toString()).isEqualTo("{OFF=0, ON=1, BOTH=2}");
        assertThatThrownBy(() -> A.enumerators("side").clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number | struct a: number is int: it is no enum",
                "sides | struct a: sides is enum side[2]: name an element, such as sides[0]",
                "sidse | struct a has no field 'sidse'",
            })
    void aFieldThatIsNoEnum(String path, String why) {
        assertThatThrownBy(() -> A.enumerators(path)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "side | SELL | 5 | SELL",
                "side | ASK | 5 | SELL",
                "side | NONE | -1 | NONE",
                "side | side::SELL | 5 | SELL",
                "side | 0x5 | 5 | SELL",
                "side | 4 | 4 | 4",
                "color | GREEN | 200 | GREEN",
                "color | color::RED | 1 | RED",
                "color | 255 | 255 | 255",
                "level | HIGH | 2147483648 | HIGH",
                "inner | Y | 3 | Y",
                "power | ON | 1 | ON",
            })
    void aNameIsAValue(String path, String value, long number, String shown) {
        view.set(path, value);
        assertThat(view.getLong(path)).isEqualTo(number);
        assertThat(view.toString()).contains("\n" + path + " = " + shown + "\n");
        view.setLong(path, 0);
        view.set(path, shown);
        assertThat(view.getLong(path)).isEqualTo(number);
    }

    @Test
    void anArrayHasAValueForEachElement() {
        view.set("sides", "NONE, 5");
        assertThat(view.toString()).contains("\nsides[0] = NONE\nsides[1] = SELL\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "side | HOLD | \"HOLD\" is not a value of side, of type enum side, which has BUY, SELL, ASK, NONE",
                "side | color::BUY | \"color::BUY\" is not a value of side",
                "side | buy | which has BUY",
                "sides | BUY,HOLD | \"HOLD\" is not a value of sides[1]",
                "color | 256 | color holds 0 to 255, not 256",
                "color | SELL | which has RED, GREEN",
                "inner | 3.5 | \"3.5\" is not a value of inner, of type enum, which has X, Y",
                "power | BOTH | power holds 0 to 1, not 2",
                "number | BUY | \"BUY\" is not a value of number, of type int",
            })
    void aNameThatTheFieldCannotHave(String path, String value, String why) {
        assertThatThrownBy(() -> view.set(path, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(view.getLong("sides[0]")).isZero();
    }

    /** MSVC gives an enum the type int, and wraps a constant that is larger. */
    @ParameterizedTest
    @EnumSource(names = {"WINDOWS_X86_64", "WINDOWS_AARCH64"})
    void aConstantThatMsvcWraps(Abi abi) {
        StructView wrapped =
                view(Struct.parse("enum level { LOW, HIGH = 0x80000000 }; struct a { enum level x; };", "a", abi));
        wrapped.set("x", "HIGH");
        assertThat(wrapped.getLong("x")).isEqualTo(Integer.MIN_VALUE);
        assertThat(wrapped).hasToString("struct a:\nx = HIGH");
    }

    @Test
    void aLongListOfNamesIsShortened() {
        StringBuilder names = new StringBuilder("struct a { enum { A");
        for (int i = 0; i < 1000; i++) {
            names.append(", CONSTANT_").append(i);
        }
        StructView large = view(Struct.parse(names + " } x; };", "a"));
        assertThatThrownBy(() -> large.set("x", "B")).message().hasSizeBetween(500, 600);
    }
}
