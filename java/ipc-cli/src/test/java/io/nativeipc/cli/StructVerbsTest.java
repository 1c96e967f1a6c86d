package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory as the structs of a C header. */
class StructVerbsTest {
    @RegisterExtension
    final Names names = new Names();

    @TempDir
    Path folder;

    private String header;

    @BeforeEach
    void writeHeader() throws IOException {
        Path file = folder.resolve("quote.h");
        Files.writeString(file, """
                #pragma once
                #include <stdint.h>
                struct quote { /* größe */
                    int32_t id;
                    double price;
                    char symbol[8];
                    struct { int16_t bid; int64_t ask; } depth[2];
                    unsigned flags : 3, big : 1;
                    _Bool on;
                    union { float f; uint64_t u; };
                };
                """, StandardCharsets.ISO_8859_1);
        header = file.toString();
    }

    private String[] line(String verb, String address, String... more) {
        String[] line = {verb, address, "--as", "quote", "--header", header};
        return Stream.of(line, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @Test
    void fieldsAreWrittenAndRead() {
        String address = names.create("posix-shm", "--size", "4096");
        Command.run(line(
                        "write", address, "--offset", "64", "id=-7", "price=101.25", "symbol=a=b", "depth[1].ask=0x7f"))
                .ok();
        Command.run(line("write", address, "--offset", "64", "on=true", "flags=5", "u=18446744073709551615"))
                .ok();
        assertThat(Command.run(line("read", address, "--offset", "64")).ok()).isEqualTo("""
                        id = -7
                        price = 101.25
                        symbol = "a=b"
                        depth[0].bid = 0
                        depth[0].ask = 0
                        depth[1].bid = 0
                        depth[1].ask = 127
                        flags = 5
                        big = 0
                        on = true
                        f = NaN
                        u = 18446744073709551615
                        """);
        assertThat(Command.run(line("read", address, "--offset", "64", "--json"))
                        .ok()
                        .replaceAll("\\s", ""))
                .isEqualTo("{\"id\":-7,\"price\":101.25,\"symbol\":\"a=b\",\"depth\":[{\"bid\":0,\"ask\":0},"
                        + "{\"bid\":0,\"ask\":127}],\"flags\":5,\"big\":0,\"on\":true,\"f\":\"NaN\","
                        + "\"u\":18446744073709551615}");
        Command.run(line("write", address, "--offset", "64", "f=1.1")).ok();
        assertThat(Command.run(line("read", address, "--offset", "64", "--json"))
                        .ok())
                .contains("\"f\" : 1.1,");
        assertThat(Command.run("read", address, "--offset", "64", "--length", "4", "--raw")
                        .bytes())
                .containsExactly(-7, -1, -1, -1);
    }

    @Test
    void structsFollowEachOther() {
        String address = names.create("file", "--size", "48");
        String as = "struct { int id; double price; }";
        Command.run("write", address, "--as", as, "--offset", "16", "id=2", "price=2.5")
                .ok();
        assertThat(Command.run("read", address, "--as", as, "--count", "3").ok())
                .isEqualTo("[0].id = 0\n[0].price = 0.0\n[1].id = 2\n[1].price = 2.5\n[2].id = 0\n[2].price = 0.0\n");
        assertThat(Command.run("read", address, "--as", as, "--count", "3", "--json")
                        .ok()
                        .replaceAll("\\s", ""))
                .isEqualTo("[{\"id\":0,\"price\":0.0},{\"id\":2,\"price\":2.5},{\"id\":0,\"price\":0.0}]");
        assertThat(Command.run("read", address, "--as", as, "--count", "4").failed(1))
                .contains("48 bytes", "16 at offset 48");
        assertThat(Command.run("read", address, "--as", as, "--offset", "7E").failed(2))
                .contains("7E");
        assertThat(Command.run("read", address, "--as", as, "--offset", "9223372036854775807")
                        .failed(1))
                .contains("48 bytes");
    }

    /** A lock is one line of text and its bytes in JSON, not the private members of the C library. */
    @Test
    void aLockIsOneField() throws Exception {
        Files.writeString(
                folder.resolve("shared.c"),
                "#include <pthread.h>\n#include <semaphore.h>\n"
                        + "struct shared { int number; sem_t turn; pthread_mutex_t locks[2]; };\n");
        Process compiler = new ProcessBuilder("cc", "-E", "-o", "shared.i", "shared.c")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        String file = folder.resolve("shared.i").toString();
        String address = names.create("posix-shm", "--size", "120");
        byte[] bytes = new byte[120];
        bytes[0] = 7;
        bytes[8] = 0x1f;
        bytes[80 + 39] = (byte) 0xee;
        Command.run(bytes, "write", address).ok();
        assertThat(Command.run("read", address, "--as", "shared", "--header", file, "--abi", "linux-x86_64")
                        .ok())
                .isEqualTo("""
                        number = 7
                        turn = sem_t, 32 bytes at offset 8 (SharedSemaphore.at)
                        locks[0] = pthread_mutex_t, 40 bytes at offset 40 (SharedMutex.at)
                        locks[1] = pthread_mutex_t, 40 bytes at offset 80 (SharedMutex.at)
                        """);
        JsonNode json = new ObjectMapper()
                .readTree(Command.run(
                                "read", address, "--as", "shared", "--header", file, "--abi", "linux-x86_64", "--json")
                        .ok());
        assertThat(json.get("turn").textValue()).isEqualTo("1f" + "00".repeat(31));
        assertThat(json.get("locks").get(1).textValue()).isEqualTo("00".repeat(39) + "ee");
        assertThat(Command.run("struct", file, "shared", "--abi", "linux-x86_64")
                        .ok())
                .contains("\n8       32    sem_t               turn\n", "\n40      80    pthread_mutex_t[2]  locks\n")
                .doesNotContain("__");
        assertThat(Command.run("write", address, "--as", "shared", "--header", file, "turn=1")
                        .failed(2))
                .contains("turn is sem_t: use SharedSemaphore.at or bytes");
        assertThat(Command.run("write", address, "--as", "shared", "--header", file, "locks[1].__data.__lock=1")
                        .failed(2))
                .contains(
                        "struct shared: locks[1] is pthread_mutex_t, which is one field: its members are private to the"
                                + " C library; use SharedMutex.at or bytes");
    }

    /** Text has the names of an enum's constants, and JSON the numbers. */
    @Test
    void enumsAreWrittenAndReadByName() {
        String address = names.create("posix-shm", "--size", "16");
        String as = "struct { enum { BUY, SELL = 5 } side; enum { A, B } two[2]; int rest; }";
        Command.run("write", address, "--as", as, "side=SELL", "two=1,A").ok();
        assertThat(Command.run("read", address, "--as", as).ok())
                .isEqualTo("side = SELL\ntwo[0] = B\ntwo[1] = A\nrest = 0\n");
        assertThat(Command.run("read", address, "--as", as, "--json").ok().replaceAll("\\s", ""))
                .isEqualTo("{\"side\":5,\"two\":[1,0],\"rest\":0}");
        assertThat(Command.run("write", address, "--as", as, "rest=1", "side=HOLD")
                        .failed(2))
                .contains("\"HOLD\" is not a value of side, of type enum, which has BUY, SELL");
        Command.run("write", address, "--as", as, "side=4").ok();
        assertThat(Command.run("read", address, "--as", as).ok()).isEqualTo("""
                side = 4
                two[0] = B
                two[1] = A
                rest = 0
                """);
    }

    /** The form in which JSON shows arrays is also that in which they are written. */
    @Test
    void arraysOfArraysAndCombinedFlagsAreWritten() {
        String address = names.create("posix-shm", "--size", "64");
        String as = "struct { int rows[2][3]; char names[2][4]; float f[2][1][2];"
                + " enum { NONE, READ, WRITE, APPEND = 8 } flags; }";
        String rows = "rows=[[1, 2,3],[0x4,-5,6]]";
        String floats = "f=[[[1,2]],[[\"NaN\",0.5]]]";
        Command.run("write", address, "--as", as, rows, "names=[\"a,]\",\"\\\"b\"]", floats, "flags=READ|WRITE | 8")
                .ok();
        String json = Command.run("read", address, "--as", as, "--json").ok().replaceAll("\\s", "");
        assertThat(json)
                .isEqualTo("{\"rows\":[[1,2,3],[4,-5,6]],\"names\":[\"a,]\",\"\\\"b\"],"
                        + "\"f\":[[[1.0,2.0]],[[\"NaN\",0.5]]],\"flags\":11}");
        assertThat(Command.run("read", address, "--as", as).ok()).endsWith("\nflags = 11\n");
        Command.run("write", address, "--as", as, "flags=11", "rows=[[1,2,3],[4,-5,6]]", "names[1]=c")
                .ok();
        assertThat(Command.run("read", address, "--as", as, "--json").ok().replaceAll("\\s", ""))
                .isEqualTo(json.replace("\\\"b", "c"));
        String[][] refused = {
            {"flags=READ|WROTE", "\"READ|WROTE\" is not a value of flags, of type enum, which has NONE, READ, WRITE"},
            {"flags=|", "is not a value of flags"},
            {"rows=1,2,3,4,5,6", "rows has 2 elements, and this text 6 values; write a list for each row"},
            {"rows=[[1,2,3],[4,5]]", "rows[1] has 3 elements, and this text 2 values"},
            {"rows=[[1,2,3],[4,5,6]", "rows: a bracket of the list has no counterpart"},
            {"rows=[1,2,3],4,5,6]", "rows: a bracket of the list has no counterpart"},
            {"names=[\"abc,b]", "names: a quote of the list has no counterpart"},
            {"names=[\"abcd\",\"b\"]", "names[0] has 4 bytes, and this text 4 and a zero byte"},
        };
        for (String[] row : refused) {
            assertThat(Command.run("write", address, "--as", as, row[0]).failed(2))
                    .contains(row[1]);
        }
        assertThat(Command.run("read", address, "--as", as, "--json").ok().replaceAll("\\s", ""))
                .isEqualTo(json.replace("\\\"b", "c"));
    }

    @Test
    void aMisalignedStructIsRefused() {
        String address = names.create("posix-shm", "--size", "64");
        String as = "struct { int id; double price; }";
        for (String line : new String[] {"read", "write"}) {
            String[] more = line.equals("read") ? new String[] {"--json"} : new String[] {"id=1"};
            String[] start = {line, address, "--as", as, "--offset", "2"};
            assertThat(Command.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new))
                            .failed(2))
                    .contains(" is aligned to 8 bytes, and offset 2 of ", " is not; the nearest are 0 and 8");
        }
        assertThat(Command.run("read", address, "--raw").bytes()).containsOnly(0);
        String packed = as + " __attribute__((packed))";
        Command.run("write", address, "--as", packed, "--offset", "2", "price=1.5")
                .ok();
        assertThat(Command.run("read", address, "--as", packed, "--offset", "2").ok())
                .isEqualTo("id = 0\nprice = 1.5\n");
    }

    @Test
    void theLayoutIsPrintedForEachSystem() throws Exception {
        String layout = Command.run("struct", header, "quote").ok();
        assertThat(layout)
                .contains(
                        "\n0       4            int32_t       id\n",
                        "\n4       4                          (hole)\n",
                        "\n56      3 bits at 0  unsigned int  flags\n",
                        "\nstruct quote: 72 bytes, aligned to 8, fingerprint 0x");
        assertThat(Command.run("struct", header, "quote", "--abi", "linux-i386").ok())
                .contains("\nstruct quote: 56 bytes, aligned to 4, fingerprint 0x");
        byte[] text = Files.readAllBytes(Path.of(header));
        assertThat(Command.run(text, "struct", "-", "quote").ok()).isEqualTo(layout);
    }

    /** The header of assertions stops a build whose struct has changed. */
    @Test
    void theAssertionsCompileOnlyWithTheSameStruct() throws Exception {
        Files.writeString(
                folder.resolve("check.c"),
                Command.run("struct", header, "quote", "--assert").ok());
        assertThat(compile()).isEmpty();
        Files.writeString(
                Path.of(header),
                Files.readString(Path.of(header), StandardCharsets.ISO_8859_1).replace("int32_t id", "int64_t id"));
        assertThat(compile()).contains("Java expects size 4 of id");
        Path preprocessed = Files.copy(Path.of(header), folder.resolve("shared.i"));
        assertThat(Command.run("struct", preprocessed.toString(), "quote", "--assert")
                        .ok())
                .contains("#include \"shared.h\"");
    }

    private String compile() throws Exception {
        Process compiler = new ProcessBuilder(
                        "cc",
                        "-fsyntax-only",
                        "-I" + folder,
                        folder.resolve("check.c").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor() == 0).isEqualTo(output.isEmpty());
        return output;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id=1 price=x | \"x\" is not a value of price, of type double",
                "id=1 flags=9 | flags holds 0 to 7, not 9",
                "id=1 id | not FIELD=VALUE: \"id\"",
                "id=1 =2 | not FIELD=VALUE: \"=2\"",
                "id=1 cost=2 | has no field 'cost'; it has id, price",
                "id=1 depth=2,3 | depth[0] is struct: name one of its fields",
                "id=1 depth[2].bid=2 | depth",
                "id=1 symbol=123456789 | symbol",
                "id=2147483648 | id holds -2147483648 to 2147483647, not 2147483648",
                "id=1 on=2 | on holds 0 to 1, not 2",
                "id=1 u=-1 | u holds 0 to 18446744073709551615, not -1",
                "id=1 u=18446744073709551616 | u",
                "id=1 price=2 id=1 | the line writes id twice",
                "id=1 symbol=a symbol[0]=98 | the line writes symbol[0] twice, also as symbol",
                "id=1 symbol[0]=98 symbol=a | the line writes symbol twice, also as its element symbol[0]",
                "depth[1].bid=1 depth[01].bid=2 | the line writes depth[01].bid twice",
            })
    void aWrongValueWritesNothing(String fields, String why) {
        String address = names.create("posix-shm", "--size", "72");
        assertThat(Command.run(line("write", address, fields.split(" "))).failed(2))
                .contains(why)
                .doesNotContain("Exception");
        assertThat(Command.run("read", address, "--raw").bytes()).containsOnly(0);
    }

    /** Every value that bytes can be is a JSON document of this type. */
    @Test
    void everyValueIsJson() throws Exception {
        String as = "struct { char text[8]; char rows[2][4]; double d[4]; float f; int64_t big; uint64_t huge;"
                + " long double l; char empty[4]; _Bool b; void *p; char c; }";
        String address = names.create("posix-shm", "--size", "176");
        ByteBuffer bytes = ByteBuffer.allocate(176).order(ByteOrder.nativeOrder());
        bytes.put(new byte[] {'"', '\\', 1, '\n', 0x7f, (byte) 0xff, (byte) 0xc3, 'x'});
        bytes.put("ab\0dcdef".getBytes(StandardCharsets.US_ASCII));
        bytes.putDouble(Double.NaN)
                .putDouble(Double.POSITIVE_INFINITY)
                .putDouble(Double.NEGATIVE_INFINITY)
                .putDouble(-0.0);
        bytes.putFloat(Float.NaN).putInt(0);
        bytes.putLong((1L << 53) + 1).putLong(-1);
        bytes.put(96, (byte) 5);
        Command.run(bytes.array(), "write", address).ok();
        JsonNode json = new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(Command.run("read", address, "--as", as, "--json", "--abi", "linux-x86_64")
                        .ok());
        assertThat(json.get("text").textValue()).isEqualTo("\"\\\1\n\u007f\ufffd\ufffdx");
        assertThat(json.get("rows").toString()).isEqualTo("[\"ab\",\"cdef\"]");
        assertThat(json.get("d").toString()).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",-0.0]");
        assertThat(json.get("f").textValue()).isEqualTo("NaN");
        assertThat(json.get("big").longValue()).isEqualTo((1L << 53) + 1);
        assertThat(json.get("huge").bigIntegerValue()).isEqualTo("18446744073709551615");
        assertThat(json.get("l").textValue()).isEqualTo("0".repeat(32));
        assertThat(json.get("empty").textValue()).isEqualTo("\5");
        assertThat(json.get("b").isBoolean()).isTrue();
        assertThat(json.get("p").textValue()).isEqualTo("0x0");
        assertThat(json.get("c").isInt()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read posix-shm:/a --as quote | give --header FILE",
                "read posix-shm:/a --header x.h | give --as",
                "read posix-shm:/a --abi linux-i386 | give --as",
                "read posix-shm:/a --json | need --as",
                "read posix-shm:/a --count 2 | need --as",
                "write posix-shm:/a id=1 | needs --as",
                "struct | FILE",
                "struct x.h | NAME",
            })
    void wrongUseIsStatus2(String line, String why) {
        assertThat(Command.run(line.split(" ")).failed(2)).contains(why);
    }

    @Test
    void whatIsNoStructIsRefusedWithItsLine() {
        String address = names.create("posix-shm", "--size", "64");
        assertThat(Command.run(line("read", address, "--abi", "win64")).failed(2))
                .contains("linux-i386, macos");
        assertThat(Command.run(line("read", address, "--raw")).failed(2)).contains("--raw");
        assertThat(Command.run(line("read", address, "--count", "0")).failed(2)).contains("at least 1");
        assertThat(Command.run(line("write", address)).failed(2)).contains("FIELD=VALUE");
        assertThat(Command.run(line("read", address)).failed(1)).contains("64 bytes", "72 at offset 0");
        assertThat(Command.run(line("write", address, "id=1")).failed(1)).contains("64 bytes", "72 at offset 0");
        assertThat(Command.run("read", address, "--as", "quotes", "--header", header)
                        .failed(2))
                .contains("quotes");
        assertThat(Command.run("read", address, "--as", "struct { int id", "--header", header)
                        .failed(2))
                .contains("--header is not needed");
        assertThat(Command.run("read", address, "--as", "struct { int id; virtual int x(); }")
                        .failed(2))
                .contains("line 1");
        assertThat(Command.run("struct", folder.resolve("none.h").toString(), "quote")
                        .failed(1))
                .contains("none.h", "no such file");
        assertThat(Command.run(
                                "#ifdef X\nstruct a { int b; };\n#endif\n".getBytes(StandardCharsets.UTF_8),
                                "struct",
                                "-",
                                "a")
                        .failed(2))
                .contains("line 1", "cc -E");
    }
}
