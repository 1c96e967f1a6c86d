package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of assertions, compiled as C11 and C++17 with the header that Java parsed, and with one that drifted. */
class StructAssertionsTest {
    private static final String QUOTE =
            "struct quote { int id; double price; char symbol[8]; struct { short bid; long long ask; } depth[2]; };\n";
    private static final String KINDS = """
            #include <stdint.h>
            #include <stdbool.h>
            enum side { BUY, SELL = 3, NONE = -1 };
            enum { LEVELS = 2 };
            struct in { short a; unsigned char b; };
            struct quote {
                int id; unsigned count; float ratio; double price; char letter; signed char small; bool flag;
                char symbol[8]; char four[4]; void *data; struct quote *next; int (*call)(int); uint64_t bits;
                int rows[2][6]; enum side side; enum side sides[LEVELS]; struct in in; struct in ins[3];
                union { int as_int; float as_float; } value; long double wide; const volatile short flags;
                unsigned low : 3; enum side seen : 4; int64_t tail[];
            };
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"c", "cpp"})
    void theAssertionsCompileWithTheSameHeader(String language) throws Exception {
        assertThat(checked(language, QUOTE, QUOTE)).isEmpty();
        assertThat(checked(language, kinds(language), kinds(language))).isEmpty();
    }

    /** ISO C++ has no flexible array. */
    private static String kinds(String language) {
        return language.equals("c") ? KINDS : KINDS.replace("int64_t tail[];", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "cpp"})
    void aDriftedHeaderStopsTheBuild(String language) throws Exception {
        assertThat(checked(language, QUOTE, QUOTE.replace("int id;", "int id; long long added;")))
                .startsWith("exit 1")
                .contains("struct quote: Java expects offset 8 of price")
                .contains("native_ipc_quote_3_offset_of_price")
                .containsPattern("char \\(\\* ?(native_ipc\\w+)?\\)\\[16]")
                .containsPattern("char \\(\\* ?(native_ipc\\w+)?\\)\\[8]")
                .contains("struct quote: Java expects size 56 of the whole struct");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "cpp"})
    void aFieldOfAnotherSizeStopsTheBuild(String language) throws Exception {
        assertThat(checked(language, QUOTE, QUOTE.replace("symbol[8]", "symbol[7]")))
                .startsWith("exit 1")
                .contains("struct quote: Java expects size 8 of symbol")
                .containsPattern("char \\(\\* ?(native_ipc\\w+)?\\)\\[7]");
    }

    static Stream<Arguments> driftsWithoutSize() {
        String[][] rows = {
            {"int id", "unsigned id", "a signed integer in id, found an unsigned integer"},
            {"int id", "float id", "a signed integer in id, found a floating-point number"},
            {"unsigned count", "int count", "an unsigned integer in count, found a signed integer"},
            {"float ratio", "int ratio", "a floating-point number in ratio, found a signed integer"},
            {"double price", "uint64_t price", "a floating-point number in price, found an unsigned integer"},
            {"double price", "void *price", "a floating-point number in price, found a pointer"},
            {"char letter", "bool letter", "char in letter, found bool"},
            {"char letter", "uint8_t letter", "char in letter, found an unsigned integer"},
            {"signed char small", "char small", "a signed integer in small, found char"},
            {"bool flag", "char flag", "bool in flag, found char"},
            {"char symbol[8]", "char *symbol", "an array in symbol, found a pointer"},
            {"char symbol[8]", "unsigned char symbol[8]", "char in symbol[0], found an unsigned integer"},
            {"char four[4]", "int four", "an array in four, found a signed integer"},
            {"char four[4]", "short four[2]", "size 1 of four[0]"},
            {"void *data", "uint64_t data", "a pointer in data, found an unsigned integer"},
            {"void *data", "char data[8]", "a pointer in data, found an array"},
            {"struct quote *next", "double next", "a pointer in next, found a floating-point number"},
            {"int (*call)(int)", "long call", "a pointer in call, found a signed integer"},
            {"uint64_t bits", "struct in *bits", "an unsigned integer in bits, found a pointer"},
            {"int rows[2][6]", "int rows[3][4]", "size 24 of rows[0]"},
            {"int rows[2][6]", "int rows[12]", "size 24 of rows[0]"},
            {"int rows[2][6]", "float rows[2][6]", "a signed integer in rows[0][0], found a floating-point number"},
            {"enum side side", "unsigned side", "a signed integer in side, found an unsigned integer"},
            {"enum side sides[LEVELS]", "float sides[LEVELS]", "a signed integer in sides[0], found a floating"},
            {"short a; unsigned", "unsigned short a; unsigned", "a signed integer in in.a, found an unsigned integer"},
            {"short a; unsigned", "unsigned short a; unsigned", "a signed integer in ins[0].a, found an unsigned"},
            {"struct in in;", "int in;", "a struct in in, found a signed integer"},
            {"int as_int", "unsigned as_int", "a signed integer in value.as_int, found an unsigned integer"},
            {"long double wide", "uint64_t wide[2]", "long double in wide, found an array"},
            {"volatile short flags", "volatile unsigned short flags", "integer in flags, found an unsigned integer"},
            {"SELL = 3", "SELL = 4", "SELL = 3 in side"},
            {"NONE = -1", "NONE = -2", "NONE = -1 in side"},
        };
        return Stream.of(rows)
                .flatMap(row -> Stream.of("c", "cpp").map(language -> Arguments.of(language, row[0], row[1], row[2])));
    }

    /** Such a header has the same offsets and sizes, and other values. */
    @ParameterizedTest
    @MethodSource("driftsWithoutSize")
    void aFieldOfAnotherKindStopsTheBuild(String language, String before, String after, String message)
            throws Exception {
        String drifted = kinds(language).replace(before, after);
        assertThat(drifted).isNotEqualTo(kinds(language));
        assertThat(checked(language, kinds(language), drifted))
                .startsWith("exit 1")
                .contains("struct quote: Java expects " + (message.startsWith("integer") ? "a signed " : "") + message);
        Struct parsed = Struct.parse(KINDS, "quote", Abi.LINUX_X86_64);
        assertThat(Struct.parse(KINDS.replace(before, after), "quote", Abi.LINUX_X86_64)
                        .fingerprint())
                .isNotEqualTo(parsed.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELL = 4", "BOUGHT = 3", "SELL = 3, HOLD"})
    void theFingerprintHasTheConstantsOfEnums(String constants) {
        long fingerprint = Struct.parse(KINDS, "quote", Abi.LINUX_X86_64).fingerprint();
        String drifted = KINDS.replace("SELL = 3", constants);
        assertThat(Struct.parse(drifted, "quote", Abi.LINUX_X86_64).fingerprint())
                .isNotEqualTo(fingerprint);
    }

    /** Compiles the assertions of what Java parsed with a header, and returns what the compiler says. */
    private String checked(String language, String parsed, String header) throws Exception {
        Files.writeString(folder.resolve("quote.h"), header);
        Struct quote = Struct.parse(parsed, "quote", Abi.LINUX_X86_64);
        String layout = quote.assertions("quote.h");
        assertThat(layout).contains("0x" + Long.toHexString(quote.fingerprint()));
        Files.writeString(folder.resolve("quote_layout.h"), layout);
        Files.writeString(
                folder.resolve("main." + language), "#include \"quote_layout.h\"\n#include \"quote_layout.h\"\n");
        String compiler = language.equals("c") ? "cc" : "c++";
        List<String> command = List.of(compiler, language.equals("c") ? "-std=c11" : "-std=c++17");
        return new CCompiler(compiler, Abi.LINUX_X86_64, command)
                .run(folder, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-c", "-o", "main.o", "main." + language);
    }

    /** The assertions of every tricky struct compile, so no path in them is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"c", "cpp"})
    void theAssertionsOfTrickyStructsCompile(String language) throws Exception {
        boolean isC = language.equals("c");
        String tricky = isC ? StructCompilersTest.tricky() : withoutC(StructCompilersTest.tricky());
        Files.writeString(folder.resolve("tricky.h"), tricky);
        StringBuilder main = new StringBuilder();
        for (String name : StructCompilersTest.trickyNames().toList()) {
            if (tricky.contains(name.replace("union ", "") + " {")) {
                Struct struct = Struct.parse(tricky, name, Abi.LINUX_X86_64);
                Files.writeString(folder.resolve(struct.name() + "_layout.h"), struct.assertions("tricky.h"));
                main.append("#include \"").append(struct.name()).append("_layout.h\"\n");
            }
        }
        Files.writeString(folder.resolve("main." + language), main);
        CCompiler compiler = isC ? CCompiler.gcc() : new CCompiler("c++", Abi.LINUX_X86_64, List.of("c++"));
        assertThat(compiler.run(folder, "-c", "-w", "-o", "main.o", "main." + language))
                .isEmpty();
        assertThat(main.toString().lines().count()).isGreaterThan(60);
    }

    /** Removes what C++ does not know: keywords of C, and an anonymous type inside of an anonymous type. */
    private static String withoutC(String text) {
        return text.lines()
                .filter(line -> !line.matches(".*struct (t8|t60|t61) \\{.*"))
                .map(line -> line.replace("_Bool", "bool").replace("_Alignas", "alignas"))
                .reduce("", (a, b) -> a + b + "\n");
    }
}
