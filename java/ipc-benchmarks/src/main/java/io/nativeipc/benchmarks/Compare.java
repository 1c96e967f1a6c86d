package io.nativeipc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Measures round trips in C and in Java alternately in one run, so that a change of the machine's state affects both:
 * {@code Compare FOLDER ROUNDS MECHANISM}. Both processes of each pair run on one processor, so only the programs and
 * the kernel's context switch are measured.
 *
 * <p>Writes to FOLDER pingpong-MECHANISM.csv, with a line for each round of each side, and pingpong-MECHANISM.hlog,
 * with the histogram of each line under the tag SIDE.ROUND.
 */
public final class Compare {
    private static final String PROCESSOR = System.getProperty("bench.processor", "1");
    private static final Path NATIVE = Path.of(System.getProperty("bench.native", "native/target/build/bench"));
    private static final int TRIPS = Integer.getInteger("bench.trips", 100_000);
    private static final int WARM_UP = Integer.getInteger("bench.warm-up", 150_000);
    private static final int C_WARM_UP = 20_000;
    private static final List<String> SIDES = List.of("c", "ffm", "jna");

    private final String mechanism;
    private final Path samples;
    private final PrintStream rounds;
    private final HistogramLogWriter histograms;

    private Compare(String mechanism, Path samples, PrintStream rounds, HistogramLogWriter histograms) {
        this.mechanism = mechanism;
        this.samples = samples;
        this.rounds = rounds;
        this.histograms = histograms;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: Compare FOLDER ROUNDS MECHANISM");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        String mechanism = args[2];
        Path samples = Files.createTempFile("pingpong", ".nanos");
        try (PrintStream rounds = new PrintStream(
                        folder.resolve("pingpong-" + mechanism + ".csv").toFile(), StandardCharsets.UTF_8);
                PrintStream log = new PrintStream(
                        folder.resolve("pingpong-" + mechanism + ".hlog").toFile(), StandardCharsets.UTF_8)) {
            HistogramLogWriter histograms = new HistogramLogWriter(log);
            histograms.outputLogFormatVersion();
            histograms.outputLegend();
            rounds.println("mechanism,round,side,trips,p50,p90,p99,max,allocated,allocated_by_echo");
            Compare compare = new Compare(mechanism, samples, rounds, histograms);
            for (int round = 1; round <= Integer.parseInt(args[1]); round++) {
                for (String side : SIDES) {
                    compare.run(round, side);
                }
            }
        } finally {
            Files.deleteIfExists(samples);
        }
    }

    private void run(int round, String side) throws IOException, InterruptedException {
        long start = System.currentTimeMillis();
        List<String> allocated = execute(command(side));
        Histogram histogram = histogram(side + "." + round, start);
        histograms.outputIntervalHistogram(histogram);
        String line = String.join(
                ",",
                mechanism,
                Integer.toString(round),
                side,
                Long.toString(histogram.getTotalCount()),
                Long.toString(histogram.getValueAtPercentile(50)),
                Long.toString(histogram.getValueAtPercentile(90)),
                Long.toString(histogram.getValueAtPercentile(99)),
                Long.toString(histogram.getMaxValue()),
                allocated.isEmpty() ? "" : allocated.get(0),
                allocated.isEmpty() ? "" : allocated.get(1));
        rounds.println(line);
        System.out.println(line);
    }

    private List<String> command(String side) {
        Stream<String> program = side.equals("c")
                ? Stream.of(NATIVE.resolve("pingpong").toString())
                : Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dnativeipc.provider=" + side,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PingPong.class.getName());
        Stream<String> arguments = Stream.of(
                mechanism,
                Integer.toString(side.equals("c") ? C_WARM_UP : WARM_UP),
                Integer.toString(TRIPS),
                samples.toString());
        Stream<String> pinned = PROCESSOR.equals("any") ? Stream.of() : Stream.of("taskset", "--cpu-list", PROCESSOR);
        return Stream.of(pinned, program, arguments).flatMap(part -> part).toList();
    }

    private static List<String> execute(List<String> command) throws IOException, InterruptedException {
        File output = File.createTempFile("pingpong", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output)
                    .start();
            boolean ended = process.waitFor(90, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            if (!ended || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + (ended ? ": failed" : ": hangs"));
            }
            return Files.readAllLines(output.toPath());
        } finally {
            Files.delete(output.toPath());
        }
    }

    private Histogram histogram(String tag, long start) throws IOException {
        Histogram histogram = new Histogram(3);
        ByteBuffer nanos = ByteBuffer.wrap(Files.readAllBytes(samples)).order(ByteOrder.nativeOrder());
        while (nanos.hasRemaining()) {
            histogram.recordValue(Integer.toUnsignedLong(nanos.getInt()));
        }
        histogram.setTag(tag);
        histogram.setStartTimeStamp(start);
        histogram.setEndTimeStamp(System.currentTimeMillis());
        return histogram;
    }
}
