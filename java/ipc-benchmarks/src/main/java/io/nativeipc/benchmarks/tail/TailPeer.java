package io.nativeipc.benchmarks.tail;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One process of a pair: {@code TailPeer left|right KIND NAME WARM-UP-SECONDS SECONDS}. The left one measures, and prints
 * a line for each phase. Both run the phases once to warm up, then once more.
 */
public final class TailPeer {
    private static final long LONGEST = 10_000_000_000L;
    private static final int MOST_IN_FLIGHT = 16;
    private static final int SENDS_PER_CLOCK = 256;

    private final Transport transport;
    private final Histogram trips = new Histogram(LONGEST, 3);
    private final long[] sentAt = new long[MOST_IN_FLIGHT];

    private long number;
    private long expected;
    private boolean over;

    private TailPeer(Transport transport) {
        this.transport = transport;
    }

    public static void main(String[] args) throws Exception {
        boolean left = args[0].equals("left");
        long warmUp = (long) (Double.parseDouble(args[3]) * 1e9);
        long nanos = (long) (Double.parseDouble(args[4]) * 1e9);
        Line line = new Line(args[2], left);
        try (Transport transport = Transport.open(args[1], args[2], left)) {
            TailPeer peer = new TailPeer(transport);
            line.meet();
            for (Phase phase : Phase.ALL) {
                peer.run(phase, left, warmUp);
            }
            line.measure(); // compiles it
            double before = line.measure();
            for (Phase phase : Phase.ALL) {
                String result = peer.run(phase, left, nanos);
                double after = line.measure();
                if (left) {
                    System.out.printf(Locale.ROOT, "%s %.1f %.1f %s%n", phase.name(), before, after, result);
                }
                before = after;
            }
        }
    }

    private String run(Phase phase, boolean left, long nanos) throws Exception {
        transport.betweenPhases();
        if (!left) {
            answer(phase);
            return "";
        }
        return phase.isStream() ? stream(phase, nanos) : trips(phase, nanos);
    }

    private String trips(Phase phase, long nanos) throws Exception {
        trips.reset();
        transport.sink = found -> {
            if (found != ++expected) {
                throw new IllegalStateException(found + " instead of " + expected);
            }
            trips.recordValue(System.nanoTime() - sentAt[(int) found & MOST_IN_FLIGHT - 1]);
        };
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < phase.inFlight(); i++) {
            sendNext();
        }
        while (sentAt[(int) number & MOST_IN_FLIGHT - 1] < end) {
            turns(phase);
        }
        while (expected < number) {
            transport.receive(phase.limit());
        }
        finish(phase);
        return String.format(
                Locale.ROOT,
                "p50=%d p99=%d p999=%d n=%d",
                trips.getValueAtPercentile(50),
                trips.getValueAtPercentile(99),
                trips.getValueAtPercentile(99.9),
                trips.getTotalCount());
    }

    /** A method of its own, called often enough to be compiled as a whole. */
    private void turns(Phase phase) throws Exception {
        boolean pauses = phase.pauses();
        int limit = phase.limit();
        for (int turn = 0; turn < 100; turn++) {
            int received = transport.receive(limit);
            if (received == 0 && pauses) {
                Thread.onSpinWait();
            }
            for (; received > 0; received--) {
                sendNext();
            }
        }
    }

    private void sendNext() throws Exception {
        number++;
        Frame.number(number);
        sentAt[(int) number & MOST_IN_FLIGHT - 1] = System.nanoTime();
        transport.sendNow();
    }

    private String stream(Phase phase, long nanos) throws Exception {
        long first = number;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            for (int i = 0; i < SENDS_PER_CLOCK; i++) {
                number++;
                Frame.number(number);
                transport.sendNow();
            }
        }
        long sent = number - first;
        expected = number; // the other process checks them
        finish(phase);
        return String.format(Locale.ROOT, "rate=%.3f n=%d", sent * 1e3 / (System.nanoTime() - begin), sent);
    }

    /** Ends the phase in both processes. The answer shows that the other one has received everything. */
    private void finish(Phase phase) throws Exception {
        over = false;
        transport.sink = found -> over = over || found == Frame.END;
        Frame.number(Frame.END);
        transport.sendNow();
        while (!over) {
            transport.receive(phase.limit());
        }
    }

    private void answer(Phase phase) throws Exception {
        over = false;
        boolean echoes = !phase.isStream();
        transport.sink = found -> {
            boolean end = found == Frame.END;
            if (!end && found != ++expected) {
                throw new IllegalStateException(found + " instead of " + expected);
            }
            over = end;
            if (echoes || end) {
                Frame.turn();
                transport.sendNow();
            }
        };
        while (!over) {
            polls(phase);
        }
    }

    private void polls(Phase phase) throws Exception {
        boolean pauses = phase.pauses();
        int limit = phase.limit();
        for (int poll = 0; poll < 100 && !over; poll++) {
            if (transport.receive(limit) == 0 && pauses) {
                Thread.onSpinWait();
            }
        }
    }
}
