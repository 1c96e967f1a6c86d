package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.BatchReceiver.BatchEnd;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests messages of a ring channel that are acknowledged together, or not at all. */
public abstract class RingBatchContract {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CAPACITY = 4096;
    private static final BatchEnd FINE = () -> {};
    private static final BatchEnd FAILS = () -> {
        throw new IOException("not confirmed");
    };

    private final String name = Unique.posixName();
    private final List<String> seen = new ArrayList<>();
    private RingChannel channel;
    private RingProducer producer;
    private RingConsumer consumer;

    @BeforeEach
    void openChannel() throws IOException {
        channel = RingChannel.create(name, RingOptions.DEFAULT.withLanes(2).withLaneCapacity(CAPACITY));
        producer = channel.openProducer();
        consumer = channel.openConsumer();
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        consumer.close();
        producer.close();
        channel.unlink();
        channel.close();
    }

    private void see(ByteBuffer message) {
        seen.add(Buffers.text(message));
    }

    private void offer(RingProducer by, String... texts) throws IOException {
        for (String text : texts) {
            assertThat(by.offer(Buffers.text(text))).isTrue();
        }
    }

    private int batch(int limit, BatchEnd end) throws Exception {
        seen.clear();
        return consumer.tryReceiveBatch(this::see, limit, end, NOW);
    }

    @Test
    void aBatchThatIsConfirmedNeverComesAgain() throws Exception {
        offer(producer, "a", "", "b");
        assertThat(batch(10, () -> assertThat(seen).containsExactly("a", "", "b")))
                .isEqualTo(3);
        assertThat(batch(10, FAILS)).as("nothing there, so nothing to confirm").isZero();
        assertThat(channel.statistics().lanes().get(0).consumedMessages()).isEqualTo(3);
    }

    @Test
    void aBatchThatIsNotConfirmedComesAgainWhole() throws Exception {
        try (RingProducer other = channel.openProducer()) {
            offer(producer, "a", "b");
            offer(other, "c");
            assertThatThrownBy(() -> batch(10, FAILS)).hasMessage("not confirmed");
            assertThat(seen).containsExactly("a", "b", "c");
            assertThat(channel.statistics().lanes().get(0).consumedMessages()).isZero();
            assertThat(batch(10, FINE)).isEqualTo(3);
            assertThat(seen).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "b");
            assertThat(channel.statistics().lanes().get(0).consumedMessages()).isEqualTo(2);
        }
    }

    @Test
    void aHandlerThatFailsTakesTheBatchBack() throws Exception {
        offer(producer, "a", "b", "c");
        assertThatThrownBy(() -> consumer.tryReceiveBatch(
                        message -> {
                            see(message);
                            if (seen.size() == 3) {
                                throw new IOException("the third");
                            }
                        },
                        10,
                        FINE,
                        NOW))
                .hasMessage("the third");
        assertThat(batch(2, FINE)).isEqualTo(2);
        assertThat(seen).containsExactly("a", "b");
        assertThat(batch(2, FINE)).isEqualTo(1);
        assertThat(seen).containsExactly("c");
    }

    @Test
    void aBatchKeepsItsRoomUntilItIsConfirmed() throws Exception {
        int taken = 0;
        ByteBuffer large = Buffers.pattern(56, true);
        while (producer.offer(large.rewind())) {
            taken++;
        }
        assertThatThrownBy(() -> batch(1000, FAILS)).hasMessage("not confirmed");
        assertThat(seen).hasSize(taken);
        assertThat(producer.offer(large)).isFalse();
        assertThat(batch(1000, () -> assertThat(producer.offer(large)).isFalse()))
                .isEqualTo(taken);
        offer(producer, "room");
        assertThat(batch(10, FINE)).isEqualTo(1);
    }

    @Test
    void aBatchIsAllThatIsThereUpToItsLimit() throws Exception {
        String wide = Unique.posixName();
        try (RingChannel large = RingChannel.create(wide);
                RingProducer many = large.openProducer();
                RingConsumer taker = large.openConsumer()) {
            for (int i = 0; i < 1000; i++) {
                offer(many, "x");
            }
            assertThat(taker.tryReceiveBatch(this::see, 900, FINE, NOW)).isEqualTo(900);
            assertThat(taker.tryReceiveBatch(this::see, 900, FINE, NOW)).isEqualTo(100);
            large.unlink();
        }
    }

    @Test
    void batchesGoRoundTheLane() throws Exception {
        long sent = 0;
        long expected = 0;
        for (int round = 0; round < 200; round++) {
            while (producer.offer(Buffers.text(Long.toString(sent)))) {
                sent++;
            }
            if (round % 3 == 0) {
                assertThatThrownBy(() -> batch(300, FAILS)).hasMessage("not confirmed");
            }
            batch(300, FINE);
            for (String text : seen) {
                assertThat(text).isEqualTo(Long.toString(expected++));
            }
        }
        assertThat(expected).isGreaterThan(20_000);
    }

    @Test
    void whatADyingConsumerHadNotConfirmedComesToTheNext() throws Exception {
        offer(producer, "a", "b");
        assertThatThrownBy(() -> batch(10, FAILS)).hasMessage("not confirmed");
        consumer.close();
        consumer = channel.openConsumer();
        assertThat(batch(10, FINE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchIsWaitedFor(boolean sleeping) throws Exception {
        String other = Unique.posixName();
        RingOptions options = sleeping ? channel.options().withSleepingWaits() : channel.options();
        try (RingChannel waited = RingChannel.create(other, options);
                RingProducer late = waited.openProducer();
                RingConsumer waiter = waited.openConsumer()) {
            assertThat(waiter.tryReceiveBatch(this::see, 10, FINE, Duration.ofMillis(30)))
                    .isZero();
            Background<Integer> waiting = Background.start(() -> waiter.tryReceiveBatch(this::see, 10, FINE, LONG))
                    .awaitWaiting();
            late.send(Buffers.text("late"));
            assertThat(waiting.result()).isEqualTo(1);
            Background<Integer> interrupted = Background.start(() -> waiter.tryReceiveBatch(this::see, 10, FINE, LONG))
                    .awaitWaiting();
            interrupted.interrupt();
            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
            Background<Integer> closed = Background.start(() -> waiter.tryReceiveBatch(this::see, 10, FINE, LONG))
                    .awaitWaiting();
            waiter.close();
            assertThat(closed.failure()).isInstanceOf(IllegalStateException.class);
            waited.unlink();
        }
    }

    @Test
    void aBatchOfNothingIsAMistakeAndSoIsOneAfterClose() {
        assertThatIllegalArgumentException().isThrownBy(() -> batch(0, FINE));
        consumer.close();
        assertThatIllegalStateException().isThrownBy(() -> batch(1, FINE));
    }
}
