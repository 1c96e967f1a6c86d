package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A process, usually in another language, that speaks the line protocol: it prints {@code ready <pid>} and then answers
 * each command with one line, {@code ok [values]} or {@code error …}. Tests wait for lines and never for a fixed time.
 * A peer that does not answer within a minute is killed, and the test fails.
 */
public final class Peer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String END = "\u0000end";

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(100_000);

    private Peer(String name, List<String> command, Map<String, String> environment) {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readLines, "peer-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a peer for one object, for example {@code start(CPP, "sysv-shm", "0x1234")}. */
    public static Peer start(Peers kind, String... arguments) {
        return start(kind, Map.of(), arguments);
    }

    /** {@link #start(Peers, String...)} with environment variables in addition to those that the peer needs. */
    public static Peer start(Peers kind, Map<String, String> environment, String... arguments) {
        kind.require();
        List<String> command = new ArrayList<>(kind.command());
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(kind.environment());
        all.putAll(environment);
        return start(kind.name(), command, all);
    }

    /** Starts a test's own script that speaks the protocol, with an interpreter such as PYTHON. */
    public static Peer startScript(Peers kind, Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(kind.interpreter(), script.toString()));
        command.addAll(List.of(arguments));
        return start(kind.name(), command, kind.environment());
    }

    /** Starts a Java program of the test's class path as another user. */
    public static Peer startAsNobody(Class<?> program, String... arguments) {
        return startAs(Peers.NOBODY, program, arguments);
    }

    /** Starts a Java program of the test's class path with this number as its user and group id. */
    public static Peer startAs(long id, Class<?> program, String... arguments) {
        return startAs(id, Map.of(), program, arguments);
    }

    /** {@link #startAs(long, Class, String...)} with environment variables. */
    public static Peer startAs(long id, Map<String, String> environment, Class<?> program, String... arguments) {
        Peers.OTHER_USER.require();
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups", "--inh-caps=-all"));
        command.addAll(JavaProgram.command(program, ReadableClassPath.get()));
        command.addAll(List.of(arguments));
        return start("user " + id, command, environment);
    }

    /**
     * Returns the command line of a program that runs as another user and cannot see this user's processes (hidepid).
     */
    public static List<String> hiddenFrom(List<String> program) {
        Peers.MOUNT.require();
        Peers.OTHER_USER.require();
        List<String> command = new ArrayList<>(Peers.MOUNT.command());
        command.addAll(List.of("sh", "-c", "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"", "sh"));
        command.addAll(Peers.OTHER_USER.command());
        command.addAll(program);
        return command;
    }

    /** Starts a Java program of the test's class path with the same Java and the same provider. */
    public static Peer startJava(Class<?> program, String... arguments) {
        return startJava(program, Map.of(), arguments);
    }

    /** {@link #startJava(Class, String...)} with environment variables. */
    public static Peer startJava(Class<?> program, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(JavaProgram.command(program, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return start("java", command, environment);
    }

    /** {@link #startJava(Class, Map, String...)} in a new IPC namespace, which ends with the program. Requires root. */
    public static Peer startInNewIpcNamespace(Class<?> program, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--ipc"));
        command.addAll(JavaProgram.command(program, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return start("java", command, environment);
    }

    /**
     * {@link #startJava(Class, Map, String...)} with a file system of 64 KiB on a folder, which ends with the program.
     */
    public static Peer startWithSmall(
            Path folder, Class<?> program, Map<String, String> environment, String... arguments) {
        Peers.MOUNT.require();
        List<String> command = new ArrayList<>(Peers.MOUNT.command());
        command.addAll(List.of("sh", "-c", "mount -t tmpfs -o size=64k ipc-test " + folder + " && exec \"$@\"", "sh"));
        command.addAll(JavaProgram.command(program, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return start("java", command, environment);
    }

    /**
     * {@link #startJava(Class, String...)} with the default actions of SIGINT and SIGHUP, which this JVM may ignore.
     */
    public static Peer startSignalled(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
        command.addAll(JavaProgram.command(program, System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return start("java", command, Map.of());
    }

    /**
     * Starts a program whose class path begins with the tests' own classes, which contain the steps at which the
     * program is killed.
     */
    public static Peer startVictim(Class<?> program, Map<String, String> environment, String... arguments) {
        String tests =
                program.getProtectionDomain().getCodeSource().getLocation().getPath();
        String classPath = tests + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(JavaProgram.command(program, classPath));
        command.addAll(List.of(arguments));
        return start("victim", command, environment);
    }

    /** {@link #startVictim(Class, Map, String...)} in C#, with a build of the ring channel that has the steps. */
    public static Peer startCSharpVictim(Map<String, String> environment, String... arguments) {
        Peers.DOTNET.require();
        List<String> command = new ArrayList<>(DotNet.command(DotNet.VICTIM));
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(DotNet.ENVIRONMENT);
        all.putAll(environment);
        return start("C# victim", command, all);
    }

    private static Peer start(String name, List<String> command, Map<String, String> environment) {
        Peer peer = new Peer(name, command, environment);
        String[] ready = peer.hear().split(" ", -1);
        assertThat(ready[0]).isEqualTo("ready");
        long pid = Long.parseLong(ready[1]);
        assertThat(pid)
                .as("the peer's own pid")
                .isEqualTo(peer.pid())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(ProcessHandle.of(pid)).as("the peer is a process").isPresent();
        return peer;
    }

    /** Sends a command, and returns the answer after {@code ok}. */
    public String ask(String command) {
        String answer = askRaw(command);
        assertThat(answer).as(name + ": " + command).startsWith("ok");
        return answer.substring(2).strip();
    }

    /** Sends a command, and returns the complete answer. */
    public String askRaw(String command) {
        tell(command);
        return hear();
    }

    /** Sends a command without waiting for its answer. */
    public void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": " + command, e);
        }
    }

    /** Sends a command, and returns when the peer is blocked in it, before the answer. Only Linux supports this. */
    public void tellAndAwaitBlocked(String command) {
        String idle = blockedIn(call -> true);
        tell(command);
        blockedIn(call -> !call.equals(idle));
    }

    /**
     * Waits for a system call in which the peer sleeps, and returns its number. The number distinguishes waiting for a
     * command from waiting during a command.
     */
    private String blockedIn(Predicate<String> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            String call = systemCall();
            if (call.matches("\\d+") && wanted.test(call)) {
                return call;
            }
            LockSupport.parkNanos(100_000);
        }
        throw new AssertionError("the peer " + name + " does not block");
    }

    private String systemCall() {
        try {
            return Files.readString(Path.of("/proc/" + pid() + "/syscall")).split("\\s", 2)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next line of the peer. */
    public String hear() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                process.destroyForcibly();
                throw new AssertionError("the peer " + name + (line == null ? " does not answer" : " has ended"));
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns all lines up to the end of the peer. */
    public List<String> hearAll() {
        join();
        List<String> all = new ArrayList<>();
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                all.add(line);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the exit status; a status above 128 is 128 plus the number of a signal. */
    public int exitCode() {
        return join();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGKILL, and waits until the process has ended. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Ends the peer, which must exit with 0. */
    @Override
    public void close() {
        if (process.isAlive()) {
            tell("quit");
            assertThat(join()).as("exit code of " + name).isZero();
        }
    }

    private int join() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the peer " + name + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void readLines() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException killed) {
            // the output of a killed process has ended
        }
        lines.add(END);
    }
}
