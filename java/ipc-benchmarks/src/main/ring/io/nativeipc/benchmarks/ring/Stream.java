package io.nativeipc.benchmarks.ring;

import java.util.Locale;

/** Measures one direction: a producer sends as fast as it can, and a consumer measures. */
final class Stream {
    /** The number of messages after which a producer checks for an answer. */
    private static final int BATCH = 1024;
    /** The number of polls between two checks of the clock. */
    private static final int POLLS = 64;

    private Stream() {}

    /** Sends until the consumer has answered. */
    static void produce(Link link) throws Exception {
        long number = sendBatch(link, 0);
        Allocation allocation = new Allocation();
        do {
            number = sendBatch(link, number);
            allocation.messages(BATCH);
        } while (link.receive(1) == 0);
        String allocated = allocation.result();
        Payload.number(Payload.LAST);
        link.send();
        System.out.println(allocated);
    }

    private static long sendBatch(Link link, long number) throws Exception {
        for (int i = 1; i <= BATCH; i++) {
            Payload.number(number + i);
            link.send();
        }
        return number + BATCH;
    }

    static void consume(Link link, Sequence sequence) throws Exception {
        while (sequence.last == 0) {
            pollBatch(link);
        }
        Allocation allocation = new Allocation();
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; now = System.nanoTime()) {
            pollBatch(link);
        }
        long begin = now;
        long counted = sequence.last;
        for (long end = begin + Options.duration("seconds", 1); now - end < 0; now = System.nanoTime()) {
            allocation.messages(pollBatch(link));
        }
        String allocated = allocation.result();
        long messages = sequence.last - counted;
        link.send();
        while (!sequence.over) {
            pollBatch(link);
        }
        System.out.printf(Locale.ROOT, "rate=%.3f n=%d %s%n", messages * 1e3 / (now - begin), messages, allocated);
    }

    private static int pollBatch(Link link) throws Exception {
        int received = 0;
        for (int i = 0; i < POLLS; i++) {
            received += link.receive(Link.BURST);
        }
        return received;
    }

    /** Checks that the numbers of a single producer are consecutive. */
    static final class Sequence extends Arrival {
        private long last;
        private boolean over;

        @Override
        void arrived() {
            long number = Payload.numberReceived();
            if (number == last + 1) {
                last = number;
            } else if (number == Payload.LAST) {
                over = true;
            } else {
                throw new IllegalStateException(number + " follows " + last);
            }
        }
    }
}
