package io.nativeipc.benchmarks;

import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures messages of 64 bytes from one ring channel to another through the command's bridge:
 * {@code RingBridge FILE ROUNDS}. There are three processes: a sender, the bridge, and this process, which receives and
 * checks the messages. Writes a line for each round to FILE and prints the median.
 */
public final class RingBridge {
    private static final int MESSAGES = Integer.getInteger("bench.messages", 20_000_000);
    private static final int BYTES = 64;
    private static final String LAUNCHER = System.getProperty("bench.launcher", "java/ipc-cli/target/native-ipc");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private long next;

    private RingBridge() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("send")) {
            send(args[1], Long.parseLong(args[2]));
            return;
        }
        int rounds = Integer.parseInt(args[1]);
        double[] rates = new double[rounds];
        try (PrintStream out = new PrintStream(Files.newOutputStream(Path.of(args[0])), true, StandardCharsets.UTF_8)) {
            out.println("round,bytes,messages,seconds");
            for (int round = 0; round < rounds; round++) {
                double seconds = new RingBridge().run();
                rates[round] = MESSAGES / seconds / 1e6;
                out.printf("%d,%d,%d,%.4f%n", round, BYTES, MESSAGES, seconds);
            }
        }
        Arrays.sort(rates);
        System.out.printf(
                "%.1f M messages/s, median of %d rounds (%.1f to %.1f)%n",
                rates[rounds / 2], rounds, rates[0], rates[rounds - 1]);
    }

    private double run() throws Exception {
        String from = "/bench-from-" + ProcessHandle.current().pid();
        String to = "/bench-to-" + ProcessHandle.current().pid();
        try (RingChannel source = RingChannel.create(from);
                RingChannel target = RingChannel.create(to);
                RingConsumer consumer = target.openConsumer()) {
            Process bridge = start(LAUNCHER, "bridge", "ring:" + from, "ring:" + to, "--report", "0");
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String classPath = System.getProperty("java.class.path");
            Process sender = start(java, "-cp", classPath, RingBridge.class.getName(), "send", from, "" + MESSAGES);
            try {
                return receive(consumer);
            } finally {
                sender.destroy();
                sender.waitFor();
                bridge.destroy();
                bridge.waitFor();
                source.unlink();
                target.unlink();
            }
        }
    }

    private static Process start(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Measures from the first message to the last. */
    private double receive(RingConsumer consumer) throws Exception {
        require(consumer.tryReceive(this::check, PATIENCE));
        long begin = System.nanoTime();
        while (next < MESSAGES) {
            if (consumer.poll(this::check, 1024) == 0) {
                require(consumer.tryReceive(this::check, PATIENCE));
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void check(ByteBuffer message) {
        require(message.remaining() == BYTES && message.getLong(message.position()) == next);
        next++;
    }

    private static void send(String ring, long count) throws Exception {
        ByteBuffer message = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        try (RingChannel channel = RingChannel.open(ring);
                RingProducer producer = channel.openProducer()) {
            for (long number = 0; number < count; number++) {
                producer.send(message.putLong(0, number).rewind());
            }
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("not the next message, or none in time");
        }
    }
}
