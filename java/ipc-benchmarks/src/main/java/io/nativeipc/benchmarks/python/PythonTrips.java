package io.nativeipc.benchmarks.python;

import io.nativeipc.python.Address;
import io.nativeipc.python.Client;
import io.nativeipc.python.Connection;
import io.nativeipc.python.Listener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures round trips with Python, the counterpart of {@code python/trips.py}: {@code echo PATH}, or
 * {@code ping PATH SIZE WARM_UP TRIPS}.
 */
public final class PythonTrips {
    private PythonTrips() {}

    /** Runs one side. */
    public static void main(String[] arguments) throws Exception {
        Address address = Address.unix(Path.of(arguments[1]));
        if (arguments[0].equals("echo")) {
            echo(address);
        } else {
            ping(
                    address,
                    Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]),
                    Integer.parseInt(arguments[4]));
        }
    }

    private static void echo(Address address) throws IOException, InterruptedException {
        try (Listener listener = Listener.create(address)) {
            System.out.println("listening");
            System.out.flush();
            try (Connection connection = listener.accept()) {
                while (true) {
                    connection.sendBytes(connection.recvBytes());
                }
            } catch (io.nativeipc.PeerClosedException end) {
                return;
            }
        }
    }

    private static void ping(Address address, int size, int warmUp, int count)
            throws IOException, InterruptedException {
        try (Connection connection = Client.connect(address)) {
            trips(connection, size, warmUp);
            long start = System.nanoTime();
            long[] nanos = trips(connection, size, count);
            double mean = (double) (System.nanoTime() - start) / count;
            Arrays.sort(nanos);
            System.out.printf(
                    Locale.ROOT, "p50=%d p99=%d mean=%.0f%n", nanos[count / 2], nanos[(int) (count * 99L / 100)], mean);
        }
    }

    private static long[] trips(Connection connection, int size, int count) throws IOException, InterruptedException {
        ByteBuffer message = ByteBuffer.allocate(size);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            connection.sendBytes(message.clear());
            connection.recvBytes();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }
}
