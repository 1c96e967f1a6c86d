package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Declarations that are refused, each with its line and its reason. */
class StructRefusalsTest {
    /** The depth of types is not that of the brackets in the text. */
    @Test
    @Timeout(60)
    void typesAreNotNestedWithoutALimit() {
        StringBuilder structs = new StringBuilder("struct s0 { int x; };");
        StringBuilder arrays = new StringBuilder("typedef int t0[1];");
        for (int i = 1; i < 50_000; i++) {
            structs.append("struct s")
                    .append(i)
                    .append(" { struct s")
                    .append(i - 1)
                    .append(" a; };\n");
            arrays.append("typedef t").append(i - 1).append(" t").append(i).append("[1];\n");
        }
        assertThat(Struct.parse(structs.toString(), "s99").byteSize()).isEqualTo(4);
        assertThatThrownBy(() -> Struct.parse(structs.toString(), "s100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested more than 100 levels deep");
        String deep = " is not understood: line 100: types are nested more than 100 levels deep";
        for (int i : new int[] {101, 49_999}) {
            assertThatThrownBy(() -> Struct.parse(structs.toString(), "s" + i))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("struct s" + i + ": line " + i + ": the type of a, s" + (i - 1) + "," + deep);
        }
        assertThat(Struct.parse(structs + "struct a { struct s100 *p; struct s49999 *q; };", "a", Abi.LINUX_X86_64)
                        .byteSize())
                .isEqualTo(16);
        assertThatThrownBy(() -> Struct.parse(arrays + "struct a { t49999 x; };", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested more than 100 levels deep");
    }

    /** The name of a pointer grows with each typedef, and with that of its target. */
    @Test
    @Timeout(60)
    void pointersOverTypedefs() {
        StringBuilder pointers = new StringBuilder("typedef int p0;\n");
        StringBuilder constants = new StringBuilder("enum { E0 };\n");
        for (int i = 1; i < 50_000; i++) {
            pointers.append("typedef p").append(i - 1).append(" *p").append(i).append(";\n");
            constants.append("enum { E").append(i).append(" = E").append(i - 1).append(" + 1 };\n");
        }
        assertThat(Struct.parse(pointers + "struct a { p20 x; };", "a")
                        .fields()
                        .get(0)
                        .type())
                .isEqualTo("int " + "*".repeat(20));
        assertThatThrownBy(() -> Struct.parse(pointers + "struct a { p49999 x; };", "a"))
                .hasMessage("struct a: line 50001: the declaration of p49999 is not understood: line 22: this is a"
                        + " pointer of more than 20 levels");
        assertThat(Struct.parse(constants + "struct a { char x[E49999]; };", "a")
                        .byteSize())
                .isEqualTo(49_999);
        String longName = "typedef struct " + "x".repeat(1_000_000) + " T; struct a { T ";
        String fields = IntStream.range(0, 60_000).mapToObj(i -> "*x" + i).collect(Collectors.joining(", "));
        Struct many = Struct.parse(longName + fields + "; };", "a", Abi.LINUX_X86_64);
        assertThat(many.byteSize()).isEqualTo(480_000);
    }

    /** The output of the preprocessor has hundreds of structs of the system's headers. */
    @Test
    void theStructsOfTheGivenFileAreListedFirst() {
        String text = """
                # 0 "shared.c"
                # 0 "<built-in>"
                # 0 "<command-line>"
                # 1 "/usr/include/stdc-predef.h" 1 3 4
                # 0 "<command-line>" 2
                # 1 "shared.c"
                struct order;
                # 1 "/usr/include/time.h" 1 3 4
                struct timespec { long tv_sec; long tv_nsec; };
                typedef struct { int __val[2]; } __fsid_t;
                struct itimerspec { struct timespec it_value; };
                # 2 "shared.c" 2
                # 1 "./quote.h" 1
                # 1 "/usr/include/stdint.h" 1 3 4
                struct tm { int tm_sec; };
                # 1 "./quote.h" 2
                struct quote { int id; };
                # 3 "shared.c" 2
                struct order { int id; };
                typedef struct { int x; } level_t;
                """;
        String all = "; the text has order, level_t, quote, timespec, itimerspec, tm, __fsid_t";
        assertThatThrownBy(() -> Struct.parse(text, "a")).hasMessage("struct a is not declared" + all);
        assertThatThrownBy(() -> Struct.parse(text, "qoute"))
                .hasMessage("struct qoute is not declared; similar names: quote" + all);
        assertThatThrownBy(() -> Struct.parse(text, "struct LEVEL"))
                .hasMessage("struct LEVEL is not declared; similar names: level_t" + all);
        assertThatThrownBy(() -> Struct.parse(text, "timespec_t"))
                .hasMessageStartingWith("struct timespec_t is not declared; similar names: timespec; the text");
        assertThatThrownBy(() -> Struct.parse("#line 1 \"x.c\"\nstruct b { int x; };", "bb"))
                .hasMessage("struct bb is not declared; the text has b");
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                arguments(
                        "struct a { struct b y; };",
                        "line 2: the type of y, b, is not understood: line 1: the type foo"),
                arguments(
                        "struct a { struct b y[2]; };",
                        "line 2: an array of b has no size: b is not understood: line 1"),
                arguments(
                        "struct a { char c[sizeof(struct b)]; };",
                        "line 2: b has no size: it is not understood: line 1"),
                arguments(
                        "struct a { struct c { struct b y; } c; };",
                        "line 2: the type of y, b, is not understood: line 1"),
                arguments(
                        "struct c { struct b y; };\nstruct a { struct c z; };",
                        "line 3: the type of z, c, is not understood: line 1: the type foo"),
                arguments(
                        "typedef struct c { struct b y; } T;\nstruct a { T z; };",
                        "line 3: the declaration of T is not understood: line 1: the type foo"),
                arguments(
                        "struct c; struct a { struct c z; };",
                        "line 2: the type of z, c, is declared but not defined"));
    }

    /** A struct that contains one that is not understood has the reason of that one. */
    @ParameterizedTest
    @MethodSource("causes")
    void theFirstCause(String declarations, String reason) {
        assertThatThrownBy(() -> Struct.parse("struct b { foo x; };\n" + declarations, "a", Abi.LINUX_X86_64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("struct a: " + reason);
        assertThat(Struct.parse("struct b { foo x; };\nstruct a { struct b *y; };", "a", Abi.LINUX_X86_64)
                        .byteSize())
                .isEqualTo(8);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // the preprocessor
                arguments("#ifdef X\nstruct a { int x; };\n#endif", "line 1: the layout depends on '#ifdef X'"),
                arguments("int y;\n#if 1\n#endif\nstruct a { int x; };", "line 2: the layout depends on '#if 1'"),
                arguments("#ifndef H\n#define H\n#ifdef W\nstruct a { int x; };\n#endif\n#endif", "line 3: the layout"),
                arguments("#ifndef H\n#define G\nstruct a { int x; };\n#endif", "line 1: the layout depends on"),
                arguments("#ifdef __cplusplus\nstruct a { int x; };\n#endif", "line 1: the layout depends on"),
                arguments(
                        "#ifdef __cplusplus\nextern \"C\" {\n#else\n}\n#endif\nstruct a { int x; };",
                        "line 1: the layout"),
                arguments("#define INT int\nstruct a { INT x; };", "line 2: INT is a macro: give the output of cc -E"),
                arguments(
                        "#include <compiler.h>\nstruct a { char c; int x; } __packed;",
                        "line 2: '__packed' after the definition may be a macro"),
                arguments("struct a { char c; int x; } __aligned(64);", "line 1: '__aligned' after the definition"),
                arguments(
                        "struct b { char c; int x; } PACKED;\nstruct a { struct b b; };",
                        "the declaration of b is not understood: line 1: 'PACKED' after the definition"),
                arguments("typedef struct { int x; } T;\nstruct a {\nT; int y; };", "line 3: the name of a member"),
                arguments("struct b { int x; };\nstruct a { struct b; int y; };", "line 2: the name of a member"),
                arguments("#define N (2*3)\nstruct a {\nint x[N]; };", "line 3: N is a macro"),
                arguments("#define F(x) x\nstruct a { F(int) x; };", "line 2: F is a macro"),
                arguments("#pragma pack(3)\nstruct a { int x; };", "line 1: '#pragma pack(3)' is not understood"),
                arguments("#pragma pack(pop)\nstruct a { int x; };", "line 1: #pragma pack(pop) without a push"),
                arguments("#pragma pack(push, name, 1)\nstruct a { int x; };", "line 1: '#pragma pack(push, name, 1)'"),
                arguments("#pragma scalar_storage_order big-endian\nstruct a { int x; };", "line 1: '#pragma scalar"),
                arguments("#include <pshpack1.h>\nstruct a { int x; };", "line 1: pshpack1.h may change the packing"),
                arguments("#error no\nstruct a { int x; };", "line 1: '#error no' is not understood"),
                arguments("struct a { char c;\n#pragma pack(1)\nint x; };", "line 1: #pragma pack inside of a struct"),
                arguments(
                        "_Pragma(\"pack(1)\")\nstruct a { char c; int x; };", "line 1: _Pragma may change the packing"),
                arguments("int y; __pragma(pack(1))\nstruct a { char c; int x; };", "line 1: __pragma may change"),
                arguments(
                        "typedef int int64_t __attribute__((mode(SI)));\nstruct a { int64_t x; };",
                        "line 2: the declaration of int64_t is not understood: line 1: the attribute mode"),
                // C++
                arguments("class a {\npublic: int x; };", "line 1: a C++ class has no layout"),
                arguments("struct b { int y; };\nstruct a : b { int x; };", "line 2: a struct with a base class"),
                arguments("struct a {\nvirtual void f(); int x; };", "line 2: a class with virtual functions"),
                arguments("struct a {\nint x; int f() const { return x; } };", "line 2: a member function"),
                arguments("struct a {\na(); int x; };", "line 2: a member function"),
                arguments("struct a { int x;\n~a(); };", "line 2: a C++ class has no layout"),
                arguments("struct a { int\n&r; };", "line 2: a reference has no meaning in another process"),
                arguments("struct a { int &&r; };", "line 1: a reference has no meaning"),
                arguments("struct a { int x\n= 5; };", "line 2: a member with an initialiser"),
                arguments("struct a { int x\n{5}; };", "line 2: a member with an initialiser"),
                arguments("struct a { static int x; int y; };", "line 1: only data members are understood"),
                arguments("struct a {\npublic: int x; };", "line 2: a C++ class has no layout"),
                arguments("namespace n {\nstruct a { int x; }; }", "line 1: namespaces are not understood"),
                arguments("template <class T> struct a { T x; };", "line 1: a C++ template has no layout"),
                arguments("struct a {\nstd::string s; };", "line 2: std::string has no layout that C++ defines"),
                arguments("struct a { std::array<int, 4> v; };", "line 1: std::array has no layout"),
                arguments("struct a { auto x; };", "line 1: auto is not understood"),
                // types
                arguments("struct a {\n__int128 x; };", "line 2: __int128 has no equivalent in Java"),
                arguments("struct a { foo_t f; };", "line 1: the type foo_t is not declared"),
                arguments("struct b; struct a { struct b *p;\nstruct b v; };", "line 2: the type of v, b, is declared"),
                arguments("struct a { int x; struct a inner; };", "line 1: the type of inner, a, is declared but not"),
                arguments("struct a { void v; };", "line 1: the type of v, void, is declared but not defined"),
                arguments("struct a { int v[2](int); };", "line 1: "),
                arguments(
                        "struct a { float v __attribute__((vector_size(16))); };", "line 1: the attribute vector_size"),
                arguments(
                        "struct a { int x; } __attribute__((scalar_storage_order(\"big-endian\")));",
                        "the attribute scalar"),
                arguments("struct a { int x [[no_unique_address]]; };", "line 1: the attribute no_unique_address"),
                arguments("struct a { double _Complex z; };", "line 1: complex numbers"),
                arguments("struct a { unsigned float f; };", "line 1: these words name no type"),
                arguments("struct a { long long long l; };", "line 1: these words name no type"),
                arguments("struct a { };", "line 1: an empty struct has size 0 in C and 1 in C++"),
                arguments("typedef struct { int x; } a __attribute__((packed));", "line 1: GCC ignores packed here"),
                arguments("struct b { char c; };\ntypedef struct b { int x; } a;", "line 2: b is declared twice"),
                // bit-fields
                arguments("struct a { float f:3; };", "line 1: a bit-field is an integer or a bool, not float"),
                arguments("struct a { int x:33; };", "line 1: a bit-field of int has at most 32 bits, not 33"),
                arguments("struct a { int x:0; };", "line 1: a bit-field of width 0 has no name"),
                arguments("struct a { _Bool b:2; };", "line 1: a bit-field of bool has at most 1 bits"),
                arguments("struct a { int x:-1; };", "line 1: a bit-field of int has at most 32 bits, not -1"),
                arguments("struct a { int x:3 __attribute__((aligned(8))); };", "line 1: an aligned bit-field"),
                // arrays and constants
                arguments("struct a { int x[-1]; };", "line 1: an array has no -1 elements"),
                arguments("struct a { int x[]; int y; };", "line 1: an array without a bound is the last"),
                arguments("struct a { int y; int x[2][]; };", "line 1: only the first bound of an array may be absent"),
                arguments("struct a { int x[n]; };", "line 1: 'n' is no integer constant that this text defines"),
                arguments(
                        "struct a { int x[1/0]; };", "line 1: the value of this constant is too large, or C wraps it"),
                arguments("struct a { int x[2147483647 + 1]; };", "line 1: the value of this constant is too large"),
                arguments("struct a { int x[sizeof(int) - 8]; };", "line 1: the value of this constant is too large"),
                arguments("struct a { int x[0x10000000000000000]; };", "line 1: '0x10000000000000000' is no integer"),
                arguments("struct a { int x[(int) 3.5]; };", "line 1: '3.5' is no integer"),
                arguments("struct a { int x[(char) 300]; };", "line 1: this cast changes the value"),
                arguments("struct a { int x[(double) 3]; };", "line 1: a cast to double is no integer constant"),
                arguments("struct a { int x[1 << 40]; };", "line 1: the value of this constant is too large"),
                arguments("struct a { char x[1LL << 62]; };", "line 1: this array has more than"),
                arguments("struct a { int x[1000000][1000000][1000000]; };", "line 1: this array has more than"),
                arguments("struct a { char x[3000000000LL]; };", "struct a has 3000000000 bytes; a buffer has at most"),
                arguments(
                        "struct a { _Alignas(3) int x; };",
                        "line 1: an alignment is a power of two up to 65536, not 3"),
                // text
                arguments("struct a { int x; /* ", "line 1: this comment does not end"),
                arguments("struct a { int x; } = \"abc", "line 1: this text ends inside of quotes"),
                arguments("struct a { int x = \"abc\n\"; };", "line 1: this line ends inside of quotes"),
                arguments("struct a { int x;", "line 1: a type is expected, but the text ends"),
                arguments("struct a { int x };", "line 1: ';' is expected, not '}'"),
                arguments("struct a { int; };", "line 1: the name of a member is expected"),
                arguments("struct a { int \u00e9; };", "line 1: the name of a member is expected, not '\u00e9'"),
                arguments("# 40 \"q.h\"\nstruct a {\nfoo x; };", "line 3 (q.h, line 41): the type foo is not declared"),
                // names
                arguments("struct a { int x; char y, x; };", "line 1: two fields have the name 'x'"),
                arguments(
                        "struct a { int x;\nstruct { int y; union { int z; char x; }; }; };",
                        "two fields have the name"),
                arguments("struct b { int x; }; struct c { int y; };", "struct a is not declared; the text has b, c"),
                arguments("", "struct a is not declared; the text has no struct"),
                arguments("struct a;", "struct a is declared but not defined"),
                arguments("typedef int a;", "struct a is no struct"),
                arguments("struct a { int x; };\nstruct a { long x; };", "line 2: a is declared twice"),
                arguments("struct a { int x; };\ntypedef struct { long y; } a;", "line 2: a is declared twice"),
                arguments(
                        "typedef struct { int x; } a;\ntypedef struct { long y; } a;", "line 2: a is declared twice"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void withLineAndReason(String declarations, String reason) {
        assertThatThrownBy(() -> Struct.parse(declarations, "a", Abi.LINUX_X86_64))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause() // it would be a class of the parser
                .hasMessageStartingWith("struct a")
                .hasMessageContaining(reason);
    }

    @Test
    void theOtherKeyword() {
        assertThatThrownBy(() -> Struct.parse("union a { int x; };", "struct a"))
                .hasMessage("struct a: a is a union, not a struct");
    }

    @ParameterizedTest
    @EnumSource(names = {"WINDOWS_X86_64", "WINDOWS_AARCH64", "MINGW_X86_64"})
    void unitsOfWidthZeroForWindows(Abi abi) {
        assertThatThrownBy(() -> Struct.parse("struct a { int x:1;\nint :0; int y:1; };", "a", abi))
                .hasMessageContaining("line 2: ':0' is not understood for Windows");
    }

    @Test
    void attributesOfGccForMsvc() {
        String packed = "struct a { int x; } __attribute__((packed));";
        assertThatThrownBy(() -> Struct.parse(packed, "a", Abi.WINDOWS_X86_64))
                .hasMessageContaining("line 1: MSVC has no attribute packed");
        assertThat(Struct.parse(packed, "a", Abi.MINGW_X86_64).byteSize()).isEqualTo(4);
    }

    static Stream<Arguments> large() {
        return Stream.of(
                arguments("struct a { int x; };".repeat(500_000), "the limit is 8388608"),
                arguments(";".repeat(3_000_000), "the text has more than 2000000 tokens"),
                arguments("struct a { ".repeat(100_000), "nested more than 100 levels deep"),
                arguments("struct a { int x[" + "(".repeat(500_000) + "1", "nested more than 100 levels deep"),
                arguments("struct a { int x[" + "-".repeat(500_000) + "1", "'--' is no integer constant"),
                arguments("struct a { int x[" + "- ".repeat(500_000) + "1", "nested more than 100 levels deep"),
                arguments("struct a { int " + "(*".repeat(200_000) + "x", "a closing bracket is expected"),
                arguments("struct a { int " + "(*".repeat(2_000) + "x" + ")".repeat(2_000) + "; };", "than 20 levels"),
                arguments("struct a { int " + "(".repeat(2_000) + "x" + ")".repeat(2_000) + "; };", "levels deep"),
                arguments("struct a { int " + "*".repeat(1_000_000), "a pointer of more than 20 levels"),
                arguments("struct a { int x" + "[2]".repeat(100_000) + "; };", "this array has more than"),
                arguments("struct a {" + "int x};".repeat(300_000), "';' is expected, not '}'"),
                arguments("{".repeat(1_000_000), "struct a is not declared"),
                arguments("}".repeat(1_000_000), "struct a is not declared"),
                arguments("foo a;".repeat(200_000), "the type foo is not declared"),
                arguments("#pragma pack(push)\n".repeat(200_000), "struct a is not declared"),
                arguments("\\\n".repeat(1_000_000), "struct a is not declared"),
                arguments("# 1 \"" + "x".repeat(1_000_000), "line 1: this text ends inside of quotes"),
                arguments("struct a { " + "x".repeat(8_000_000) + " y; };", "the type xxxx"),
                arguments("struct " + "x".repeat(8_000_000) + " { int y; };", "the text has xxxx"),
                arguments("struct a { int y[" + "1".repeat(8_000_000) + "]; };", "is no integer of at most 63 bits"),
                arguments("#pragma " + "x".repeat(8_000_000), "is not understood"),
                arguments("#define x " + "'a".repeat(4_000_000), "struct a is not declared"),
                arguments("#define x '\n".repeat(600_000), "struct a is not declared"),
                arguments("#include <" + "pack_".repeat(1_600_000) + ">", "struct a is not declared"),
                arguments("void f() noexcept {}".repeat(200_000), "struct a is not declared"),
                arguments("enum {" + "x = 1 + 1,".repeat(300_000) + "};", "struct a is not declared"),
                arguments(doubling(40), "struct a has more than 65536 fields"),
                arguments(halves(100_000), "this struct has more than"));
    }

    /** Returns a struct whose members each have half of the largest size. */
    private static String halves(int members) {
        return IntStream.range(0, members)
                .mapToObj(i -> "char x" + i + "[1LL << 39];")
                .collect(Collectors.joining("", "struct a { ", " };"));
    }

    /** Returns structs of which each contains the one before it twice. */
    private static String doubling(int depth) {
        StringBuilder text = new StringBuilder("struct s0 { char c; };\n");
        for (int i = 1; i <= depth; i++) {
            text.append("struct ")
                    .append(i == depth ? "a" : "s" + i)
                    .append(" { struct s")
                    .append(i - 1);
            text.append(i < 20 ? " l, r; };\n" : " l; int r[0]; };\n");
        }
        return text.toString();
    }

    /** The time is far above what a text of this size needs, and far below what a quadratic parser needs. */
    @ParameterizedTest
    @MethodSource("large")
    @Timeout(60)
    void largeTextsInBoundedTime(String declarations, String reason) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> Struct.parse(declarations, "a", Abi.LINUX_X86_64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("struct a")
                .hasMessageContaining(reason)
                .extracting(e -> Objects.requireNonNull(e.getMessage()).length())
                .satisfies(length -> assertThat(length).isLessThan(5000));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
}
