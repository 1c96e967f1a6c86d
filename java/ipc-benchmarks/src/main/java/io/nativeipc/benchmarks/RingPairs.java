package io.nativeipc.benchmarks;

import com.sun.management.ThreadMXBean;
import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Measures offer and poll of a ring channel in one thread: the cost of accessing the memory, without the transfer
 * between two processors. Offers and then polls 64 messages, or one at a time.
 */
public final class RingPairs {
    private static final int CAPACITY = 1 << 18;
    private static final int MESSAGES = 1 << 17;
    private static final int ROUNDS = 61;
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final int[] MIXED = {64, 24, 8, 120, 40, 200, 64, 16, 500, 32, 96, 48, 1000, 64, 72, 80};

    private static final byte[] COPY = new byte[1000];
    private static long sum;

    private RingPairs() {}

    /**
     * Runs the benchmark. Arguments: {@code SIZE|mixed HANDLERS}, where HANDLERS is 1 for one class of handlers, or 3
     * for three in turn. Prints for each message the nanoseconds, best and median, and the bytes of heap.
     */
    public static void main(String[] args) throws Exception {
        int[] sizes = args[0].equals("mixed") ? MIXED : new int[] {Integer.parseInt(args[0])};
        MessageHandler[] handlers = handlers(Integer.parseInt(args[1]));
        String name = "/ring-pairs-" + ProcessHandle.current().pid();
        try (RingChannel channel =
                RingChannel.create(name, RingOptions.DEFAULT.withLanes(1).withLaneCapacity(CAPACITY))) {
            try (RingProducer producer = channel.openProducer();
                    RingConsumer consumer = channel.openConsumer()) {
                RingPairs.measure("batches of 64", new Pairs(producer, consumer, handlers, sizes, 64));
                RingPairs.measure("one by one", new Pairs(producer, consumer, handlers, sizes, 1));
            } finally {
                channel.unlink();
            }
        }
    }

    private static MessageHandler[] handlers(int count) {
        MessageHandler copies = message -> {
            message.get(message.position(), COPY, 0, message.remaining());
            sum += message.getLong(message.position());
        };
        return count == 1
                ? new MessageHandler[] {copies}
                : new MessageHandler[] {
                    copies, message -> sum += message.getLong(message.position()), message -> sum += message.getLong()
                };
    }

    private static final class Pairs {
        private final RingProducer producer;
        private final RingConsumer consumer;
        private final MessageHandler[] handlers;
        private final int[] sizes;
        private final int batch;

        Pairs(RingProducer producer, RingConsumer consumer, MessageHandler[] handlers, int[] sizes, int batch) {
            this.producer = producer;
            this.consumer = consumer;
            this.handlers = handlers;
            this.sizes = sizes;
            this.batch = batch;
        }

        void run() throws Exception {
            ByteBuffer message = ByteBuffer.allocateDirect(COPY.length).order(ByteOrder.nativeOrder());
            for (int sent = 0; sent < MESSAGES; sent += batch) {
                offer(message, sent);
                int handler = 0;
                for (int received = 0; received < batch; handler++) {
                    int most = handlers.length == 1 ? batch : Math.min(16, batch - received);
                    received += consumer.poll(handlers[handler % handlers.length], most);
                }
            }
        }

        private void offer(ByteBuffer message, int first) throws Exception {
            for (int number = first; number < first + batch; number++) {
                message.limit(sizes[number % sizes.length]).position(0);
                message.putLong(0, number);
                if (!producer.offer(message)) {
                    throw new IllegalStateException("no room");
                }
            }
        }
    }

    private static void measure(String what, Pairs pairs) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() - end < 0; ) {
            pairs.run();
        }
        double[] nanos = new double[ROUNDS];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            pairs.run();
            nanos[round] = (System.nanoTime() - start) / (double) MESSAGES;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %.1f ns, median %.1f, %.2f B%n",
                what, nanos[0], nanos[ROUNDS / 2], allocated / (double) MESSAGES / ROUNDS);
    }
}
