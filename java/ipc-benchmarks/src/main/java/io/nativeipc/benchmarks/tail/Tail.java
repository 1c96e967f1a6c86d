package io.nativeipc.benchmarks.tail;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Runs the second harness: {@code Tail FOLDER [--rounds 10] [--minutes 60] [--seconds 0.25] [--warm-up 0.25] [--sizes 64,1024] [--rows
 * ring,ring-fenced,agrona,aeron] [--wakes 3] [--variant NAME=CLASSPATH]...}.
 *
 * <p>Each round runs every row in turn, with new processes, and begins with another row than the round before. A variant
 * is the row {@code ring} with other classes of the project, which come first on the class path. Each measurement is a
 * line of {@code tail.jsonl} in FOLDER; the table of the medians and of the ratios is printed, and is {@code tail.md}.
 */
public final class Tail {
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx64m",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    private static final List<String> STRATEGIES = List.of("SPIN", "YIELD", "BACK_OFF", "SLEEP");
    private static final long LONGEST_SECONDS = 90;

    private final String name = "/tail-" + ProcessHandle.current().pid();
    private final TailOptions options;
    private final PrintWriter results;
    private final TailTable table = new TailTable();
    private final List<Process> running = new ArrayList<>();

    private Tail(TailOptions options, PrintWriter results) {
        this.options = options;
        this.results = results;
    }

    public static void main(String[] args) throws Exception {
        TailOptions options = TailOptions.of(args);
        Files.createDirectories(options.folder());
        try (PrintWriter results = new PrintWriter(
                Files.newBufferedWriter(options.folder().resolve("tail.jsonl"), StandardCharsets.UTF_8))) {
            Tail tail = new Tail(options, results);
            Runtime.getRuntime().addShutdownHook(new Thread(tail::cleanUp));
            tail.run();
            String text = tail.table.text(options);
            System.out.print(text);
            Files.writeString(options.folder().resolve("tail.md"), text);
        }
    }

    private void run() throws Exception {
        List<TailOptions.Row> rows = options.rows();
        long end = System.nanoTime() + (long) (options.minutes() * 60e9);
        AutoCloseable driver = driver(rows);
        try {
            for (int round = 0; round < options.rounds() && System.nanoTime() < end; round++) {
                for (int size : options.sizes()) {
                    for (int i = 0; i < rows.size(); i++) {
                        pair(round, rows.get((round + i) % rows.size()), size);
                    }
                }
                if (round < options.wakes()) {
                    for (String strategy : STRATEGIES) {
                        wake(round, strategy);
                    }
                }
                System.err.println("round " + (round + 1) + " of " + options.rounds());
            }
        } finally {
            driver.close();
        }
    }

    /** Starts Aeron's driver, which sleeps between its turns: the processes that are measured use both processors. */
    private AutoCloseable driver(List<TailOptions.Row> rows) {
        if (rows.stream().noneMatch(row -> row.kind().equals("aeron"))) {
            return () -> {};
        }
        return MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(AeronTransport.folder(name))
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1)));
    }

    private void pair(int round, TailOptions.Row row, int size) throws Exception {
        List<String> ends = List.of(row.kind(), name, options.warmUp(), options.seconds());
        String output = twoProcesses(TailPeer.class, row.classPath(), size, ends);
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ", 4); // figure, line before and after, values
            double before = Double.parseDouble(words[1]);
            double after = Double.parseDouble(words[2]);
            record(round, row.name(), size, words[0], before, after, words[3]);
        }
    }

    private void wake(int round, String strategy) throws Exception {
        String output = twoProcesses(WakePeer.class, "", 64, List.of(strategy, name));
        record(round, strategy, 64, "wake", 0, 0, output.strip().substring("wake ".length()));
    }

    private void record(int round, String row, int size, String figure, double before, double after, String values) {
        StringBuilder json = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"round\":%d,\"row\":\"%s\",\"size\":%d,\"figure\":\"%s\",\"before\":%.1f,\"after\":%.1f",
                round,
                row,
                size,
                figure,
                before,
                after));
        for (String value : values.split(" ", -1)) {
            String[] parts = value.split("=", 2);
            json.append(",\"").append(parts[0]).append("\":").append(parts[1]);
            table.add(new TailTable.Sample(
                    round, row, size, figure + ' ' + parts[0], before, after, Double.parseDouble(parts[1])));
        }
        results.println(json.append('}'));
        results.flush();
    }

    /** Runs a program as the left process on processor 0 and as the right one on processor 1. Returns the left output. */
    private String twoProcesses(Class<?> program, String classPath, int size, List<String> arguments)
            throws IOException, InterruptedException {
        erase();
        make(Line.path(name), Line.BYTES);
        make(Path.of("/dev/shm" + name + "-agrona-0"), AgronaTransport.BYTES);
        make(Path.of("/dev/shm" + name + "-agrona-1"), AgronaTransport.BYTES);
        Process right = start("1", program, classPath, size, "right", arguments);
        Process left = start("0", program, classPath, size, "left", arguments);
        try {
            String output = new String(left.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            for (Process process : List.of(left, right)) {
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException(program.getSimpleName() + " " + arguments + " has failed");
                }
            }
            return output;
        } finally {
            left.destroyForcibly().waitFor();
            right.destroyForcibly().waitFor();
            running.clear();
            erase();
        }
    }

    private Process start(
            String processor, Class<?> program, String classPath, int size, String side, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("timeout", Long.toString(LONGEST_SECONDS)));
        command.addAll(List.of("taskset", "-c", processor));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Dtail.size=" + size);
        command.add("-cp");
        String own = System.getProperty("java.class.path");
        command.add(classPath.isEmpty() ? own : classPath + File.pathSeparator + own);
        command.add(program.getName());
        command.add(side);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running.add(process);
        return process;
    }

    private static void make(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    /** Removes the files of a pair, also those that killed processes have left. */
    private void erase() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/dev/shm"), name.substring(1) + "-*")) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void cleanUp() {
        running.forEach(Process::destroyForcibly);
        try {
            erase();
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
