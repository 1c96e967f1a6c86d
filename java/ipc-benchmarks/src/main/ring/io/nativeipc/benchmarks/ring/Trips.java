package io.nativeipc.benchmarks.ring;

import java.util.Arrays;
import java.util.Locale;

/** Measures round trips. All loops are in small methods that are called often, so that their compiled form runs. */
final class Trips {
    private static final int BATCH = 500;
    /**
     * The longest time in the counts of trips by nanoseconds; longer trips count as this time. Small, so that the
     * counts stay in the cache.
     */
    private static final int LONGEST = 65535;

    private Trips() {}

    static void ping(Link link) throws Exception {
        long number = 1;
        trip(link, number);
        Allocation allocation = new Allocation();
        int[] counts = new int[LONGEST + 1];
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; number += BATCH) {
            now = batch(link, number, counts);
        }
        Arrays.fill(counts, 0);
        long trips = 0;
        for (long end = now + Options.duration("seconds", 1); now - end < 0; number += BATCH) {
            now = batch(link, number, counts);
            trips += BATCH;
            allocation.messages(BATCH);
        }
        String allocated = allocation.result();
        trip(link, Payload.LAST);
        System.out.printf(
                Locale.ROOT,
                "p50=%d p99=%d middle=%.1f n=%d %s%n",
                percentile(counts, trips, 50),
                percentile(counts, trips, 99),
                middle(counts, trips),
                trips,
                allocated);
    }

    private static long batch(Link link, long number, int[] counts) throws Exception {
        long before = System.nanoTime();
        for (int i = 1; i <= BATCH; i++) {
            trip(link, number + i);
            long now = System.nanoTime();
            counts[(int) Math.min(now - before, LONGEST)]++;
            before = now;
        }
        return before;
    }

    private static void trip(Link link, long number) throws Exception {
        Payload.number(number);
        link.send();
        while (link.receive(1) == 0) {
            // the link pauses
        }
        if (Payload.numberReceived() != number) {
            throw new IllegalStateException(Payload.numberReceived() + " instead of " + number);
        }
    }

    private static int percentile(int[] counts, long trips, int percent) {
        long left = trips * percent / 100;
        int nanos = 0;
        while (nanos < LONGEST && left >= counts[nanos]) {
            left -= counts[nanos++];
        }
        return nanos;
    }

    /**
     * Returns the mean of the middle half. On some machines the clock has ticks of 10 ns, so that percentiles have
     * steps of 10 ns too.
     */
    private static double middle(int[] counts, long trips) {
        long skip = trips / 4;
        long taken = trips - 2 * skip;
        long left = taken;
        double sum = 0;
        for (int nanos = 0; nanos <= LONGEST && left > 0; nanos++) {
            long skipped = Math.min(skip, counts[nanos]);
            skip -= skipped;
            long count = Math.min(left, counts[nanos] - skipped);
            left -= count;
            sum += (double) count * nanos;
        }
        return sum / taken;
    }

    static void echo(Link link) throws Exception {
        while (link.receive(1) == 0) {
            // the other side may not have started yet
        }
        Payload.turn();
        link.send();
        Allocation allocation = new Allocation();
        while (echoBatch(link)) {
            allocation.messages(BATCH);
        }
        System.out.println(allocation.result());
    }

    private static boolean echoBatch(Link link) throws Exception {
        for (int i = 0; i < BATCH; i++) {
            while (link.receive(1) == 0) {
                // the link pauses
            }
            Payload.turn();
            link.send();
            if (Payload.numberReceived() == Payload.LAST) {
                return false;
            }
        }
        return true;
    }
}
