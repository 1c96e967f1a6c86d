package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts the Python programs of this module. */
final class Python {
    private static final Path PROGRAMS = Path.of(System.getProperty("nativeipc.root", "../.."))
            .toAbsolutePath()
            .normalize()
            .resolve("java/ipc-python/src/test/python");
    private static final long PATIENCE_SECONDS = 60;

    private Python() {}

    /** Starts the other end of a connection, which executes the commands that it receives line by line. */
    static Peer connection(Peers python) {
        return Peer.startScript(python, PROGRAMS.resolve("connection_peer.py"));
    }

    /** Starts a process that uses shared memory and executes commands line by line. */
    static Peer memory(Peers python) {
        return Peer.startScript(python, PROGRAMS.resolve("memory_peer.py"));
    }

    /** Starts a program that is not a peer and needs no commands. */
    static Process start(Peers python, Map<String, String> environment, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(python.interpreter(), PROGRAMS.resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns the lines that a program printed; fails unless it ends with 0. */
    static List<String> linesOf(Process process) throws Exception {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            List<String> lines = reader.lines().collect(Collectors.toList());
            assertThat(process.exitValue()).as("exit code after " + lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
