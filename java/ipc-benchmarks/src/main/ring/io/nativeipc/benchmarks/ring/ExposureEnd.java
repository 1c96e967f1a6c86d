package io.nativeipc.benchmarks.ring;

import io.nativeipc.Region;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** One end of two lanes, one for each direction. */
final class ExposureEnd {
    private static final int BATCH = 500;
    private static final int LONGEST = 65535;
    private static final long LAST = -1;
    private static final int[] SIZES = sizes();
    private static final int HANDLERS = Options.number("handlers", 3);

    private final ExposureLane out;
    private final ExposureLane in;
    private final MessageKind[] writers = MessageKind.kinds(HANDLERS);
    private final MessageKind[] readers = MessageKind.kinds(HANDLERS);
    private long received;

    ExposureEnd(String kind, Region region, int side) {
        this.out = lane(kind, region, side);
        this.in = lane(kind, region, 1 - side);
    }

    private static ExposureLane lane(String kind, Region region, int number) {
        long start = (long) number * ExposureLane.BYTE_SIZE;
        return new ExposureLane(
                kind,
                region.buffer(start, ExposureLane.CONTROL),
                region.buffer(start + ExposureLane.CONTROL, ExposureLane.CAPACITY));
    }

    private static int[] sizes() {
        int size = Options.number("size", 64);
        return size != 0
                ? new int[] {size}
                : new Random(1).ints(1024, 16, 1501).map(each -> each & -4).toArray();
    }

    private void send(long number) {
        MessageKind writer = writers[(int) ((number & Long.MAX_VALUE) % writers.length)];
        while (!out.trySend(writer, SIZES[(int) (number & SIZES.length - 1)], number)) {
            Thread.onSpinWait();
        }
    }

    /** Polls; returns the number of the last message, −2 if there was none. */
    private long receive(int limit) {
        int handled = in.poll(readers, received, limit);
        received += handled;
        return handled == 0 ? -2 : readers[(int) ((received - 1) % readers.length)].number;
    }

    void ping() {
        int[] counts = new int[LONGEST + 1];
        Allocation allocation = new Allocation();
        long number = 1;
        trip(number);
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; number += BATCH) {
            now = batch(number, counts);
        }
        Arrays.fill(counts, 0);
        long trips = 0;
        for (long end = now + Options.duration("seconds", 1); now - end < 0; number += BATCH) {
            now = batch(number, counts);
            trips += BATCH;
            allocation.messages(BATCH);
        }
        String allocated = allocation.result();
        trip(LAST);
        System.out.printf(
                Locale.ROOT,
                "p50=%d p99=%d n=%d %s%n",
                percentile(counts, trips, 50),
                percentile(counts, trips, 99),
                trips,
                allocated);
    }

    private long batch(long number, int[] counts) {
        long before = System.nanoTime();
        for (int i = 1; i <= BATCH; i++) {
            trip(number + i);
            long now = System.nanoTime();
            counts[(int) Math.min(now - before, LONGEST)]++;
            before = now;
        }
        return before;
    }

    private void trip(long number) {
        send(number);
        long answer = receive(1);
        while (answer == -2) {
            Thread.onSpinWait();
            answer = receive(1);
        }
        if (answer != number) {
            throw new IllegalStateException(answer + " instead of " + number);
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

    void echo() {
        Allocation allocation = new Allocation();
        while (echoBatch()) {
            allocation.messages(BATCH);
        }
        System.out.println("echo " + allocation.result());
    }

    private boolean echoBatch() {
        for (int i = 0; i < BATCH; i++) {
            long number = receive(1);
            while (number == -2) {
                Thread.onSpinWait();
                number = receive(1);
            }
            send(number);
            if (number == LAST) {
                return false;
            }
        }
        return true;
    }

    void produce() {
        Allocation allocation = new Allocation();
        long number = 0;
        do {
            for (int i = 0; i < 1024; i++) {
                send(++number);
            }
            allocation.messages(1024);
        } while (receive(1) == -2);
        System.out.println("produce " + allocation.result());
    }

    void consume() {
        while (receive(1) == -2) {
            Thread.onSpinWait();
        }
        Allocation allocation = new Allocation();
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; now = System.nanoTime()) {
            polls();
        }
        long begin = now;
        long before = received;
        for (long end = begin + Options.duration("seconds", 1); now - end < 0; now = System.nanoTime()) {
            allocation.messages((int) polls());
        }
        long messages = received - before;
        String allocated = allocation.result();
        send(LAST);
        for (long idle = System.nanoTime() + 50_000_000; System.nanoTime() - idle < 0; ) {
            if (receive(256) != -2) {
                idle = System.nanoTime() + 50_000_000;
            }
        }
        System.out.printf(Locale.ROOT, "rate=%.3f n=%d %s%n", messages * 1e3 / (now - begin), messages, allocated);
    }

    private long polls() {
        long before = received;
        for (int i = 0; i < 64; i++) {
            receive(256);
        }
        return received - before;
    }

    /** Measures the cost of a message in one thread, in nanoseconds of processor time. */
    void alone(ExposureEnd other) {
        Allocation allocation = new Allocation();
        long number = 0;
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; now = System.nanoTime()) {
            number = burst(other, number);
        }
        long first = number;
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (long end = now + Options.duration("seconds", 1); now - end < 0; now = System.nanoTime()) {
            long sent = burst(other, number);
            allocation.messages((int) (sent - number));
            number = sent;
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        System.out.printf(
                Locale.ROOT,
                "ns=%.2f n=%d %s%n",
                (double) nanos / (number - first),
                number - first,
                allocation.result());
    }

    private long burst(ExposureEnd other, long first) {
        long number = first;
        for (int i = 0; i < 64; i++) {
            for (int j = 0; j < 16; j++) {
                send(++number);
            }
            if (other.receive(256) != number) {
                throw new IllegalStateException("not " + number);
            }
        }
        return number;
    }
}
