package io.nativeipc.benchmarks;

import io.nativeipc.posix.UnixServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the delay of an unrelated virtual thread while a thousand other virtual threads wait in accept on the same
 * carrier: the longest of its sleeps of one millisecond, for each of five runs, and the median of the runs. Run it with
 * {@code -Djdk.virtualThreadScheduler.parallelism=1 -Djdk.virtualThreadScheduler.maxPoolSize=1}.
 */
public final class VirtualDelay {
    private static final int RUNS = 5;
    private static final long RUN_SECONDS = 3;
    private static final long SLEEP_NANOS = 1_000_000;

    private VirtualDelay() {}

    /** Runs the benchmark. Argument: {@code [WAITERS]}. Prints a line for each run, then the median. */
    public static void main(String[] args) throws Exception {
        int waiters = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        List<Long> worst = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            worst.add(run(waiters));
            System.out.printf("worst delay with %d waiters: %.1f ms%n", waiters, worst.get(run) / 1e6);
        }
        worst.sort(null);
        System.out.printf("median %.1f ms%n", worst.get(RUNS / 2) / 1e6);
    }

    private static long run(int waiters) throws Exception {
        Path path = Files.createTempDirectory("virtual-delay").resolve("socket");
        List<Thread> threads = new ArrayList<>();
        long[] worst = new long[1];
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            CountDownLatch started = new CountDownLatch(waiters);
            for (int i = 0; i < waiters; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    started.countDown();
                    try {
                        server.accept().close();
                    } catch (Exception closed) {
                        // the run has ended
                    }
                }));
            }
            started.await();
            Thread.ofVirtual().start(() -> worst[0] = worstDelay()).join();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Files.deleteIfExists(path);
        Files.delete(path.getParent());
        return worst[0];
    }

    private static long worstDelay() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
        long worst = 0;
        for (long now = System.nanoTime(); now < end; ) {
            LockSupport.parkNanos(SLEEP_NANOS);
            long after = System.nanoTime();
            worst = Math.max(worst, after - now - SLEEP_NANOS);
            now = after;
        }
        return worst;
    }
}
