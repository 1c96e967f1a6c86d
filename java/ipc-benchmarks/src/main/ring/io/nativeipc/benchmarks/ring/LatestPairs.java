package io.nativeipc.benchmarks.ring;

import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures a latest value: {@code LatestPairs SIZE ROUNDS [COMMAND...]}. In each round, this process sets values alone,
 * then beside a process that reads all the time, and reads alone. The command starts the other process, for example
 * {@code taskset -c 1}. Prints a line for each round in ns, and then the medians; the ratio is that of one round.
 */
public final class LatestPairs {
    private static final long PART_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int BATCH = 4096;

    private final LatestValue value;
    private final ByteBuffer bytes;

    private LatestPairs(LatestValue value) {
        this.value = value;
        this.bytes = ByteBuffer.allocateDirect(value.valueSize()).order(ByteOrder.nativeOrder());
    }

    /** Runs the benchmark, or the process that reads. */
    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: LatestPairs SIZE ROUNDS [COMMAND...]");
            System.exit(2);
        } else if (args[0].equals("reader")) {
            try (PosixSharedMemory memory = PosixSharedMemory.open(args[1]);
                    LatestValue value = LatestValue.open(memory)) {
                new LatestPairs(value).serve();
            }
            return;
        }
        int size = Integer.parseInt(args[0]);
        String name = "/latest-" + ProcessHandle.current().pid();
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, LatestValue.byteSize(size));
                LatestValue value = LatestValue.create(memory, size)) {
            try (LatestValueWriter writer = value.writer()) {
                List<String> prefix = Arrays.asList(args).subList(2, args.length);
                new LatestPairs(value).measure(writer, Integer.parseInt(args[1]), reader(prefix, name));
            } finally {
                value.unlink();
                memory.unlink();
            }
        }
    }

    private static Process reader(List<String> prefix, String name) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LatestPairs.class.getName()));
        command.addAll(List.of("reader", name));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads from one line of the input to the next, and prints the duration of a read. */
    private void serve() throws Exception {
        while (System.in.read() == '\n') {
            System.out.println("reading");
            long start = System.nanoTime();
            long count = 0;
            while (System.in.available() == 0) {
                read(BATCH);
                count += BATCH;
            }
            System.in.read();
            System.out.println((double) (System.nanoTime() - start) / count);
        }
    }

    private void read(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            value.read(bytes.clear());
        }
    }

    private void set(LatestValueWriter writer, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            writer.set(bytes.clear().putLong(0, writer.version()));
        }
    }

    private interface Batch {
        void run() throws Exception;
    }

    /** Returns the duration of one of the operations of a batch, in ns. */
    private static double time(Batch batch) throws Exception {
        long start = System.nanoTime();
        long count = 0;
        long now = start;
        for (; now - start < PART_NANOS; now = System.nanoTime()) {
            batch.run();
            count += BATCH;
        }
        return (double) (now - start) / count;
    }

    private void measure(LatestValueWriter writer, int rounds, Process process) throws Exception {
        PrintStream to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader from =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        double[][] all = new double[5][rounds];
        System.out.println("round\tset\tset beside a reader\tratio\tread\tread beside the writer");
        try {
            for (int round = -2; round < rounds; round++) { // two to warm up
                double alone = time(() -> set(writer, BATCH));
                to.print('\n');
                from.readLine();
                double beside = time(() -> set(writer, BATCH));
                to.print('\n');
                double reading = Double.parseDouble(from.readLine());
                double read = time(() -> read(BATCH));
                if (round >= 0) {
                    double[] row = {alone, beside, beside / alone, read, reading};
                    for (int i = 0; i < row.length; i++) {
                        all[i][round] = row[i];
                    }
                    print(Integer.toString(round), row);
                }
            }
        } finally {
            to.close();
            process.waitFor();
        }
        print("median", Arrays.stream(all).mapToDouble(LatestPairs::median).toArray());
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(String what, double[] row) {
        StringBuilder line = new StringBuilder(what);
        for (double figure : row) {
            line.append("\t%.2f".formatted(figure));
        }
        System.out.println(line);
    }
}
