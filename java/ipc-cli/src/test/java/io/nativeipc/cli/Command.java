package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The packaged command, in a process of its own, started as a user starts it; or, where a test needs no more than that it runs
 * to its end, in a {@link CommandServer}.
 */
final class Command {
    static final String LAUNCHER = System.getProperty("nativeipc.launcher");
    private static final long PATIENCE_SECONDS = 60;

    /** False where the launcher and its Java are what is tested. */
    private static final boolean SERVED = Boolean.parseBoolean(System.getProperty("nativeipc.served", "true"));

    /** The common pool may have a single thread, and what is read here blocks. */
    static final Executor THREADS = task -> {
        Thread thread = new Thread(task, "command");
        thread.setDaemon(true);
        thread.start();
    };

    private final Process process;
    private final CompletableFuture<byte[]> err;

    private Command(List<String> words) {
        this(words, Map.of());
    }

    /** Another program, which is heard and spoken to as the command is. */
    Command(List<String> words, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), THREADS);
    }

    /** What a command came to. */
    record Result(int status, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Its stdout, if it exited with 0 and said nothing on stderr. */
        String ok() {
            assertThat(err).isEmpty();
            assertThat(status).isZero();
            return out();
        }

        /** Its stderr, if it exited with this status and printed nothing. */
        String failed(int expected) {
            assertThat(out()).isEmpty();
            assertThat(status).as(err).isEqualTo(expected);
            assertThat(err).startsWith("native-ipc: ").doesNotContain("\tat ", "Exception");
            return err;
        }
    }

    /** Runs it with nothing on stdin. */
    static Result run(String... arguments) {
        return run(new byte[0], arguments);
    }

    static Result run(byte[] stdin, String... arguments) {
        // a measurement has a Java with flags of its own, and another process
        return SERVED && !arguments[0].equals("bench")
                ? CommandServer.run(stdin, List.of(arguments))
                : runAlone(stdin, arguments);
    }

    /** Runs it in a process that ends with it. */
    static Result runAlone(String... arguments) {
        return runAlone(new byte[0], arguments);
    }

    static Result runAlone(byte[] stdin, String... arguments) {
        Command command = start(arguments);
        command.write(stdin);
        command.endStdin();
        return command.result();
    }

    /** Starts it with stdin open. SIGINT kills it even where this process was started to ignore SIGINT. */
    static Command start(String... arguments) {
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT", LAUNCHER));
        words.addAll(List.of(arguments));
        return new Command(words);
    }

    /** Runs a line of shell in which $N is the command. */
    static Result shell(String line) {
        Command command = new Command(List.of("bash", "-c", "N=" + LAUNCHER + "\n" + line));
        command.endStdin();
        return command.result();
    }

    void write(byte[] bytes) {
        try {
            process.getOutputStream().write(bytes);
            process.getOutputStream().flush();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe"); // it has ended without reading all
        }
    }

    void endStdin() {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.flush();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    /** The next bytes of stdout as text, waiting for all of them. */
    String hear(int length) {
        return new String(hearBytes(length), StandardCharsets.UTF_8);
    }

    byte[] hearBytes(int length) {
        try {
            return CompletableFuture.supplyAsync(() -> read(length), THREADS).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            process.destroyForcibly();
            throw new AssertionError("it said nothing", e);
        }
    }

    private byte[] read(int length) {
        try {
            return process.getInputStream().readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    void interrupt() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -INT " + pid()).start().waitFor())
                .isZero();
    }

    /** SIGKILL, to the JVM, which the launcher has become. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for its end. */
    Result result() {
        try {
            byte[] out = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()), THREADS)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), out, errors());
        } catch (Exception e) {
            process.destroyForcibly();
            throw new AssertionError("it does not end", e);
        }
    }

    private String errors() throws Exception {
        return new String(err.get(PATIENCE_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8);
    }

    private static byte[] readAll(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
