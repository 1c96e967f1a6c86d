package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program, by default the packaged launcher, as a user does. A program that does not end fails the test. */
public final class Program {
    private static final long PATIENCE_SECONDS = 60;

    private final List<String> program;
    private final Map<String, String> environment = new HashMap<>();
    private Path folder = Path.of("").toAbsolutePath();

    private Program(List<String> program) {
        this.program = program;
    }

    /** The exit status and the output of a program. */
    public record Result(int exit, String out, String err) {}

    /** Returns the packaged launcher. */
    public static Program launcher() {
        return program(launcherFile().toString());
    }

    /** Returns the packaged jar, started with a Java and without the launcher. */
    public static Program jar(Path javaHome, String... jvmOptions) {
        List<String> program =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        program.addAll(List.of(jvmOptions));
        program.addAll(List.of("-jar", jarFile().toString()));
        return new Program(program);
    }

    public static Program program(String... program) {
        return new Program(List.of(program));
    }

    public static Path launcherFile() {
        return Path.of(System.getProperty("nativeipc.launcher"));
    }

    public static Path jarFile() {
        return launcherFile().resolveSibling("native-ipc.jar");
    }

    /** Sets an environment variable. */
    public Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Program in(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    public Result run(String... arguments) throws Exception {
        return run(List.of(arguments), new byte[0]);
    }

    public Result run(List<String> arguments, byte[] stdin) throws Exception {
        Process process = start(arguments);
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> text(process.inputReader(StandardCharsets.UTF_8)));
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(process.errorReader(StandardCharsets.UTF_8)));
        try (OutputStream in = process.getOutputStream()) {
            in.write(stdin);
        } catch (IOException notRead) {
            // the program ended without reading its input
        }
        return new Result(exitCode(process), out.get(), err.get());
    }

    /** Starts the program without waiting for its end. */
    public Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // with this variable, a JVM prints a line on stderr
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits for the end of the process. */
    public static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.isAlive()).as("the program does not end").isFalse();
        return process.exitValue();
    }

    private static String text(BufferedReader reader) {
        StringBuilder text = new StringBuilder();
        reader.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
