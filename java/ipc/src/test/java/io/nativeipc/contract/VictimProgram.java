package io.nativeipc.contract;

import io.nativeipc.ring.Deaths;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The program of a {@link Victim}: uses a ring channel to the end, or up to the step at which it is killed. */
public final class VictimProgram {
    /** The number of the producer: the first byte of each message. */
    static final int PRODUCER = 1;

    /** The lanes are small, so that a few messages fill one, and each message has a different length. */
    static final RingOptions OPTIONS = new RingOptions(3, 4096, 600, false);

    private static final long PAUSE_NANOS = 2_000_000;

    private final String name;
    private final RingMessages messages = new RingMessages(OPTIONS.maxMessage());

    private VictimProgram(String name) {
        this.name = name;
    }

    /**
     * The arguments are {@code ROLE NAME}. Prints {@code ready PID}, waits for a line, plays the role, and prints
     * {@code done}. The roles are {@code producer}, which prints {@code acknowledged N} after the N-th message,
     * {@code sender}, which waits for room for each message, {@code waker}, which lets the consumer fall asleep before
     * each message, {@code consumer}, which prints {@code delivered N} before its handler returns, {@code create},
     * {@code open} and {@code clean}.
     */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (commands.readLine() != null) {
            new VictimProgram(args[1]).play(args[0]);
            System.out.println("done");
        }
    }

    private void play(String role) throws Exception {
        switch (role) {
            case "producer" -> produce(true, 0);
            case "sender" -> produce(false, 0);
            case "waker" -> produce(false, PAUSE_NANOS);
            case "consumer" -> consume();
            case "create" -> RingChannel.openOrCreate(name, OPTIONS).unlink();
            case "open" -> RingChannel.open(name).close();
            case "clean" -> RingChannel.cleanUp(name);
            default -> throw new IllegalArgumentException(role);
        }
    }

    private void produce(boolean inPlaceToo, long pauseNanos) throws Exception {
        try (RingProducer producer = RingChannel.open(name).openProducer(Duration.ofSeconds(30))) {
            for (int number = 0; number < OPTIONS.maxMessage(); number++) {
                LockSupport.parkNanos(pauseNanos);
                if (number % 2 == 0 || !inPlaceToo) {
                    producer.send(messages.message(PRODUCER, number));
                } else {
                    writeInPlace(producer, messages.message(PRODUCER, number));
                }
                System.out.println("acknowledged " + (number + 1));
            }
        }
    }

    private static void writeInPlace(RingProducer producer, ByteBuffer message) throws IOException {
        while (!producer.tryClaim(message.remaining())) {
            Thread.onSpinWait();
        }
        int half = message.remaining() / 2;
        producer.buffer().put(message.slice(0, half));
        Deaths.reached("publish.half");
        producer.buffer().put(message.position(half));
        producer.commit();
    }

    /** Consumes 100 messages. */
    private void consume() throws Exception {
        long[] next = {-1};
        try (RingConsumer consumer = RingChannel.open(name).openConsumer()) {
            while (next[0] < 100) {
                consumer.tryReceive(
                        message -> {
                            if (next[0] < 0) {
                                next[0] = message.remaining() - 1L;
                                messages.expect(PRODUCER, next[0]);
                            }
                            messages.onMessage(message);
                            next[0]++;
                            System.out.println("delivered " + next[0]);
                        },
                        Duration.ofMillis(20));
                consumer.freeDeadLanes();
            }
        }
    }
}
