package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The consumer's side of {@code bench}, and the process of its producer. However this process ends, the other process
 * ends too, and no message of this run is left in the channel. Only after SIGKILL may messages be left in it.
 */
final class BenchRun implements AutoCloseable {
    /** The number of measurements for each size: a flood and a paced stream to warm up, then both again. */
    static final int MEASUREMENTS = 4;

    private static final int LIMIT = 256;
    private static final int POLLS_PER_LOOK = 1 << 12;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 5;

    private final RingChannel channel;
    private final RingConsumer consumer;
    private final BenchMeter meter;
    private final Process producer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stopped;

    private BenchRun(RingChannel channel, RingConsumer consumer, BenchMeter meter, Process producer) {
        this.channel = channel;
        this.consumer = consumer;
        this.meter = meter;
        this.producer = producer;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** Becomes the channel's consumer and starts its producer; rejects a channel that is not empty. */
    static BenchRun start(RingChannel channel, Duration measured, List<Integer> sizes) throws IOException {
        RingConsumer consumer = channel.openConsumer();
        try {
            long token = ThreadLocalRandom.current().nextLong();
            int[] each = sizes.stream()
                    .flatMapToInt(size -> IntStream.generate(() -> size).limit(MEASUREMENTS))
                    .toArray();
            BenchMeter meter = new BenchMeter(token, each);
            consumer.poll(message -> refuse(channel), 1);
            channel.openProducer().close(); // throws if no lane is free
            List<String> words = command(channel, token, measured, sizes);
            Process producer = new ProcessBuilder(words)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new BenchRun(channel, consumer, meter, producer);
        } catch (IOException e) {
            consumer.close();
            throw e;
        }
    }

    private static void refuse(RingChannel channel) throws IpcException {
        throw new IpcException(channel.toString(), "busy", "it contains messages, which are kept");
    }

    /** Returns a command line with this command's Java and jar, but another main class. */
    private static List<String> command(RingChannel channel, long token, Duration measured, List<Integer> sizes) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-XX:+UseSerialGC");
        if (Runtime.version().feature() >= 22) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith("nativeipc.")) {
                words.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchProducer.class.getName()));
        Duration warmUp = measured.compareTo(LONGEST_WARM_UP) < 0 ? measured : LONGEST_WARM_UP;
        words.add(channel.toString().substring("ring:".length()));
        words.addAll(List.of(Long.toString(token), Long.toString(warmUp.toNanos()), Long.toString(measured.toNanos())));
        sizes.forEach(size -> words.add(size.toString()));
        return words;
    }

    long producerPid() {
        return producer.pid();
    }

    /** Consumes messages until this number of measurements is complete. */
    void await(int measurements) throws IOException, InterruptedException {
        int empty = 0;
        while (meter.results().size() < measurements) {
            if (consumer.poll(meter, LIMIT) > 0) {
                empty = 0;
                continue;
            }
            BenchProducer.pause(++empty);
            if (empty % POLLS_PER_LOOK == 0) {
                look();
            }
        }
    }

    private void look() throws IOException, InterruptedException {
        if (stopped) {
            throw new InterruptedException();
        } else if (!producer.isAlive() && consumer.poll(meter, LIMIT) == 0) {
            throw new IOException("the producer's process ended too early, with " + producer.exitValue());
        }
    }

    List<BenchMeter.Measurement> results() {
        return meter.results();
    }

    /**
     * Ends the run on Ctrl-C. Messages that are still consumed below are not used, but they must not be left in the
     * channel.
     */
    private void stop() {
        stopped = true;
        producer.destroyForcibly();
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("native-ipc: messages of this run may be left in " + channel);
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            if (meter.isDone()) {
                producer.onExit()
                        .completeOnTimeout(producer, PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
            producer.destroyForcibly().onExit().join();
            drain();
            consumer.freeDeadLanes();
        } catch (IpcException over) {
            System.err.println("native-ipc: " + over.getMessage());
        } finally {
            consumer.close();
            closed.countDown();
        }
    }

    /**
     * Removes the messages of this run. Each poll starts with another lane, so when as many successive polls as there
     * are lanes found none, all remaining messages belong to other producers.
     */
    private void drain() {
        long[] own = {0};
        int idle = 0;
        while (idle < channel.options().laneCount()) {
            long before = own[0];
            try {
                int polled = consumer.poll(
                        message -> {
                            meter.requireOwn(message);
                            own[0]++;
                        },
                        LIMIT);
                if (polled == 0) {
                    return;
                }
            } catch (IOException others) {
                // messages that were taken before the exception count
            }
            idle = own[0] > before ? 0 : idle + 1;
        }
    }
}
