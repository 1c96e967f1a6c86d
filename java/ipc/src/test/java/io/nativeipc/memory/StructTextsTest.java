package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts whose layout depends on where attributes are written, on pragmas, macros, literals or the spaces of names. Each
 * has the layout of the compiler, or is refused, for every compiler of this machine.
 */
class StructTextsTest {
    private static final String INCLUDES = "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n";

    @TempDir
    private Path folder;

    /** A text with the struct that is asked for, and what Java has for Linux: "same" or a refusal. */
    record Text(String name, String expected, String declarations) {
        @Override
        public String toString() {
            return declarations;
        }
    }

    static Stream<Text> texts() throws IOException {
        try (InputStream in = StructTextsTest.class.getResourceAsStream("texts.txt")) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("(?m)^---- ")).skip(1).map(StructTextsTest::text);
        }
    }

    private static Text text(String part) {
        String head = part.lines().findFirst().orElseThrow();
        int bar = head.indexOf(" | ");
        return new Text(head.substring(0, bar), head.substring(bar + 3), part.substring(head.length() + 1));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theLayoutOfTheCompilerOrARefusal(Text text) throws Exception {
        String refusal = "";
        try {
            assertThat(differences(text, CCompiler.gcc())).isEmpty();
        } catch (IllegalArgumentException e) {
            refusal = Objects.requireNonNull(e.getMessage());
        }
        assertThat(refusal).contains(text.expected.equals("same") ? "" : text.expected);
        assertThat(refusal.isEmpty()).isEqualTo(text.expected.equals("same"));
    }

    static Stream<CCompiler> otherCompilers() {
        return CCompiler.present().stream().skip(1);
    }

    @ParameterizedTest
    @MethodSource("otherCompilers")
    @Tag("full")
    void otherSystems(CCompiler compiler) throws Exception {
        List<List<String>> compared = texts().toList().parallelStream()
                .map(text -> compared(text, compiler))
                .flatMap(Optional::stream)
                .toList();
        assertThat(compared.stream().flatMap(List::stream)).isEmpty();
        assertThat(compared).hasSizeGreaterThan(60);
    }

    /** Returns what differs, or nothing at all of a text that we or the compiler refuse. */
    private Optional<List<String>> compared(Text text, CCompiler compiler) {
        try {
            List<String> found = differences(text, compiler);
            return Optional.of(found.stream().map(each -> text + each).toList())
                    .filter(all -> found.stream().noneMatch(each -> each.contains(": exit ")));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining(text.name.replaceFirst("^(struct|union) ", ""));
            return Optional.empty();
        } catch (Exception e) {
            throw new AssertionError(text.toString(), e);
        }
    }

    private List<String> differences(Text text, CCompiler compiler) throws Exception {
        Struct struct = Struct.parse(text.declarations, text.name, compiler.abi());
        boolean tag =
                struct.toString().startsWith("struct ") || struct.toString().startsWith("union ");
        String written = tag ? struct.toString().split(" ")[0] + " %s" : "%s";
        return new CompilerAnswers(compiler, List.of(struct), new Random(3))
                .differences(INCLUDES + text.declarations, written, Files.createTempDirectory(folder, "text"));
    }

    /** The preprocessor's whole output for the headers of Windows, with its pragmas and 2 million characters. */
    @Test
    @Tag("full")
    void structsOfTheHeadersOfWindows() throws Exception {
        Optional<CCompiler> mingw =
                otherCompilers().filter(each -> each.name().equals("mingw")).findFirst();
        assumeTrue(mingw.isPresent(), "the headers are those of MinGW, which is not installed");
        CCompiler compiler = mingw.orElseThrow();
        Files.writeString(
                folder.resolve("all.c"),
                "#include <winsock2.h>\n#include <windows.h>\n#include <ws2tcpip.h>\n#include <tlhelp32.h>\n");
        assertThat(compiler.run(folder, "-E", "-o", "all.i", "all.c")).isEmpty();
        String text = Files.readString(folder.resolve("all.i"), StandardCharsets.ISO_8859_1);
        List<Struct> structs = Stream.of(
                        "SYSTEMTIME",
                        "RECT",
                        "WIN32_FIND_DATAW",
                        "PROCESSENTRY32W",
                        "CRITICAL_SECTION",
                        "CONTEXT",
                        "LARGE_INTEGER",
                        "BITMAPFILEHEADER",
                        "INPUT")
                .map(name -> Struct.parse(text, name, compiler.abi()))
                .toList();
        assertThat(new CompilerAnswers(compiler, structs, new Random(5)).differences(text, "%s", folder))
                .isEmpty();
    }

    /** Compilers differ in these lines, or they end where no reader sees it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "enum { A }; // x \\ \n#pragma pack(1)\n",
                "#define B 1 \\\t\n#pragma pack(1)\n",
                "int x; \\ \n#pragma pack(1)\n",
                "// x\r#pragma pack(1)\n",
                "#define B 1\r#pragma pack(1)\n",
                "int x;\r#pragma pack(1)\n",
                "// what??/\n#pragma pack(1)\n",
                "??=pragma pack(1)\n",
                "const char *x = \"??/\";\n",
            })
    void linesThatEndElsewhere(String lines) {
        assertThatThrownBy(() -> Struct.parse(lines + "struct s { char a; int b; };", "s", Abi.LINUX_X86_64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#define T 'a' /* '\"' */ \t\n",
                "/* a \\ \n */\n",
                "// a \\\n#pragma pack(1)\n",
                "\ufeff",
                "\u00ef\u00bb\u00bf",
                "\ufeff#define A 1\r\n",
                "#define N 1'000 // '\n",
                "#define D _Pragma(\"GCC diagnostic push\")\nint f(void) { D return 0; }\n",
                "#include <linux/packet.h>\n#include <msgpack.h>\n",
                "#pragma pop_macro(\"N\")\n",
                "#pragma GCC push_options\n#pragma GCC target(\"avx2\")\n#pragma GCC pop_options\n",
                "#pragma pack(push,_CRT_PACKING)\n#pragma pack(pop)\n",
            })
    void linesThatChangeNothing(String lines) {
        assertThat(Struct.parse(lines + "struct s { char a; int b; };", "s", Abi.LINUX_X86_64)
                        .byteSize())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<pshpack4.h>", "\"poppack.h\"", "\"pack_begin.h\"", "<x/packed.h>", "\"my-pack-off.hpp\""})
    void headersThatPack(String header) {
        String text = "#include " + header + "\nstruct s { char a; int b; };";
        assertThatThrownBy(() -> Struct.parse(text, "s"))
                .hasMessageContaining("line 1: ")
                .hasMessageContaining("may change the packing: give the output of cc -E");
    }

    /** {@code cc -E} gives the text of one ABI, whose typedefs another ABI would give other sizes. */
    @Test
    void preprocessedForAnotherAbi() {
        String text = "typedef signed long int __int64_t; struct s { int a; };";
        assertThat(Struct.parse(text, "s", Abi.LINUX_X86_64).byteSize()).isEqualTo(4);
        for (Abi abi : List.of(Abi.LINUX_I386, Abi.WINDOWS_X86_64)) {
            assertThatThrownBy(() -> Struct.parse(text, "s", abi))
                    .hasMessageStartingWith("struct s: line 1: __int64_t has 32 bits here: the text is of another ABI");
        }
    }

    @Test
    void theTypesOfStdatomic() {
        String text = "#include <stdatomic.h>\n"
                + "struct s { char c; atomic_uint u; atomic_bool b; atomic_size_t z; atomic_schar s; atomic_ullong l; };";
        Struct struct = Struct.parse(text, "s", Abi.LINUX_X86_64);
        assertThat(struct.fields().stream().map(StructField::offset)).containsExactly(0L, 4L, 8L, 16L, 24L, 32L);
        assertThat(struct.byteSize()).isEqualTo(40);
    }

    /** Each word of the header's pattern is replaced once. */
    @Test
    void namesThatAreWordsOfTheAssertions() {
        assertThat(Struct.parse("struct MY_INSTANCE { int WRITTEN; };", "MY_INSTANCE")
                        .assertions("GUARD.h"))
                .contains("#include \"GUARD.h\"", "extern struct MY_INSTANCE native_ipc_MY_INSTANCE;");
    }

    /** Names of C++ that only a part of the text sees. */
    @Test
    void constantsOfOtherScopes() {
        String struct = "struct s { char c[N]; };";
        assertThat(Struct.parse("enum { N = 5 }; enum class e { M = 3, K = M };" + struct, "s")
                        .byteSize())
                .isEqualTo(5);
        for (String enums : List.of(
                "enum { N = 5 }; enum class e : int { N = 3 };",
                "enum { N = 5 }; struct t { enum { N = 3 } e; };",
                "enum { N = 5 }; enum class e { N = 3, M = N / 0 };",
                "enum class e { N = 3 };")) {
            assertThatThrownBy(() -> Struct.parse(enums + struct, "s"))
                    .hasMessageContaining("line 1: 'N' is no integer constant");
        }
    }

    /** What is skipped may give a name of C's headers another meaning. */
    @Test
    void typedefsInSkippedText() {
        for (String skipped : List.of(
                "void f() noexcept { } typedef short pid_t;",
                "auto f() -> int { return 1; } typedef short pid_t;",
                "typedef struct __attribute__((strange)) { char a; } pid_t;",
                "typedef weird<1> (*pid_t)(int), other;",
                "typedef weird<1> pid_t[3], other;",
                "using pid_t = short;")) {
            try {
                assertThat(Struct.parse(skipped + " struct s { pid_t p; };", "s")
                                .byteSize())
                        .as(skipped)
                        .isEqualTo(2);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("struct s: line 1: ");
            }
        }
        String size = "typedef size_t (*weird)(foo<1>), pid_t; struct s { size_t a; };";
        assertThat(Struct.parse(size, "s", Abi.LINUX_X86_64).byteSize()).isEqualTo(8);
    }
}
