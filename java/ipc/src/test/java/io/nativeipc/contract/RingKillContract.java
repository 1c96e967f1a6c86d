package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.PeerClosedException;
import io.nativeipc.ring.Deaths;
import io.nativeipc.ring.RecordLayout;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests processes in Java, C and C# that are killed at each step that {@code docs/ring-layout.md} names, or stopped there, and
 * what the other processes find. A process that does not reach its step fails the test. {@code -Pfull} kills more processes,
 * {@code -Plong} many more.
 */
public abstract class RingKillContract {
    private static final RingOptions OPTIONS = VictimProgram.OPTIONS;
    private static final int PRODUCER = VictimProgram.PRODUCER;
    private static final int OTHER = 2;
    private static final int HEIR = 3;

    @Test
    void everyStepOfThePageIsHere() throws IOException {
        Path page = Path.of(System.getProperty("nativeipc.root", "../.."), "docs/ring-layout.md");
        Set<String> named = Pattern.compile("`\\[([a-z]+\\.[a-z]+)]`")
                .matcher(Files.readString(page))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(Steps.all().collect(Collectors.toCollection(TreeSet::new)));
    }

    @TestFactory
    Stream<DynamicTest> aProducerPublishing() {
        return Stream.concat(
                Steps.at(Steps.PUBLISHING, 4, "producer", i -> 1 + i * 389 / 4 % 597, RingKillContract::aProducerDies),
                Steps.at(Steps.PADDING, 3, "producer", i -> 1 + i % 15, RingKillContract::aProducerDies));
    }

    @TestFactory
    Stream<DynamicTest> aProducerComingOrLeaving() {
        List<String> steps = Stream.of(Steps.CLAIMING_A_LANE, Steps.CLOSING)
                .flatMap(List::stream)
                .toList();
        return Steps.at(steps, 1, "producer", i -> 1, RingKillContract::aProducerDies);
    }

    /**
     * Every message that the dead producer acknowledged arrives once, in order and complete. Another producer
     * continues, and the lane is free again.
     */
    private static void aProducerDies(Victim victim) throws Exception {
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingChannel channel = RingChannel.create(victim.name(), OPTIONS);
                RingProducer other = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            victim.go();
            long sent = 0;
            while (victim.isAlive()) {
                sent += other.offer(messages.message(OTHER, sent)) ? 1 : 0;
                consumer.tryReceive(messages, Duration.ofMillis(5));
                messages.poll(consumer);
            }
            while (messages.poll(consumer) > 0) {}
            long acknowledged = victim.last("acknowledged");
            assertThat(messages.count(PRODUCER)).as("received").isBetween(acknowledged, acknowledged + 1);
            assertThat(messages.count(OTHER)).as("of the other").isEqualTo(sent);
            assertThat(channel.statistics().lanes().get(1).messages())
                    .as("counted without the dead one's help")
                    .hasValue(messages.count(PRODUCER));
            if (victim.count() % 2 == 0) { // otherwise the next owner sweeps it
                consumer.freeDeadLanes();
                assertThat(consumer.freeDeadLanes()).as("freed once").isZero();
                assertThat(consumer.lanesFreed()).isEqualTo(Steps.UNREGISTERED.contains(victim.step()) ? 0 : 1);
            }
            try (RingProducer heir = channel.openProducer()) {
                assertThat(heir.lane()).isEqualTo(1);
                for (int number = 0; number < 200; number++) {
                    messages.produce(heir, HEIR, number, 1);
                    messages.consumeUntil(consumer, HEIR, number + 1);
                }
            }
            channel.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> aConsumerPolling() {
        return Stream.concat(
                Steps.at(Steps.POLLING, 4, "consumer", i -> 1 + i * 11 % 90, RingKillContract::aConsumerDies),
                Steps.at(Steps.RELEASING, 4, "consumer", i -> 1 + i % 4, RingKillContract::aConsumerDies));
    }

    @TestFactory
    Stream<DynamicTest> aConsumerComingFreeingOrLeaving() {
        List<String> steps = Stream.of(Steps.TAKING_OVER, Steps.FREEING, Steps.CLOSING)
                .flatMap(List::stream)
                .toList();
        return Steps.at(steps, 1, "consumer", i -> 1, RingKillContract::aConsumerDies);
    }

    /**
     * No message is skipped. At most a quarter of the lane and one record come again. The producer learns of the death.
     */
    private static void aConsumerDies(Victim victim) throws Exception {
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        boolean registered = !Steps.UNREGISTERED.contains(victim.step());
        try (RingChannel channel = RingChannel.create(victim.name(), OPTIONS);
                RingProducer producer = channel.openProducer()) {
            Deaths.abandon(channel.openProducer());
            victim.go();
            int number = 0;
            boolean alive;
            boolean room;
            do {
                alive = victim.isAlive(); // before the offer: what it released last is filled again
                assertThat(number).as("each length is another message's").isLessThan(OPTIONS.maxMessage());
                room = isOffered(producer, messages.message(PRODUCER, number));
                number += room ? 1 : 0;
            } while (alive || room);
            long delivered = victim.last("delivered");
            aFullLaneTells(registered, producer);
            long first;
            try (RingConsumer next = channel.openConsumer()) {
                assertThat(next.takeovers()).isEqualTo(registered ? 1 : 0);
                first = consumeFrom(next, messages, number);
                assertThat(first).isLessThanOrEqualTo(delivered);
                assertThat(bytes(messages, first, delivered))
                        .as("what came again")
                        .isLessThanOrEqualTo(
                                OPTIONS.laneCapacity() / 4 + RecordLayout.recordSize(OPTIONS.maxMessage()));
                next.freeDeadLanes();
            }
            long twice = victim.step().equals("poll.counted") ? delivered - first : 0;
            assertThat(channel.statistics().lanes().get(0).messages()).hasValue(number + twice);
            try (RingProducer heir = channel.openProducer()) {
                assertThat(heir.lane()).isEqualTo(1);
            }
            channel.unlink();
        }
    }

    private static boolean isOffered(RingProducer producer, ByteBuffer message) throws IOException {
        try {
            return producer.offer(message);
        } catch (PeerClosedException deadAlready) {
            return false;
        }
    }

    private static void aFullLaneTells(boolean dead, RingProducer producer) throws Exception {
        ByteBuffer message = ByteBuffer.allocate(OPTIONS.maxMessage());
        if (dead) {
            assertThatThrownBy(() -> producer.trySend(message, Duration.ofSeconds(10)))
                    .isInstanceOf(PeerClosedException.class)
                    .hasMessageContaining("dead");
        } else {
            assertThat(producer.trySend(message, Duration.ofMillis(100)))
                    .as("no death")
                    .isFalse();
        }
    }

    /** Consumes to the end, and returns the number of the first message, which follows from its length. */
    private static long consumeFrom(RingConsumer consumer, RingMessages messages, long end) throws Exception {
        long[] first = {-1};
        assertThat(consumer.tryReceive(
                        message -> {
                            first[0] = message.remaining() - 1L;
                            messages.expect(PRODUCER, first[0]);
                            messages.onMessage(message);
                        },
                        Duration.ofSeconds(10)))
                .isTrue();
        messages.consumeUntil(consumer, PRODUCER, end);
        return first[0];
    }

    private static long bytes(RingMessages messages, long from, long to) {
        long bytes = 0;
        for (long number = from; number < to; number++) {
            bytes += RecordLayout.recordSize(messages.length(PRODUCER, number));
        }
        return bytes;
    }

    @TestFactory
    Stream<DynamicTest> aProducerWakingOrWaiting() {
        return Stream.concat(
                Steps.at(Steps.WAKING, 3, "waker", i -> 1, victim -> aSleepingProducerDies(victim, true)),
                Steps.at(
                        Steps.WAITING_FOR_ROOM,
                        2,
                        "sender",
                        i -> 1 + i,
                        victim -> aSleepingProducerDies(victim, false)));
    }

    /** A consumer whose waker died still gets the message, at the latest when it next checks the lane. */
    private static void aSleepingProducerDies(Victim victim, boolean polling) throws Exception {
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingChannel channel = RingChannel.create(victim.name(), OPTIONS.withSleepingWaits());
                RingConsumer consumer = channel.openConsumer()) {
            victim.go();
            while (victim.isAlive()) {
                if (polling) {
                    consumer.tryReceive(messages, Duration.ofSeconds(1));
                }
            }
            long seen = messages.count(PRODUCER);
            while (messages.poll(consumer) > 0) {}
            assertThat(messages.count(PRODUCER) - seen).as("while it waited").isLessThanOrEqualTo(polling ? 1 : 1000);
            long acknowledged = victim.last("acknowledged");
            assertThat(messages.count(PRODUCER)).isBetween(acknowledged, acknowledged + 1);
            consumer.freeDeadLanes();
            assertThat(consumer.lanesFreed()).isEqualTo(1);
            channel.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> aConsumerFallingAsleep() {
        return Steps.at(Steps.SLEEPING, 2, "consumer", i -> 1 + i, victim -> {
            RingMessages messages = new RingMessages(OPTIONS.maxMessage());
            try (RingChannel channel = RingChannel.create(victim.name(), OPTIONS.withSleepingWaits());
                    RingProducer producer = channel.openProducer()) {
                victim.go();
                Background.until("it is dead", () -> !victim.isAlive());
                messages.produce(producer, PRODUCER, 0, 1);
                try (RingConsumer next = channel.openConsumer()) {
                    assertThat(next.takeovers()).isEqualTo(1);
                    messages.consumeUntil(next, PRODUCER, 1);
                }
                channel.unlink();
            }
        });
    }

    /** A stopped process is not dead. When it continues, it commits the message that it has half written. */
    @TestFactory
    Stream<DynamicTest> aStoppedProducerKeepsItsLane() {
        Duration standstill = Duration.ofMillis(Full.count(300, 300, 5000));
        return RingLanguage.stoppable()
                .flatMap(language -> Stream.of("publish.claimed", "publish.half", "publish.zeroed")
                        .map(step -> DynamicTest.dynamicTest(
                                language + " " + step,
                                () -> Steps.each(
                                        Full.count(1, 2, 20),
                                        i -> Victim.stoppedAt(language, "producer", step, 31 + 2 * i),
                                        victim -> aProducerStops(victim, standstill)))));
    }

    private static void aProducerStops(Victim victim, Duration standstill) throws Exception {
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingChannel channel = RingChannel.create(victim.name(), OPTIONS);
                RingConsumer consumer = channel.openConsumer()) {
            victim.go();
            messages.consumeUntil(consumer, PRODUCER, before(victim));
            victim.awaitStopped();
            for (long end = System.nanoTime() + standstill.toNanos(); System.nanoTime() < end; ) {
                assertThat(consumer.tryReceive(messages, Duration.ofMillis(60))).isFalse();
                assertThat(consumer.freeDeadLanes()).isZero();
                try (RingProducer another = channel.openProducer()) {
                    assertThat(another.lane()).isEqualTo(1);
                }
            }
            victim.goOn();
            messages.consumeUntil(consumer, PRODUCER, OPTIONS.maxMessage());
            Background.until("it is done", () -> victim.hear().equals("done"));
            assertThat(consumer.lanesFreed()).isZero();
            channel.unlink();
        }
    }

    /** Returns how many messages were published before the step. Only every second message passes publish.half. */
    private static long before(Victim victim) {
        return victim.step().equals("publish.half") ? 2L * victim.count() - 1 : victim.count() - 1;
    }

    @Test
    void abandonedParticipantsAreDead() throws Exception {
        String name = Unique.posixName();
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingChannel channel = RingChannel.create(name, OPTIONS)) {
            RingConsumer consumer = channel.openConsumer();
            for (int round = 1; round <= Full.count(100, 500); round++) {
                RingProducer producer = channel.openProducer();
                messages.produce(producer, PRODUCER, messages.count(PRODUCER), round % 4);
                producer.tryClaim(1 + round);
                Deaths.abandon(producer);
                messages.consumeUntil(consumer, PRODUCER, messages.count(PRODUCER) + round % 4);
                consumer.freeDeadLanes();
                assertThat(consumer.lanesFreed()).isEqualTo(round);
                if (round % 5 == 0) {
                    Deaths.abandon(consumer);
                    consumer = channel.openConsumer();
                    assertThat(consumer.takeovers()).isEqualTo(round / 5);
                }
            }
            consumer.close();
            channel.unlink();
        }
    }
}
