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
 * The packaged command, started as a user starts it, in its own process. Commands that a test only runs to their end
 * run in a {@link CommandServer} instead.
 */
final class Command {
    static final String LAUNCHER = System.getProperty("nativeipc.launcher");
    private static final long PATIENCE_SECONDS = 60;

    /** False in the runs that test the launcher and its Java. */
    private static final boolean SERVED = Boolean.parseBoolean(System.getProperty("nativeipc.served", "true"));

    /** Starts a thread for each task: the common pool may have a single thread, and the tasks here block. */
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

    /** Starts another program, whose streams are used like those of the command. */
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

    /** The exit status and the output of a command. */
    record Result(int status, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Returns stdout; fails unless the command exited with 0 and printed nothing on stderr. */
        String ok() {
            assertThat(err).isEmpty();
            assertThat(status).isZero();
            return out();
        }

        /** Returns stderr; fails unless the command exited with this status and printed nothing on stdout. */
        String failed(int expected) {
            assertThat(out()).isEmpty();
            assertThat(status).as(err).isEqualTo(expected);
            assertThat(err).startsWith("native-ipc: ").doesNotContain("\tat ", "Exception");
            return err;
        }
    }

    /** Runs the command with empty stdin. */
    static Result run(String... arguments) {
        return run(new byte[0], arguments);
    }

    static Result run(byte[] stdin, String... arguments) {
        // a measurement needs its own JVM flags and a second process
        return SERVED && !arguments[0].equals("bench")
                ? CommandServer.run(stdin, List.of(arguments))
                : runAlone(stdin, arguments);
    }

    /** Runs the command in its own process. */
    static Result runAlone(String... arguments) {
        return runAlone(new byte[0], arguments);
    }

    static Result runAlone(byte[] stdin, String... arguments) {
        Command command = start(arguments);
        command.write(stdin);
        command.endStdin();
        return command.result();
    }

    /** Starts the command with stdin open. SIGINT ends it even if this process was started with SIGINT ignored. */
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
            assertThat(e).hasMessageContaining("Broken pipe"); // the command ended without reading everything
        }
    }

    void endStdin() {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.flush();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    /** Waits for the next bytes of stdout and returns them as text. */
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

    /** Sends SIGKILL to the JVM, which has replaced the launcher in its process. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits for the end of the command. */
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
