package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The outcome of opening and using each bad object with each class, in JVMs that interpret or compile: an exception at
 * most, and the JVM survives.
 */
public abstract class BadObjectsContract {
    private static final String TABLE = """
            #                   ABSENT   EMPTY   SHORT   LONG    DIR     FIFO    DEVICE  SOCKET  LINK    DANGLE  OWNER   TRUNC
            POSIX_SHM           absent   corrupt ipc     ok      ipc     ipc     ipc     ipc     ipc     ipc     ok      corrupt
            POSIX_SHM_READ_ONLY absent   corrupt ok      ok      ipc     ipc     ipc     ipc     ipc     ipc     ok      corrupt
            SHARED_MEMORY       absent   corrupt ipc     ok      ipc     ipc     ipc     ipc     ipc     ipc     denied  corrupt
            FILE                absent   corrupt ipc     ok      ipc     ipc     ipc     ipc     ok      absent  ok      corrupt
            DESCRIPTOR          absent   corrupt ok      ok      ipc     ipc     ipc     ipc     ok      absent  ok      corrupt
            SHARED_MUTEX        absent   corrupt ipc     ok      ipc     ipc     ipc     ipc     ok      absent  ok      corrupt
            POSIX_SEM           absent   corrupt corrupt corrupt ipc     ipc     ipc     ipc     ipc     ipc     ok      corrupt
            NAMED_SEMAPHORE     absent   corrupt corrupt corrupt ipc     ipc     ipc     ipc     ipc     ipc     denied  corrupt
            NAMED_MUTEX         absent   corrupt corrupt corrupt ipc     corrupt corrupt ipc     ipc     ipc     denied  corrupt
            RING                absent   corrupt corrupt ok      ipc     corrupt corrupt ipc     ipc     ipc     denied  -
            FIFO_READER         absent   ipc     -       -       ipc     ok      ipc     ipc     ok      absent  ok      -
            FIFO_WRITER         absent   ipc     -       -       ipc     waited  ipc     ipc     waited  absent  waited  -
            UNIX_SOCKET         absent   ipc     -       -       ipc     ipc     ipc     ipc     -       absent  -       -
            """;

    private static final Map<String, String> EXCEPTIONS = Map.of(
            "absent", "NotFoundException",
            "corrupt", "CorruptException",
            "denied", "AccessDeniedException",
            "ipc", "IpcException",
            "ok", "ok",
            "waited", "Waited");

    private static final List<String> MODES = List.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4");

    /**
     * The output lines of each mode's JVM. The JVMs run at the same time, since they spend most of their time in waits
     * for a creator.
     */
    private static final Map<String, CompletableFuture<List<String>>> RUNS = new ConcurrentHashMap<>();

    @BeforeAll
    static void startEachMode() {
        for (String mode : MODES) {
            RUNS.put(mode, CompletableFuture.supplyAsync(() -> run(mode), run -> new Thread(run).start()));
        }
    }

    @AfterAll
    static void awaitEachMode() {
        RUNS.values().forEach(run -> run.exceptionally(failed -> List.of()).join());
    }

    @ParameterizedTest
    @FieldSource("MODES")
    void aBadObjectIsAnExceptionAndTheJvmLives(String mode) throws Exception {
        List<String> lines = RUNS.get(mode).get();
        assertThat(lines).as("the JVM lives").last().isEqualTo("done");
        List<String> wrong = new ArrayList<>();
        for (String line : lines.subList(0, lines.size() - 1)) {
            String[] words = line.split(" ", 3);
            String expected = expected(words[0], BadObjects.Bad.valueOf(words[1]));
            if (expected != null && !words[2].equals("untried") && !words[2].equals(expected)) {
                wrong.add(line + ", not " + expected);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).hasSizeGreaterThan(BadObjects.Opener.values().length * 10);
    }

    /**
     * A truncation while the C library waits in the memory ends the JVM. No check before a call can exclude this, and
     * docs/security.md documents it. This test fails if the behaviour changes.
     */
    @Test
    void aTruncationDuringACallOfTheCLibraryEndsTheJvm() throws Exception {
        Path report = Unique.path();
        try {
            String name = Unique.name();
            Process program = start("-XX:ErrorFile=" + report, BadObjects.DURING, name);
            try (BufferedReader output = output(program)) {
                List<String> lines = output.lines().toList();
                assertThat(lines).as("what comes after the truncation").doesNotContain("lives");
                assertThat(program.waitFor())
                        .as("the exit code of a crash without a core, after %s", lines)
                        .isIn(1, 128 + 6); // exit(1) or abort(), depending on the version of Java
                assertThat(Files.readString(report)).contains("SIGBUS", "libc.so");
            } finally {
                program.destroyForcibly();
                Files.deleteIfExists(Path.of("/dev/shm/sem." + name));
            }
        } finally {
            Files.deleteIfExists(report);
        }
    }

    private static String expected(String opener, BadObjects.Bad bad) {
        for (String row : TABLE.lines().toList()) {
            String[] cells = row.split(" +");
            if (cells[0].equals(opener)) {
                return EXCEPTIONS.get(cells[1 + bad.ordinal()]);
            }
        }
        throw new AssertionError(String.format(Locale.ROOT, "no row for %s", opener));
    }

    private static List<String> run(String mode) {
        try {
            Process program = start(mode, Unique.name());
            try (BufferedReader output = output(program)) {
                List<String> lines = output.lines().toList();
                assertThat(program.waitFor()).as("exit code after %s", lines).isZero();
                return lines;
            } finally {
                program.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts another JVM with this option in place of the {@code TieredStopAtLevel} that keeps other JVMs from C2. */
    private static Process start(String option, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(JavaProgram.command(BadObjects.class, System.getProperty("java.class.path")));
        command.replaceAll(word -> word.startsWith("-XX:TieredStopAtLevel") ? option : word);
        int options = command.indexOf("-Xmx128m");
        command.add(options, "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add(options, "-XX:-CreateCoredumpOnCrash");
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static BufferedReader output(Process program) {
        return new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
    }
}
