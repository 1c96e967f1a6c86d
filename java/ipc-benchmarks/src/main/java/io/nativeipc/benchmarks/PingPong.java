package io.nativeipc.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures round trips between this process and an echo process, a second JVM that this process starts.
 *
 * <p>{@code PingPong MECHANISM WARM-UP TRIPS FILE} corresponds to native/bench/pingpong.c. It writes the nanoseconds of
 * each trip to FILE as 32-bit numbers in native byte order, and prints the bytes that a trip allocates in this process
 * and in the echo process.
 */
public final class PingPong {
    private static final int BATCH = 1000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private PingPong() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: PingPong MECHANISM WARM-UP TRIPS FILE");
            System.exit(2);
        }
        Mechanism mechanism = Mechanism.named(args[0]);
        int warmUp = Integer.parseInt(args[1]);
        int trips = Integer.parseInt(args[2]);
        String name = ProductState.unique();
        mechanism.create(name);
        Process echo = new ProcessBuilder(echo(args[0], name, args[1], args[2]))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers = echo.inputReader()) {
            Wire wire = mechanism.open(name, 0);
            requireReady(answers.readLine());
            int[] nanos = new int[trips];
            ping(wire, warmUp, new int[BATCH]);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            ping(wire, trips, nanos);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            print(allocated, trips);
            System.out.println(answers.readLine());
            write(nanos, Path.of(args[3]));
        } finally {
            mechanism.remove(name);
            echo.destroy();
        }
    }

    private static void requireReady(String answer) throws IOException {
        if (!"ready".equals(answer)) {
            throw new IOException("the echo did not start: " + answer);
        }
    }

    /** Returns the command line of the echo: the same JVM with the same options. */
    private static List<String> echo(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Echo.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /**
     * Runs the trips in batches, so that a compiled method is measured and not a loop that is replaced while it runs.
     */
    private static void ping(Wire wire, int trips, int[] nanos) throws Exception {
        for (int done = 0; done < trips; done += BATCH) {
            pingBatch(wire, nanos, done % nanos.length, Math.min(BATCH, trips - done));
        }
    }

    private static void pingBatch(Wire wire, int[] nanos, int from, int count) throws Exception {
        long before = System.nanoTime();
        for (int i = 0; i < count; i++) {
            wire.send();
            wire.receive();
            long now = System.nanoTime();
            nanos[from + i] = (int) (now - before);
            before = now;
        }
    }

    private static void print(long allocated, int trips) {
        System.out.printf(Locale.ROOT, "%.4f%n", (double) allocated / trips);
    }

    private static void write(int[] nanos, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(nanos.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(nanos);
        Files.write(file, bytes.array());
    }

    /** The echo process: {@code Echo MECHANISM NAME WARM-UP TRIPS}. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] args) throws Exception {
            Wire wire = Mechanism.named(args[0]).open(args[1], 1);
            System.out.println("ready");
            int trips = Integer.parseInt(args[3]);
            int warmUp = Integer.parseInt(args[2]);
            echo(wire, warmUp / 2);
            // The pause lets the other side reach the last stage of its wait, whose first use links the code that a
            // wait needs. This side reached it before the first message.
            Thread.sleep(20);
            echo(wire, warmUp - warmUp / 2);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            echo(wire, trips);
            print(THREADS.getCurrentThreadAllocatedBytes() - before, trips);
        }

        private static void echo(Wire wire, int trips) throws Exception {
            for (int done = 0; done < trips; done += BATCH) {
                echoBatch(wire, Math.min(BATCH, trips - done));
            }
        }

        private static void echoBatch(Wire wire, int count) throws Exception {
            for (int i = 0; i < count; i++) {
                wire.receive();
                wire.send();
            }
        }
    }
}
