package io.nativeipc.benchmarks.tail;

import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingWait;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long a waiting consumer takes from the publication of a message to its handler, and what its wait costs: {@code
 * WakePeer left|right STRATEGY NAME}. The left process is the consumer. System.nanoTime is the same clock in both.
 */
public final class WakePeer {
    private static final int WARM_UP = 50;
    private static final int MESSAGES = 100;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private WakePeer() {}

    public static void main(String[] args) throws Exception {
        RingWait strategy = RingWait.valueOf(args[1]);
        RingOptions options = RingOptions.DEFAULT.withLanes(1);
        try (RingChannel channel = RingChannel.openOrCreate(
                args[2] + "-0", strategy == RingWait.SLEEP ? options.withSleepingWaits() : options)) {
            Line line = new Line(args[2], args[0].equals("left"));
            if (args[0].equals("left")) {
                try (RingConsumer consumer = channel.openConsumer().waitBy(strategy)) {
                    line.meet();
                    wake(consumer, line);
                }
            } else {
                try (RingProducer producer = channel.openProducer()) {
                    line.meet();
                    send(producer, line);
                }
            }
        }
    }

    private static void wake(RingConsumer consumer, Line line) throws Exception {
        Histogram times = new Histogram(10_000_000_000L, 3);
        receive(consumer, WARM_UP, times);
        times.reset();
        long begin = System.nanoTime();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        if (consumer.tryReceive(message -> {}, IDLE)) {
            throw new IllegalStateException("a message that was not sent");
        }
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        double idle = 100.0 * cpu / (System.nanoTime() - begin);
        line.meet();
        receive(consumer, MESSAGES, times);
        System.out.printf(
                Locale.ROOT,
                "wake cpu=%.2f p50=%d p99=%d n=%d%n",
                idle,
                times.getValueAtPercentile(50),
                times.getValueAtPercentile(99),
                times.getTotalCount());
    }

    private static void receive(RingConsumer consumer, int count, Histogram times) throws Exception {
        for (int i = 0; i < count; i++) {
            consumer.receive(message -> times.recordValue(
                    System.nanoTime() - message.order(ByteOrder.nativeOrder()).getLong(message.position())));
        }
    }

    private static void send(RingProducer producer, Line line) throws Exception {
        send(producer, WARM_UP);
        line.meet();
        send(producer, MESSAGES);
    }

    private static void send(RingProducer producer, int count) throws Exception {
        ByteBuffer message = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            Thread.sleep(10);
            message.clear().putLong(0, System.nanoTime());
            producer.offer(message);
        }
    }
}
