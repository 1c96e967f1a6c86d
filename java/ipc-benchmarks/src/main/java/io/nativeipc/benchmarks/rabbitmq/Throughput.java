package io.nativeipc.benchmarks.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.nativeipc.IpcAddress;
import io.nativeipc.rabbitmq.RabbitOptions;
import io.nativeipc.rabbitmq.RabbitQueues;
import io.nativeipc.rabbitmq.RabbitSender;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the throughput of persistent, mandatory messages with confirms to one durable queue:
 * {@code Throughput FILE ROUNDS ADDRESS}. It runs in turn a loop with the RabbitMQ client as in PerfTest (publish, with
 * a semaphore of the window's size that the confirms release), {@link RabbitSender}'s tryPost and tryFlush, and the
 * command's bridge from a ring channel of the default size and from a larger one. Writes a line for each run to FILE
 * and prints the ratios of the medians.
 */
public final class Throughput {
    private static final int MESSAGES = Integer.getInteger("bench.messages", 50_000);
    private static final int WINDOW = Integer.getInteger("bench.window", 1024);
    private static final int WARM_UP = 20_000;

    /** Options with lanes that hold more messages of 1 KiB than the window allows. */
    private static final RingOptions LARGE = RingOptions.DEFAULT.withLaneCapacity(4 << 20);

    private static final String LAUNCHER = System.getProperty("bench.launcher", "java/ipc-cli/target/native-ipc");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String address;
    private final PrintStream out;

    private Throughput(String address, PrintStream out) {
        this.address = address;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        try (PrintStream out = new PrintStream(Files.newOutputStream(Path.of(args[0])), true, StandardCharsets.UTF_8)) {
            out.println("round,side,bytes,messages,window,seconds");
            Throughput throughput = new Throughput(args[2], out);
            for (int bytes : new int[] {64, 1024}) {
                throughput.compare(bytes, rounds);
            }
        }
    }

    private interface Side {
        double seconds(int bytes, int round) throws Exception;
    }

    private void compare(int bytes, int rounds) throws Exception {
        List<Side> sides = List.of(
                this::client,
                this::product,
                (size, round) -> bridge("bridge", RingOptions.DEFAULT, size, round),
                (size, round) -> bridge("bridge-large", LARGE, size, round));
        double[][] seconds = new double[sides.size()][rounds];
        for (int round = -1; round < rounds; round++) { // the first round warms up
            for (int turn = 0; turn < sides.size(); turn++) {
                int side = Math.floorMod(round + turn, sides.size());
                double took = sides.get(side).seconds(bytes, round);
                if (round >= 0) {
                    seconds[side][round] = took;
                }
            }
        }
        double client = median(seconds[0]);
        System.out.printf("%4d bytes: client %,.0f/s", bytes, MESSAGES / client);
        print("RabbitSender", client, median(seconds[1]));
        print("bridge from a ring", client, median(seconds[2]));
        print("with lanes of 4 MiB", client, median(seconds[3]));
        System.out.println();
    }

    private static void print(String side, double client, double seconds) {
        System.out.printf("; %s %,.0f/s, %.2f of it", side, MESSAGES / seconds, client / seconds);
    }

    /** Runs the command's bridge in its own process; messages of the warm-up are not counted. */
    private double bridge(String side, RingOptions options, int bytes, int round) throws Exception {
        String name = "/bench-" + ProcessHandle.current().pid();
        return inAnEmptyQueue(side, WARM_UP, bytes, round, () -> {
            try (RingChannel ring = RingChannel.create(name, options)) {
                Process bridge = new ProcessBuilder(LAUNCHER, "bridge", "ring:" + name, address, "--report", "0")
                        .inheritIO()
                        .start();
                try (RingProducer producer = ring.openProducer()) {
                    send(producer, bytes, WARM_UP);
                    awaitConsumed(ring, WARM_UP);
                    long begin = System.nanoTime();
                    send(producer, bytes, MESSAGES);
                    awaitConsumed(ring, WARM_UP + MESSAGES);
                    return System.nanoTime() - begin;
                } finally {
                    bridge.destroy();
                    bridge.waitFor();
                    ring.unlink();
                }
            }
        });
    }

    private static void send(RingProducer producer, int bytes, int count) throws Exception {
        ByteBuffer message = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < count; i++) {
            require(producer.trySend(message.putInt(0, i).rewind(), PATIENCE));
        }
    }

    private static void awaitConsumed(RingChannel ring, long count) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ring.statistics().lanes().get(0).consumedMessages() < count) {
            require(System.nanoTime() < end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private double product(int bytes, int round) throws Exception {
        return inAnEmptyQueue("product", 0, bytes, round, () -> {
            RabbitOptions options = RabbitOptions.DEFAULT.withWindow(WINDOW);
            try (RabbitSender sender = RabbitSender.open(IpcAddress.parse(address), options)) {
                ByteBuffer message = ByteBuffer.allocate(bytes);
                long begin = System.nanoTime();
                for (int i = 0; i < MESSAGES; i++) {
                    require(sender.tryPost(message.putInt(0, i).rewind(), PATIENCE));
                }
                require(sender.tryFlush(PATIENCE));
                return System.nanoTime() - begin;
            }
        });
    }

    private double client(int bytes, int round) throws Exception {
        URI uri = URI.create(address);
        ConnectionFactory factory = new ConnectionFactory();
        factory.useBlockingIo();
        factory.setPort(uri.getPort());
        String queue = uri.getPath().substring(1);
        return inAnEmptyQueue("client", 0, bytes, round, () -> {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                Semaphore window = new Semaphore(WINDOW);
                ConcurrentSkipListSet<Long> unconfirmed = new ConcurrentSkipListSet<>();
                channel.addConfirmListener(
                        (tag, multiple) -> release(window, unconfirmed, tag, multiple), (tag, multiple) -> {
                            throw new IOException("nack");
                        });
                byte[] message = new byte[bytes];
                long begin = System.nanoTime();
                for (int i = 0; i < MESSAGES; i++) {
                    window.acquire();
                    unconfirmed.add(channel.getNextPublishSeqNo());
                    ByteBuffer.wrap(message).putInt(0, i);
                    channel.basicPublish("", queue, true, MessageProperties.MINIMAL_PERSISTENT_BASIC, message.clone());
                }
                window.acquire(WINDOW);
                return System.nanoTime() - begin;
            }
        });
    }

    private static void release(Semaphore window, ConcurrentSkipListSet<Long> unconfirmed, long tag, boolean multiple) {
        int count;
        if (multiple) {
            NavigableSet<Long> settled = unconfirmed.headSet(tag, true);
            count = settled.size();
            settled.clear();
        } else {
            unconfirmed.remove(tag);
            count = 1;
        }
        window.release(count);
    }

    private interface Run {
        long nanos() throws Exception;
    }

    private double inAnEmptyQueue(String side, int warmUp, int bytes, int round, Run run) throws Exception {
        RabbitQueues.declare(address);
        try {
            double seconds = run.nanos() / 1e9;
            require(RabbitQueues.messages(address) == warmUp + MESSAGES);
            if (round >= 0) {
                out.printf("%d,%s,%d,%d,%d,%.4f%n", round, side, bytes, MESSAGES, WINDOW, seconds);
            }
            return seconds;
        } finally {
            RabbitQueues.delete(address);
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the broker does not confirm");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
