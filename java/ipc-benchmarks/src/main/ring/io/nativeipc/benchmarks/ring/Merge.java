package io.nativeipc.benchmarks.ring;

import io.nativeipc.MessageHandler;
import io.nativeipc.PeerClosedException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingWait;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** The consumer of several producers on fewer processors, so all of them yield while they wait. */
final class Merge {
    private static final int BURST = 256;
    /** The number of polls between two checks of the clock; small, because each poll may yield. */
    private static final int POLLS = 16;

    private static final int SPINS = 64;
    private static final ByteBuffer MESSAGE = ByteBuffer.wrap(Payload.OUT);

    private final RingConsumer consumer;
    private final long[] last = new long[Options.number("producers", 1)];
    private final MessageHandler handler = message -> {
        Payload.copyIn(message);
        count();
    };
    private int empty;

    private Merge(RingConsumer consumer) {
        this.consumer = consumer;
    }

    private static RingChannel channel() throws Exception {
        return RingLink.open(Options.text("name", "/ring-bench") + "-0");
    }

    /** Runs one of the producers; returns when the channel has ended. */
    static void feed() throws Exception {
        RingProducer producer = channel().openProducer().waitBy(RingWait.YIELD);
        Payload.index(Options.number("index", 0));
        try {
            for (long number = 0; ; number += BURST) {
                sendBatch(producer, number);
            }
        } catch (PeerClosedException over) {
            producer.close();
        }
    }

    private static void sendBatch(RingProducer producer, long number) throws Exception {
        for (int i = 1; i <= BURST; i++) {
            Payload.number(number + i);
            if (!producer.offer(MESSAGE.clear())) {
                producer.send(MESSAGE);
            }
        }
    }

    static void merge() throws Exception {
        RingChannel channel = channel();
        new Merge(channel.openConsumer()).measure();
        channel.unlink();
    }

    private void measure() throws Exception {
        while (Arrays.stream(last).min().orElseThrow() == 0) {
            pollBatch();
        }
        long now = System.nanoTime();
        for (long warm = now + Options.duration("warm-up", 0.5); now - warm < 0; now = System.nanoTime()) {
            pollBatch();
        }
        long begin = now;
        long[] counted = last.clone();
        for (long end = begin + Options.duration("seconds", 1); now - end < 0; now = System.nanoTime()) {
            pollBatch();
        }
        for (int i = 0; i < last.length; i++) {
            counted[i] = last[i] - counted[i];
        }
        long messages = Arrays.stream(counted).sum();
        double fairness = Arrays.stream(counted).min().orElseThrow()
                / (double) Arrays.stream(counted).max().orElseThrow();
        System.out.printf(
                Locale.ROOT, "fairness=%.3f rate=%.3f n=%d%n", fairness, messages * 1e3 / (now - begin), messages);
    }

    private void count() {
        int index = Payload.indexReceived();
        if (Payload.numberReceived() != ++last[index]) {
            throw new IllegalStateException(Payload.numberReceived() + " instead of " + last[index]);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // sched_yield
    private void pollBatch() throws Exception {
        for (int i = 0; i < POLLS; i++) {
            if (consumer.poll(handler, BURST) != 0) {
                empty = 0;
            } else if (++empty > SPINS) {
                Thread.yield();
            }
        }
    }
}
