package io.nativeipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.DotNet;
import io.nativeipc.peer.JavaProgram;
import io.nativeipc.peer.Peers;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running program of {@code examples/}, in its own process. */
final class Example implements AutoCloseable {
    static final Path FOLDER = Path.of(System.getProperty("nativeipc.root"), "examples");
    private static final long PATIENCE_SECONDS = 60;

    private final String program;
    private final Process process;
    private final BufferedReader output;

    private Example(String program, Process process) {
        this.program = program;
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Skips the test unless all programs can run: a program that was started and then killed because another is missing
     * would leave its object behind.
     */
    static void require(String... files) throws ClassNotFoundException {
        for (String file : files) {
            if (file.endsWith(".cs")) {
                Peers.DOTNET.require();
            } else {
                command(file);
            }
        }
    }

    /** Starts the program in a file, for example {@code socket/client.py}. */
    static Example start(String file, String... arguments) throws Exception {
        if (file.endsWith(".cs")) {
            return new Example(file, DotNet.start(FOLDER.resolve(file), arguments));
        }
        List<String> command = new ArrayList<>(command(file));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
        return new Example(file, builder.start());
    }

    /** Returns the command line of a program. */
    static List<String> command(String file) throws ClassNotFoundException {
        String stem = file.substring(0, file.lastIndexOf('.'));
        if (file.endsWith(".java")) {
            Class<?> program =
                    Class.forName(stem.substring(stem.indexOf('/') + 1), false, Example.class.getClassLoader());
            return JavaProgram.command(program, System.getProperty("java.class.path"));
        } else if (file.endsWith(".py")) {
            return List.of(Peers.PYTHON.interpreter(), FOLDER.resolve(file).toString());
        }
        Peers.CPP.require();
        return List.of(FOLDER.resolve("target/cpp").resolve(stem).toString());
    }

    /** Returns the next line that the program prints. */
    String hear() throws Exception {
        return within(() -> output.readLine());
    }

    /** Writes to the program's standard input, and closes it. */
    void write(String text) throws IOException {
        try (BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8)) {
            input.write(text);
        }
    }

    /** Returns the rest of the output; fails unless the program ends normally. */
    List<String> rest() throws Exception {
        List<String> lines = within(() -> output.lines().toList());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(program + " ends")
                .isTrue();
        assertThat(process.exitValue()).as("exit status of " + program).isZero();
        return lines;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T within(Reading<T> reading) throws Exception {
        CompletableFuture<T> read = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                read.complete(reading.read());
            } catch (IOException | RuntimeException e) {
                read.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return read.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
