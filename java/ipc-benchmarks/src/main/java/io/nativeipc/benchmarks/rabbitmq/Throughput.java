package io.nativeipc.benchmarks.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.nativeipc.IpcAddress;
import io.nativeipc.rabbitmq.RabbitOptions;
import io.nativeipc.rabbitmq.RabbitQueues;
import io.nativeipc.rabbitmq.RabbitSender;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;

/**
 * Persistent, mandatory messages with confirms to one durable queue, in turn by the client's own loop, as PerfTest writes it
 * (publish, a semaphore of the window's size, released by the confirms), and by {@link RabbitSender}'s tryPost and tryFlush:
 * {@code Throughput FILE ROUNDS ADDRESS}. FILE receives a line for each run; the medians' ratio is printed.
 */
public final class Throughput {
    private static final int MESSAGES = Integer.getInteger("bench.messages", 50_000);
    private static final int WINDOW = Integer.getInteger("bench.window", 1024);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String address;
    private final PrintStream out;

    private Throughput(String address, PrintStream out) {
        this.address = address;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(Path.of(args[0])), true, StandardCharsets.UTF_8)) {
            out.println("round,side,bytes,messages,window,seconds");
            Throughput throughput = new Throughput(args[2], out);
            for (int bytes : new int[] {64, 1024}) {
                throughput.compare(bytes, rounds);
            }
        }
    }

    private void compare(int bytes, int rounds) throws Exception {
        double[] client = new double[rounds];
        double[] product = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            boolean productFirst = round % 2 == 0;
            double first = productFirst ? product(bytes, round) : client(bytes, round);
            double second = productFirst ? client(bytes, round) : product(bytes, round);
            if (round >= 0) { // the first warms up
                product[round] = productFirst ? first : second;
                client[round] = productFirst ? second : first;
            }
        }
        System.out.printf(
                "%4d bytes: client %,.0f/s, RabbitSender %,.0f/s, ratio %.2f%n",
                bytes, MESSAGES / median(client), MESSAGES / median(product), median(client) / median(product));
    }

    private double product(int bytes, int round) throws Exception {
        return inAnEmptyQueue("product", bytes, round, () -> {
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
        return inAnEmptyQueue("client", bytes, round, () -> {
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                Semaphore window = new Semaphore(WINDOW);
                ConcurrentSkipListSet<Long> unconfirmed = new ConcurrentSkipListSet<>();
                channel.addConfirmListener((tag, multiple) -> release(window, unconfirmed, tag, multiple), (tag, multiple) -> {
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

    private double inAnEmptyQueue(String side, int bytes, int round, Run run) throws Exception {
        RabbitQueues.declare(address);
        try {
            double seconds = run.nanos() / 1e9;
            require(RabbitQueues.messages(address) == MESSAGES);
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
