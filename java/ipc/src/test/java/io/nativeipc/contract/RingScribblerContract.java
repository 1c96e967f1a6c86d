package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.peer.Peer;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests a peer that overwrites a channel at random while others use it. Every call ends soon, with a result or a
 * documented exception, and no message is longer than the channel's maximum. {@code -Plong} runs for a minute.
 */
public abstract class RingScribblerContract {
    private static final RingOptions OPTIONS = new RingOptions(2, 4096, 600, false);
    private static final int SECONDS = Full.count(1, 3, 60);
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** Measures processor time: no call here blocks, but three busy threads share two processors. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String name = Unique.posixName();
    private RingChannel channel;
    private volatile boolean over;

    @BeforeEach
    void createChannel() throws IOException {
        channel = RingChannel.create(name, OPTIONS);
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        channel.unlink();
        channel.close();
    }

    /** One side, which repeats its calls and counts their outcomes. */
    private abstract static class Side<T extends AutoCloseable> {
        final Map<String, Integer> outcomes = new TreeMap<>();
        long slowest;
        long messages;
        private T participant;

        abstract T open() throws IpcException;

        abstract int use(T participant) throws IOException;

        void once() throws Exception {
            long begin = THREADS.getCurrentThreadCpuTime();
            try {
                if (participant == null) {
                    participant = open();
                }
                messages += use(participant);
            } catch (IpcException documented) {
                outcomes.merge(documented.getClass().getSimpleName() + " " + documented.error(), 1, Integer::sum);
                leave();
            }
            slowest = Math.max(slowest, THREADS.getCurrentThreadCpuTime() - begin);
        }

        void leave() throws Exception {
            if (participant != null) {
                participant.close();
                participant = null;
            }
        }

        @Override
        public String toString() {
            return getClass().getSimpleName() + ": " + messages + " messages, " + outcomes;
        }
    }

    private final class Consuming extends Side<RingConsumer> {
        @Override
        RingConsumer open() throws IpcException {
            return channel.openConsumer();
        }

        @Override
        int use(RingConsumer consumer) throws IOException {
            return consumer.poll(RingScribblerContract::handle, 100);
        }
    }

    private final class Producing extends Side<RingProducer> {
        private final ByteBuffer message = ByteBuffer.allocate(OPTIONS.maxMessage());

        @Override
        RingProducer open() throws IpcException {
            return channel.openProducer();
        }

        @Override
        int use(RingProducer producer) throws IOException {
            message.clear().limit(1 + (int) (messages % OPTIONS.maxMessage()));
            return producer.offer(message) ? 1 : 0;
        }
    }

    private static void handle(ByteBuffer message) {
        if (message.remaining() < 1 || message.remaining() > OPTIONS.maxMessage()) {
            throw new AssertionError("a message of " + message.remaining() + " bytes");
        }
        message.get(message.limit() - 1);
    }

    private <T extends AutoCloseable> Side<T> run(Side<T> side) throws Exception {
        try {
            while (!over) {
                side.once();
            }
        } finally {
            side.leave();
        }
        return side;
    }

    @Test
    void nobodyHangsOrCrashesOrIsMisled() throws Exception {
        try (Peer scribbler = Peer.startJava(ScribblerProgram.class, name)) {
            Background<Side<RingConsumer>> consuming = Background.start(() -> run(new Consuming()));
            Background<Side<RingProducer>> producing = Background.start(() -> run(new Producing()));
            for (int second = 0; second < SECONDS; second++) {
                scribbler.ask("scribble 1000");
            }
            over = true;
            for (Side<?> side : new Side<?>[] {consuming.result(), producing.result()}) {
                assertThat(side.slowest)
                        .as("nanoseconds of the slowest call of " + side)
                        .isLessThan(PATIENCE_NANOS);
                assertThat(side.messages).as(side.toString()).isPositive();
                assertThat(side.outcomes.keySet()).anyMatch(outcome -> outcome.startsWith("CorruptException"));
            }
        }
    }
}
