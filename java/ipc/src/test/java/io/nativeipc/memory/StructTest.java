package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and writes fields of structs in buffers. */
class StructTest {
    private static final String HEADER = """
            #ifndef QUOTE_H
            #define QUOTE_H
            #pragma once
            #include <stdint.h>
            #ifdef __cplusplus
            extern "C" {
            #endif
            #define LEVELS 2
            enum side { BUY, SELL };
            typedef unsigned long word; // 4 or 8 bytes
            /* a comment
               of two lines */
            struct quote {
                int32_t id;
                double price;
                char symbol[8];
                struct { int16_t bid; int64_t ask; } depth[LEVELS];
                enum side side;
                unsigned char flags:3, level:5;
                int delta:7;
                _Bool open;
                uint8_t u8; int8_t i8; uint16_t u16; int16_t i16; uint32_t u32; uint64_t u64;
                float ratio;
                word count;
                void (*callback)(struct quote *, int);
                const char *name;
                long double exact;
                union { int64_t whole; struct { uint32_t low, high; }; };
                int grid[2][3];
            };
            static inline int twice(int x) { return 2 * x; }
            int quote_open(const char *path, struct quote **out) __attribute__((nonnull(1)));
            #ifdef __cplusplus
            }
            #endif
            #endif
            """;

    private static final Struct QUOTE = Struct.parse(HEADER, "quote", Abi.LINUX_X86_64);

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect((int) QUOTE.byteSize()).order(ByteOrder.nativeOrder());

    @Test
    void theLayout() {
        assertThat(QUOTE).hasToString("struct quote of 176 bytes, aligned to 16, for LINUX_X86_64");
        assertThat(QUOTE.name()).isEqualTo("quote");
        assertThat(QUOTE.abi()).isEqualTo(Abi.LINUX_X86_64);
        assertThat(QUOTE.isUnion()).isFalse();
        assertThat(QUOTE.offsetOf("price")).isEqualTo(8);
        assertThat(QUOTE.offsetOf("depth")).isEqualTo(24);
        assertThat(QUOTE.offsetOf("depth[1].ask")).isEqualTo(48);
        assertThat(QUOTE.offsetOf("high")).isEqualTo(QUOTE.offsetOf("whole") + 4);
        assertThat(QUOTE.offsetOf("grid[1][2]")).isEqualTo(QUOTE.offsetOf("grid") + 20);
        assertThat(Struct.parse(HEADER, "struct quote", Abi.LINUX_X86_64).byteSize())
                .isEqualTo(176);
    }

    @Test
    void theSizesOfCsOwnTypesDependOnTheAbi() {
        String text = "struct s { long l; void *p; long long q; long double d; wchar_t w; };";
        assertThat(Stream.of(Abi.values())
                        .map(abi -> Struct.parse(text, "s", abi).byteSize()))
                .containsExactly(64L, 64L, 32L, 64L, 40L, 40L, 40L, 64L);
        assertThat(Abi.of("Linux", "amd64")).isEqualTo(Abi.LINUX_X86_64);
        assertThat(Abi.of("Windows 11", "aarch64")).isEqualTo(Abi.WINDOWS_AARCH64);
        assertThat(Abi.of("Mac OS X", "aarch64")).isEqualTo(Abi.MACOS_AARCH64);
        assertThatThrownBy(() -> Abi.of("Linux", "s390x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("the layout of structs is not known for Linux on s390x");
    }

    /** What is not understood is skipped, but not a directive in it. */
    @Test
    void directivesInSkippedTextApply() {
        String packed = "struct s { char c; int x; };";
        assertThat(Stream.of(
                                "static inline int f(void) { return 1;\n#pragma pack(1)\n}\n" + packed,
                                "int f(int x,\n#pragma pack(1)\nint y);\n" + packed,
                                "namespace n { struct t { int x; };\n#pragma pack(push, 1)\n}\n" + packed,
                                "foo_t x[\n#pragma pack(1)\n2];\n" + packed)
                        .map(text -> Struct.parse(text, "s", Abi.LINUX_X86_64).byteSize()))
                .containsOnly(5L);
    }

    @Test
    void integersOfEverySize() {
        QUOTE.int32("id").set(memory, -7);
        QUOTE.uint8("u8").set(memory, 255);
        QUOTE.int8("i8").set(memory, (byte) -128);
        QUOTE.uint16("u16").set(memory, 65535);
        QUOTE.int16("i16").set(memory, (short) -2);
        QUOTE.uint32("u32").set(memory, 4294967295L);
        QUOTE.int64("u64").set(memory, -1);
        QUOTE.integer("count").set(memory, 1L << 40);
        assertThat(QUOTE.int32("id").get(memory)).isEqualTo(-7);
        assertThat(memory.getInt(0)).isEqualTo(-7);
        assertThat(QUOTE.uint8("u8").get(memory)).isEqualTo(255);
        assertThat(QUOTE.int8("i8").get(memory)).isEqualTo((byte) -128);
        assertThat(QUOTE.uint16("u16").get(memory)).isEqualTo(65535);
        assertThat(QUOTE.int16("i16").get(memory)).isEqualTo((short) -2);
        assertThat(QUOTE.uint32("u32").get(memory)).isEqualTo(4294967295L);
        assertThat(QUOTE.int64("u64").get(memory)).isEqualTo(-1);
        assertThat(QUOTE.integer("count").get(memory)).isEqualTo(1L << 40);
        assertThat(QUOTE.integer("id").get(memory)).isEqualTo(-7);
        assertThat(QUOTE.integer("u8").get(memory)).isEqualTo(255);
        assertThat(QUOTE.integer("side").get(memory)).isZero();
    }

    @Test
    void orderedAccess() {
        Struct.Int32 id = QUOTE.int32("id");
        id.setRelease(memory, 1);
        assertThat(id.getAcquire(memory)).isEqualTo(1);
        id.setVolatile(memory, 2);
        assertThat(id.getVolatile(memory)).isEqualTo(2);
        assertThat(id.compareAndSet(memory, 1, 3)).isFalse();
        assertThat(id.compareAndSet(memory, 2, 3)).isTrue();
        Struct.UInt32 u32 = QUOTE.uint32("u32");
        u32.setRelease(memory, 4000000000L);
        assertThat(u32.compareAndSet(memory, 4000000000L, 4294967295L)).isTrue();
        assertThat(u32.getVolatile(memory)).isEqualTo(4294967295L);
        Struct.Int64 u64 = QUOTE.int64("u64");
        u64.setVolatile(memory, Long.MIN_VALUE);
        assertThat(u64.compareAndSet(memory, Long.MIN_VALUE, 5)).isTrue();
        assertThat(u64.getAcquire(memory)).isEqualTo(5);
        Struct.Float64 price = QUOTE.float64("price");
        price.setRelease(memory, 1.5);
        assertThat(price.getAcquire(memory)).isEqualTo(1.5);
    }

    @Test
    void aPackedFieldHasPlainAccessOnly() {
        Struct packed = Struct.parse("#pragma pack(1)\nstruct p { char c; int x; };", "p", Abi.LINUX_X86_64);
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        Struct.Int32 x = packed.int32("x");
        x.set(buffer, 5);
        assertThat(x.get(buffer)).isEqualTo(5);
        assertThatThrownBy(() -> x.getAcquire(buffer)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void floatsBoolsTextAndBytes() {
        QUOTE.float32("ratio").set(memory, 0.5f);
        QUOTE.bool("open").set(memory, true);
        Struct.Text symbol = QUOTE.text("symbol");
        symbol.set(memory, "EURUSD");
        assertThat(QUOTE.float32("ratio").get(memory)).isEqualTo(0.5f);
        assertThat(QUOTE.bool("open").get(memory)).isTrue();
        assertThat(symbol.get(memory)).isEqualTo("EURUSD");
        symbol.set(memory, "GB");
        assertThat(QUOTE.bytes("symbol").get(memory)).containsExactly('G', 'B', 0, 0, 0, 0, 0, 0);
        QUOTE.bytes("symbol").set(memory, "ABCDEFGH".getBytes(StandardCharsets.US_ASCII));
        assertThat(symbol.get(memory)).isEqualTo("ABCDEFGH");
        assertThat(QUOTE.text("symbol", StandardCharsets.ISO_8859_1).get(memory))
                .isEqualTo("ABCDEFGH");
        assertThat(QUOTE.bytes("exact").byteSize()).isEqualTo(16);
        ByteBuffer grid = QUOTE.bytes("grid").slice(memory);
        grid.putInt(20, 9);
        assertThat(QUOTE.int32("grid[1][2]").get(memory)).isEqualTo(9);
    }

    @Test
    void bitFieldsLeaveTheirNeighboursUnchanged() {
        Struct.Bits flags = QUOTE.bits("flags");
        Struct.Bits level = QUOTE.bits("level");
        Struct.Bits delta = QUOTE.bits("delta");
        level.set(memory, 31);
        flags.set(memory, 5);
        delta.set(memory, -64);
        assertThat(flags.get(memory)).isEqualTo(5);
        assertThat(level.get(memory)).isEqualTo(31);
        assertThat(delta.get(memory)).isEqualTo(-64);
        level.set(memory, 0);
        assertThat(flags.get(memory)).isEqualTo(5);
        assertThat(delta.get(memory)).isEqualTo(-64);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments((Runnable) () -> set("u8", 256), "u8 holds 0 to 255, not 256"),
                arguments((Runnable) () -> QUOTE.uint16("u16").set(bytes(), -1), "u16 holds 0 to 65535, not -1"),
                arguments(
                        (Runnable) () -> QUOTE.uint32("u32").set(bytes(), 1L << 32), "u32 holds 0 to 4294967295, not"),
                arguments(
                        (Runnable) () -> QUOTE.integer("id").set(bytes(), 1L << 31),
                        "id holds -2147483648 to 2147483647, not 2147483648"),
                arguments((Runnable) () -> QUOTE.integer("u8").set(bytes(), -1), "u8 holds 0 to 255, not -1"),
                arguments((Runnable) () -> QUOTE.integer("open").set(bytes(), 2), "open holds 0 to 1, not 2"),
                arguments((Runnable) () -> QUOTE.integer("open").set(bytes(), 255), "open holds 0 to 1, not 255"),
                arguments((Runnable) () -> QUOTE.integer("open").set(bytes(), -1), "open holds 0 to 1, not -1"),
                arguments((Runnable) () -> view().setLong("open", 2), "open holds 0 to 1, not 2"),
                arguments((Runnable) () -> view().set("open", "2"), "open holds 0 to 1, not 2"),
                arguments((Runnable) () -> view().set("open", "yes"), "\"yes\" is not a value of open, of type bool"),
                arguments((Runnable) () -> view().set("id", "2147483648"), "id holds -2147483648 to 2147483647, not"),
                arguments((Runnable) () -> view().set("u64", "-1"), "u64 holds 0 to 18446744073709551615, not -1"),
                arguments(
                        (Runnable) () -> view().set("u64", "18446744073709551616"), "u64 holds 0 to 1844674407370955"),
                arguments((Runnable) () -> view().set("depth[0].ask", "1e3"), "\"1e3\" is not a value of depth[0].ask"),
                arguments((Runnable) () -> view().set("id", "9".repeat(100_000)), "is not a value of id"),
                arguments((Runnable) () -> view().set("id", ""), "\"\" is not a value of id, of type int32_t"),
                arguments(
                        (Runnable) () -> view().set("ratio", "1e39"), "ratio holds -3.4028235E38 to 3.4028235E38, not"),
                arguments(
                        (Runnable) () -> view().setDouble("ratio", -1e300),
                        "ratio holds -3.4028235E38 to 3.4028235E38"),
                arguments((Runnable) () -> view().set("price", "1e999"), "price holds -1.7976931348623157E308 to"),
                arguments(
                        (Runnable) () -> view().set("grid[0]", "1,2"),
                        "grid[0] has 3 elements, and this text 2 values"),
                arguments((Runnable) () -> view().set("grid[0]", "1,2,3,"), "grid[0] has 3 elements, and this text 4"),
                arguments((Runnable) () -> view().set("grid[0]", "1,,3"), "\"\" is not a value of grid[0][1]"),
                arguments((Runnable) () -> view().set("grid[0]", "1,2,2147483648"), "grid[0][2] holds -2147483648 to"),
                arguments((Runnable) () -> view().set("grid", "1,2"), "grid[0] has 3 elements"),
                arguments((Runnable) () -> view().set("depth", "1,2"), "depth[0] is struct"),
                arguments((Runnable) () -> view().set("exact", "1"), "exact is long double"),
                arguments((Runnable) () -> QUOTE.bits("flags").set(bytes(), 8), "flags holds 0 to 7, not 8"),
                arguments((Runnable) () -> QUOTE.bits("delta").set(bytes(), 64), "delta holds -64 to 63, not 64"),
                arguments(
                        (Runnable) () -> text("ABCDEFGH"),
                        "symbol has 8 bytes, and this text 8 and a zero byte; Struct.bytes writes it without"),
                arguments((Runnable) () -> text("\u00e9\u00e9\u00e9\u00e9"), "symbol has 8 bytes, and this text 8"),
                arguments((Runnable) () -> text("A\0B"), "the text for symbol contains U+0000"),
                arguments((Runnable) () -> text("\ud800"), "the text for symbol has a character that UTF-8 has not"),
                arguments(
                        (Runnable) () -> QUOTE.text("symbol", StandardCharsets.ISO_8859_1)
                                .set(bytes(), "\u20ac"),
                        "the text for symbol has a character that ISO-8859-1 has not"),
                arguments(
                        (Runnable) () ->
                                QUOTE.text("symbol", StandardCharsets.UTF_16BE).set(bytes(), "AB"),
                        "the text for symbol has a zero byte in UTF-16BE"),
                arguments(
                        (Runnable) () -> QUOTE.bytes("symbol").set(bytes(), new byte[7]), "symbol has 8 bytes, not 7"));
    }

    private static StructView view() {
        return QUOTE.view(bytes().order(ByteOrder.nativeOrder()));
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate((int) QUOTE.byteSize());
    }

    private static void set(String path, int value) {
        QUOTE.uint8(path).set(bytes(), value);
    }

    private static void text(String value) {
        QUOTE.text("symbol").set(bytes(), value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueThatDoesNotFitIsRefused(Runnable action, String reason) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    static Stream<Arguments> fields() {
        String names = "; it has id, price, symbol, depth, side, flags, level, delta, open, u8, i8, u16, i16, u32, u64,"
                + " ratio, count, callback, name, exact, whole, low, high, grid";
        return Stream.of(
                arguments((Runnable) () -> QUOTE.int32("prize"), "struct quote has no field 'prize'" + names),
                arguments(
                        (Runnable) () -> QUOTE.int64("depth[1].bit"),
                        "struct quote: depth[1] (struct) has no field 'bit'; it has bid, ask"),
                arguments(
                        (Runnable) () -> QUOTE.int64("depth.ask"),
                        "struct quote: depth (struct[2]) has no field 'ask'"),
                arguments(
                        (Runnable) () -> QUOTE.int64("depth[2].ask"),
                        "struct quote: depth has 2 elements; there is no element 2"),
                arguments((Runnable) () -> QUOTE.int64("id[0]"), "struct quote: id is no array"),
                arguments((Runnable) () -> QUOTE.int64(""), "struct quote: '' is no path such as depth[1].ask"),
                arguments((Runnable) () -> QUOTE.int64("depth[-1].ask"), "is no path such as"),
                arguments((Runnable) () -> QUOTE.int64("depth[99999999999999999999].ask"), "is no path such as"),
                arguments((Runnable) () -> QUOTE.int64("id"), "struct quote: id is int32_t: use int32 or integer"),
                arguments((Runnable) () -> QUOTE.int32("u32"), "struct quote: u32 is uint32_t: use uint32 or integer"),
                arguments((Runnable) () -> QUOTE.int32("price"), "struct quote: price is double: use float64"),
                arguments((Runnable) () -> QUOTE.float64("ratio"), "struct quote: ratio is float: use float32"),
                arguments(
                        (Runnable) () -> QUOTE.int32("symbol"),
                        "symbol is char[8]: name an element, such as symbol[0], or"),
                arguments((Runnable) () -> QUOTE.int32("depth[0]"), "depth[0] is struct: name one of its fields"),
                arguments((Runnable) () -> QUOTE.int32("exact"), "exact is long double: use bytes"),
                arguments((Runnable) () -> QUOTE.int32("flags"), "flags is a bit-field of 3 bits: use bits"),
                arguments((Runnable) () -> QUOTE.offsetOf("flags"), "flags is a bit-field of 3 bits: use bits"),
                arguments((Runnable) () -> QUOTE.bits("id"), "id is int32_t: use int32 or integer"),
                arguments((Runnable) () -> QUOTE.bool("u8"), "u8 is uint8_t: use uint8 or integer"),
                arguments(
                        (Runnable) () -> QUOTE.text("grid"),
                        "grid is int[2][3]: name an element, such as grid[0], or use"),
                arguments((Runnable) () -> QUOTE.view(ByteBuffer.allocate(8)), "has 176 bytes, and the buffer 8"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldThatDoesNotExistOrHasAnotherTypeIsRefused(Runnable action, String reason) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /** A byte that C never stores in a bool is true, as far as C defines it. */
    @Test
    void aBoolIsReadAsZeroOrOne() {
        memory.put((int) QUOTE.offsetOf("open"), (byte) 5);
        assertThat(QUOTE.bool("open").get(memory)).isTrue();
        assertThat(QUOTE.integer("open").get(memory)).isEqualTo(1);
        assertThat(QUOTE.view(memory).getLong("open")).isEqualTo(1);
        QUOTE.integer("open").set(memory, 0);
        assertThat(QUOTE.bool("open").get(memory)).isFalse();
    }

    @Test
    void anArrayOfNumbersIsSetAtOnce() {
        StructView view = QUOTE.view(memory);
        view.set("grid[1]", "1, -2,0x7f");
        assertThat(view.toString()).contains("grid[1][0] = 1\ngrid[1][1] = -2\ngrid[1][2] = 127");
        view.set("u64", "0xffffffffffffffff");
        view.set("price", "-Infinity");
        view.set("ratio", "NaN");
        assertThat(view.toString()).contains("u64 = 18446744073709551615\nratio = NaN", "price = -Infinity");
        Struct bytes = Struct.parse("struct b { unsigned char c[3]; bool b[2]; };", "b");
        StructView two = bytes.view(ByteBuffer.allocate(5));
        two.set("c", "1,2,255");
        two.set("b", "true,0");
        assertThat(two).hasToString("struct b:\nc[0] = 1\nc[1] = 2\nc[2] = 255\nb[0] = true\nb[1] = false");
    }

    @Test
    void pointersAndEnumsAreIntegers() {
        QUOTE.int64("callback").set(memory, 0x7fff_0000_1234L);
        assertThat(QUOTE.integer("callback").get(memory)).isEqualTo(0x7fff_0000_1234L);
        QUOTE.int32("side").set(memory, 1);
        assertThat(QUOTE.uint32("side").get(memory)).isEqualTo(1);
    }

    @Test
    void aViewReadsByName() {
        StructView view = QUOTE.view(memory);
        view.setLong("id", 7);
        view.setDouble("price", 101.25);
        view.setDouble("ratio", 0.25);
        view.setString("symbol", "EURUSD");
        view.setLong("depth[1].ask", 9_000_000_000L);
        view.setLong("level", 30);
        view.setLong("open", 1);
        view.setLong("u64", -1);
        view.setLong("name", 0xabc);
        assertThat(view.getLong("id")).isEqualTo(7);
        assertThat(view.getDouble("price")).isEqualTo(101.25);
        assertThat(view.getDouble("ratio")).isEqualTo(0.25);
        assertThat(view.getString("symbol")).isEqualTo("EURUSD");
        assertThat(view.getLong("depth[1].ask")).isEqualTo(9_000_000_000L);
        assertThat(view.getLong("level")).isEqualTo(30);
        assertThat(view.toString())
                .startsWith("struct quote:\nid = 7\nprice = 101.25\nsymbol = \"EURUSD\"\ndepth[0].bid = 0\n")
                .contains("\nlevel = 30\n", "\nopen = true\n", "\nu64 = 18446744073709551615\n", "\nname = 0xabc\n")
                .contains("\nexact = long double, 16 bytes at offset 128\n", "\ngrid[1][2] = 0");
        assertThatThrownBy(() -> view.setLong("open", 2)).hasMessage("open holds 0 to 1, not 2");
        assertThatThrownBy(() -> view.getDouble("id")).hasMessageContaining("id is int32_t: use int32");
        assertThatThrownBy(() -> view.getString("prize")).hasMessageContaining("has no field 'prize'; it has id");
    }

    /** Also as one of several values, of which none is then written. */
    @Test
    void aFloatHoldsItsRange() {
        Struct floats = Struct.parse("struct s { float one, f[2]; double d[2]; };", "s");
        StructView view = floats.view(ByteBuffer.allocate(32).order(ByteOrder.nativeOrder()));
        view.set("f", "1,2");
        view.set("d", "1,2");
        String range = " holds -3.4028235E38 to 3.4028235E38, not ";
        assertThatThrownBy(() -> view.setDouble("one", 1e39)).hasMessage("one" + range + "1.0E39");
        assertThatThrownBy(() -> view.set("one", "-1e39")).hasMessage("one" + range + "-1.0E39");
        assertThatThrownBy(() -> view.set("f", "3,1e39")).hasMessage("f[1]" + range + "1.0E39");
        assertThatThrownBy(() -> view.set("f", "1e400,3")).hasMessageStartingWith("f[0] holds ");
        assertThatThrownBy(() -> view.set("d", "3,1e400"))
                .hasMessage("d[1] holds -1.7976931348623157E308 to 1.7976931348623157E308, not 1e400");
        view.set("one", "Infinity");
        assertThat(view).hasToString("struct s:\none = Infinity\nf[0] = 1.0\nf[1] = 2.0\nd[0] = 1.0\nd[1] = 2.0");
    }

    @Test
    void aLongStructIsPrintedInPart() {
        Struct large = Struct.parse("struct s { struct { int x[2000]; } y[2000]; };", "s", Abi.LINUX_X86_64);
        String text = large.view(ByteBuffer.allocate((int) large.byteSize())).toString();
        assertThat(text.lines()).hasSizeBetween(100, 1010);
        assertThat(text).contains("y[0].x[15] = 0\ny[0].x[…] = 2000 elements\ny[1].x[0] = 0");
    }

    @Test
    void theFieldsAreATree() {
        List<StructField> fields = QUOTE.fields();
        assertThat(fields.get(0))
                .isEqualTo(new StructField("id", "int32_t", FieldKind.SIGNED, 0, 4, 0, 0, 1, List.of()));
        StructField depth = fields.get(3);
        assertThat(depth.kind()).isEqualTo(FieldKind.ARRAY);
        assertThat(depth.count()).isEqualTo(2);
        assertThat(depth.fields().get(0).fields()).extracting(StructField::name).containsExactly("bid", "ask");
        StructField level = fields.get(6);
        assertThat(level)
                .isEqualTo(new StructField("level", "unsigned char", FieldKind.UNSIGNED, 60, 1, 3, 5, 1, List.of()));
    }

    @Test
    void accessAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        access(20_000); // links the handles
        long before = threads.getThreadAllocatedBytes(thread);
        access(100_000);
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100_000);
    }

    /** Uses every kind of field that does not return an object. */
    private void access(int rounds) {
        Struct.Int32 id = QUOTE.int32("id");
        Struct.UInt32 u32 = QUOTE.uint32("u32");
        Struct.Int64 u64 = QUOTE.int64("u64");
        Struct.UInt16 u16 = QUOTE.uint16("u16");
        Struct.Float64 price = QUOTE.float64("price");
        Struct.AnyInt count = QUOTE.integer("count");
        Struct.Bits level = QUOTE.bits("level");
        Struct.Bool open = QUOTE.bool("open");
        for (int i = 0; i < rounds; i++) {
            id.setRelease(memory, id.getAcquire(memory) + 1);
            u32.setVolatile(memory, u32.getVolatile(memory) & 0xff);
            u64.compareAndSet(memory, i, i + 1);
            u16.set(memory, u16.get(memory) & 0xff);
            price.set(memory, price.get(memory) + 1);
            count.set(memory, count.get(memory) + 1);
            level.set(memory, i & 31);
            open.set(memory, level.get(memory) > 3);
        }
    }

    @Test
    void theFingerprintIsThatOfTheFields() {
        String text = "struct s { int a; char b[3]; };";
        long fingerprint = Struct.parse(text, "s", Abi.LINUX_X86_64).fingerprint();
        assertThat(Stream.of(
                                "struct s { int  a;char b[1 + 2]; }; struct t { int x; };",
                                "typedef int i; typedef struct { i a; char b[3]; } s;")
                        .map(same -> Struct.parse(same, "s", Abi.LINUX_I386).fingerprint()))
                .containsOnly(fingerprint);
        assertThat(Stream.of(
                                "struct s { int a; char b[4]; };",
                                "struct s { int a; char c[3]; };",
                                "struct s { unsigned a; char b[3]; };",
                                "struct s { char b[3]; int a; };",
                                "struct s { int a; char b[3]; } __attribute__((packed));",
                                "struct s { int a; char b[3]; int c[]; };",
                                "union s { int a; char b[3]; };")
                        .map(other -> Struct.parse(other, "s", Abi.LINUX_X86_64).fingerprint()))
                .doesNotContain(fingerprint)
                .doesNotHaveDuplicates();
    }
}
