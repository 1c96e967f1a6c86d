package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.Peer;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingWait;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a ring channel whose producers and consumer sleep in the kernel while idle, and wake each other. */
public abstract class RingSleepContract {
    private static final int ROUNDS = 40;

    /** Half a slice: a waiter that is not woken sleeps for twice as long. */
    private static final long WOKEN = Duration.ofMillis(25).toNanos();

    private final String name = Unique.posixName();
    private final String backName = Unique.posixName();
    private RingChannel channel;
    private RingChannel back;

    @BeforeEach
    void createChannels() throws IOException {
        RingOptions options =
                RingOptions.DEFAULT.withLanes(2).withLaneCapacity(4096).withSleepingWaits();
        channel = RingChannel.create(name, options);
        back = RingChannel.create(backName, options);
    }

    @AfterEach
    void unlinkChannels() throws IOException {
        for (RingChannel each : new RingChannel[] {channel, back}) {
            each.unlink();
            each.close();
        }
    }

    @Test
    void whoOpensItFindsItMadeForSleep() throws IOException {
        try (RingChannel opened = RingChannel.open(name)) {
            assertThat(opened.options().sleepingWaits()).isTrue();
        }
    }

    @Test
    void anotherChannelHasNoSleepingWaits() throws IOException {
        String other = Unique.posixName();
        try (RingChannel spinning = RingChannel.create(other);
                RingProducer producer = spinning.openProducer();
                RingConsumer consumer = spinning.openConsumer()) {
            spinning.unlink();
            assertThatThrownBy(() -> producer.waitBy(RingWait.SLEEP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sleeping waits");
            assertThatThrownBy(() -> consumer.waitBy(RingWait.SLEEP)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void javaAndAnotherLanguageWakeEachOther(RingLanguage language) throws Exception {
        try (Peer peer = language.open(name)) {
            peer.ask("consumer");
            exchange(peer);
        }
    }

    /** Starts each round when the other side sleeps. A busy machine may make some rounds slow. */
    private void exchange(Peer peer) throws Exception {
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = back.openConsumer();
                RandomAccessFile words = new RandomAccessFile("/dev/shm" + name, "r")) {
            peer.tell("echo " + backName + " " + ROUNDS);
            ByteBuffer message = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
            int woken = 0;
            for (long round = 0; round < ROUNDS; round++) {
                long number = round;
                Background.until("the other side sleeps", () -> isAsleep(words));
                long begin = System.nanoTime();
                producer.send(message.clear().putLong(0, number));
                consumer.receive(answer -> assertThat(answer.getLong()).isEqualTo(number));
                woken += System.nanoTime() - begin < WOKEN ? 1 : 0;
            }
            assertThat(woken).isGreaterThan(ROUNDS / 2);
            peer.hear();
        }
    }

    private static boolean isAsleep(RandomAccessFile words) {
        try {
            words.seek(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_WAKE_OFFSET);
            return words.readInt() != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSleepingProducerIsWokenWhenThereIsRoom(RingLanguage language) throws Exception {
        try (Peer peer = language.open(name);
                RingConsumer consumer = channel.openConsumer()) {
            RingMessages messages = new RingMessages(channel.options().maxMessage());
            peer.ask("producer");
            peer.tell("produce 1 0 5000");
            messages.consumeUntil(consumer, 1, 5000);
            peer.hear();
        }
    }

    @Test
    void theEndOfTheChannelWakesWhoSleeps() throws Exception {
        try (RingConsumer consumer = channel.openConsumer()) {
            Background<Boolean> sleeping = Background.start(() -> {
                        consumer.receive(message -> {});
                        return true;
                    })
                    .awaitWaiting();
            channel.unlink();
            assertThat(sleeping.failure()).isInstanceOf(PeerClosedException.class);
        }
        channel.close();
        channel = RingChannel.create(name);
    }

    @Test
    void aSleepEndsWithTheTimeAnInterruptOrAClose() throws Exception {
        RingChannelContract.waitsEnd(channel.openConsumer().waitBy(RingWait.SLEEP));
    }
}
