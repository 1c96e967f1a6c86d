package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares structs with the C compiler of the build: sizes, offsets and values. */
class StructCompilersTest {
    private static final String QUOTE =
            "struct quote { int id; double price; char symbol[8]; struct { short bid; long long ask; } depth[2]; };\n";

    @TempDir
    private Path folder;

    static String tricky() throws IOException {
        try (InputStream in = StructCompilersTest.class.getResourceAsStream("tricky.h")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<String> trickyNames() {
        return Stream.concat(
                Stream.of("node"),
                IntStream.rangeClosed(1, 64).mapToObj(i -> i == 50 || i == 51 || i == 52 ? "union t" + i : "t" + i));
    }

    @Test
    void trickyStructs() throws Exception {
        String text = tricky();
        List<String> wrong = new ArrayList<>();
        List<Struct> structs = new ArrayList<>();
        List<Struct> unions = new ArrayList<>();
        trickyNames().forEach(name -> {
            Struct struct = Struct.parse(text, name, Abi.LINUX_X86_64);
            (struct.isUnion() ? unions : structs).add(struct);
        });
        List<Struct> typedefs =
                List.of(Struct.parse(text, "t65", Abi.LINUX_X86_64), Struct.parse(text, "t66", Abi.LINUX_X86_64));
        assertThat(structs).hasSize(62);
        wrong.addAll(compare(structs, text, "struct %s"));
        wrong.addAll(compare(unions, text, "union %s"));
        wrong.addAll(compare(typedefs, text, "%s"));
        assertThat(wrong).isEmpty();
    }

    private List<String> compare(List<Struct> structs, String text, String written) throws Exception {
        return new CompilerAnswers(CCompiler.gcc(), structs, new Random(7)).differences(text, written, folder);
    }

    /** A parser that returned another layout would not be noticed if the comparison could not fail. */
    @Test
    void theComparisonFindsAnotherLayout() throws Exception {
        Struct other = Struct.parse(QUOTE.replace("short bid", "int bid:5, bad:7"), "quote", Abi.LINUX_X86_64);
        assertThat(compare(List.of(other), QUOTE.replace("short bid", "int bid:6, bad:7"), "struct %s"))
                .hasSizeBetween(1, 4)
                .anyMatch(difference -> difference.startsWith("cc: quote.depth[1].bad = "));
        Struct packed = Struct.parse("#pragma pack(4)\n" + QUOTE, "quote", Abi.LINUX_X86_64);
        assertThat(compare(List.of(packed), QUOTE, "struct %s"))
                .contains("cc: quote size: 56, expected 44", "cc: quote.price: 8, expected 4");
    }

    /** Structs of the system's headers, of the preprocessor's whole output. */
    @Test
    void structsOfTheSystemsHeaders() throws Exception {
        List<String> headers = List.of(
                "sys/stat.h",
                "sys/shm.h",
                "sys/sem.h",
                "sys/msg.h",
                "sys/un.h",
                "sys/socket.h",
                "netinet/in.h",
                "time.h",
                "sys/time.h",
                "sys/resource.h",
                "termios.h",
                "poll.h",
                "dirent.h",
                "sys/epoll.h",
                "pthread.h",
                "semaphore.h",
                "mqueue.h",
                "sys/utsname.h",
                "sys/statvfs.h",
                "signal.h",
                "pwd.h",
                "stdio.h",
                "sys/uio.h");
        List<String> names = List.of(
                "stat",
                "ipc_perm",
                "shmid_ds",
                "semid_ds",
                "msqid_ds",
                "sockaddr_un",
                "sockaddr",
                "sockaddr_in",
                "sockaddr_in6",
                "sockaddr_storage",
                "msghdr",
                "cmsghdr",
                "timespec",
                "timeval",
                "tm",
                "itimerspec",
                "rusage",
                "rlimit",
                "termios",
                "pollfd",
                "dirent",
                "epoll_event",
                "mq_attr",
                "utsname",
                "statvfs",
                "passwd",
                "_IO_FILE",
                "iovec",
                "sembuf",
                "shminfo",
                "sigaction",
                "sched_param",
                "__pthread_mutex_s");
        List<String> typedefs = List.of(
                "pthread_mutex_t", "pthread_cond_t", "pthread_rwlock_t", "sem_t", "sigset_t", "siginfo_t", "fd_set");
        StringBuilder source = new StringBuilder();
        headers.forEach(header -> source.append("#include <").append(header).append(">\n"));
        Files.writeString(folder.resolve("all.c"), source);
        assertThat(CCompiler.gcc().run(folder, "-E", "-o", "all.i", "all.c")).isEmpty();
        String text = Files.readString(folder.resolve("all.i"));
        List<Struct> structs = new ArrayList<>();
        for (String name : names) {
            structs.add(Struct.parse(text, name, Abi.LINUX_X86_64));
        }
        List<Struct> named = new ArrayList<>();
        for (String name : typedefs) {
            named.add(Struct.parse(text, name, Abi.LINUX_X86_64));
        }
        assertThat(compare(structs, text, "struct %s")).isEmpty();
        assertThat(compare(named, text, "%s")).isEmpty();
    }

    /** A C program reads what Java writes, and Java reads what the program writes, with every kind of field. */
    @Test
    void valuesThroughACProgram() throws Exception {
        String header =
                "typedef struct { char c; short s; int i; long l; unsigned char uc; unsigned u; float f; double d;"
                        + " _Bool b; char text[12]; enum { OFF, ON = 3 } e; int x:5; unsigned y:11; long z:40;"
                        + " struct { char p; long long q; } __attribute__((packed)) in[2]; union { int v; char w[4]; }; } all;\n";
        Files.writeString(folder.resolve("all.c"), "#include <stdio.h>\n#include <string.h>\n" + header + """
                int main(void) {
                    all a;
                    if (fread(&a, sizeof a, 1, stdin) != 1)
                        return 1;
                    fprintf(stderr, "%d %d %d %ld %d %u %g %g %d %s %d %d %u %ld %d %lld %d", a.c, a.s, a.i, a.l, a.uc,
                            a.u, a.f, a.d, a.b, a.text, a.e, a.x, a.y, (long)a.z, a.in[1].p, a.in[1].q, a.v);
                    a.c++, a.s--, a.i *= 2, a.l = -a.l, a.uc++, a.u /= 2, a.f *= 3, a.d /= 4, a.b = !a.b;
                    strcpy(a.text, "from C");
                    a.e = OFF, a.x = 7, a.y--, a.z++, a.in[1].p = 1, a.in[1].q++, a.w[3] = 1;
                    return fwrite(&a, sizeof a, 1, stdout) != 1;
                }
                """);
        assertThat(CCompiler.gcc().run(folder, "-o", "all", "all.c")).isEmpty();
        Struct all = Struct.parse(header, "all", Abi.LINUX_X86_64);
        ByteBuffer memory = ByteBuffer.allocate((int) all.byteSize()).order(ByteOrder.nativeOrder());
        StructView view = all.view(memory);
        List<String> integers =
                List.of("c", "s", "i", "l", "uc", "u", "b", "e", "x", "y", "z", "in[1].p", "in[1].q", "v");
        long[] values = {-5, -300, 1 << 30, -1L << 40, 255, 4000000000L, 1, 3, -16, 2047, -1L << 39, -1, 1L << 50, 9};
        for (int i = 0; i < values.length; i++) {
            view.setLong(integers.get(i), values[i]);
        }
        view.setDouble("f", 0.5);
        view.setDouble("d", -1.25);
        view.setString("text", "from Java");
        Files.write(folder.resolve("in"), memory.array());
        Process program = new ProcessBuilder("./all")
                .directory(folder.toFile())
                .redirectInput(folder.resolve("in").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(program.waitFor()).isZero();
        assertThat(folder.resolve("err"))
                .hasContent(
                        "-5 -300 1073741824 -1099511627776 255 4000000000 0.5 -1.25 1 from Java 3 -16 2047 -549755813888"
                                + " -1 1125899906842624 9");
        StructView answer = all.view(
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out"))).order(ByteOrder.nativeOrder()));
        assertThat(integers.stream().map(answer::getLong))
                .containsExactly(
                        -4L,
                        -301L,
                        (long) Integer.MIN_VALUE,
                        1L << 40,
                        0L,
                        2000000000L,
                        0L,
                        0L,
                        7L,
                        2046L,
                        (-1L << 39) + 1,
                        1L,
                        (1L << 50) + 1,
                        9L + (1 << 24));
        assertThat(answer.getDouble("f")).isEqualTo(1.5);
        assertThat(answer.getDouble("d")).isEqualTo(-0.3125);
        assertThat(answer.getString("text")).isEqualTo("from C");
    }
}
