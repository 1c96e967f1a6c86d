package io.nativeipc.benchmarks.tail;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bare round trip of a cache line between the two processes, which shows how far apart their processors are. It
 * changes within seconds on virtual machines.
 *
 * <p>The left process writes one word, the right one another, each in a line of its own, with release; each reads the
 * other's with acquire.
 */
final class Line {
    static final long BYTES = 4096;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int TRIPS = 4096;
    private static final int SERIES = 5;

    private final ByteBuffer memory;
    private final boolean left;
    private long turn;

    Line(String name, boolean left) throws IOException {
        this.left = left;
        try (FileChannel file = FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = file.map(MapMode.READ_WRITE, 0, BYTES).order(ByteOrder.nativeOrder());
        }
    }

    static Path path(String name) {
        return Path.of("/dev/shm" + name + "-line");
    }

    /** Waits for the other process, then returns the median of series of round trips, in nanoseconds. */
    double measure() {
        double[] nanos = new double[SERIES];
        for (int series = 0; series < SERIES; series++) {
            long begin = System.nanoTime();
            trips();
            nanos[series] = (double) (System.nanoTime() - begin) / TRIPS;
        }
        java.util.Arrays.sort(nanos);
        return nanos[SERIES / 2];
    }

    /** Waits until the other process does the same. */
    void meet() {
        trips();
    }

    private void trips() {
        int own = left ? 0 : 256;
        int other = left ? 256 : 0;
        for (int i = 0; i < TRIPS; i++) {
            turn++;
            if (left) {
                LONG.setRelease(memory, own, turn);
            }
            while ((long) LONG.getAcquire(memory, other) < turn) {
                Thread.onSpinWait();
            }
            if (!left) {
                LONG.setRelease(memory, own, turn);
            }
        }
    }
}
