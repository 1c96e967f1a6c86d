package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingWait;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a ring channel within one process: its life cycle, and what its producers and its consumer guarantee. */
public abstract class RingChannelContract {
    private static final int CAPACITY = 4096;

    /** A length above which messages are not copied. */
    private static final int IN_PLACE = 500;

    private final String name = Unique.posixName();
    private RingChannel channel;

    @BeforeEach
    void createChannel() throws IOException {
        channel = RingChannel.create(name, RingOptions.DEFAULT.withLanes(2).withLaneCapacity(CAPACITY));
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        channel.close();
        RingChannel.unlink(name);
    }

    private Path file() {
        return Path.of("/dev/shm" + name);
    }

    @Test
    void itIsOneObjectOfTheOwnersAlone() throws IOException {
        assertThat(Files.size(file())).isEqualTo(channel.options().byteSize()).isEqualTo(8192 + 2 * (4096 + CAPACITY));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(channel.created()).isTrue();
        assertThat(channel).hasToString("ring:" + name);
    }

    @Test
    void whoOpensItTakesTheGeometryThatIsThere() throws IOException {
        try (RingChannel opened = RingChannel.openOrCreate(name)) {
            assertThat(opened.created()).isFalse();
            assertThat(opened.options()).isEqualTo(new RingOptions(2, CAPACITY, CAPACITY / 4, false));
        }
    }

    @Test
    void oneOfManyWhoOpenOrCreateCreates() throws Exception {
        String other = Unique.posixName();
        List<Background<RingChannel>> openers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            openers.add(Background.start(() -> RingChannel.openOrCreate(other)));
        }
        int created = 0;
        for (Background<RingChannel> opener : openers) {
            try (RingChannel opened = opener.result()) {
                created += opened.created() ? 1 : 0;
            }
        }
        RingChannel.unlink(other);
        assertThat(created).isEqualTo(1);
    }

    @Test
    void whatADeadCreatorLeftIsBegunAnew() throws IOException {
        for (String left : List.of("", "NIPCRING")) {
            String other = Unique.posixName();
            Files.writeString(Path.of("/dev/shm" + other), left);
            Files.setPosixFilePermissions(Path.of("/dev/shm" + other), PosixFilePermissions.fromString("rw-------"));
            try (RingChannel created = RingChannel.openOrCreate(other)) {
                assertThat(created.created()).isTrue();
                created.unlink();
            }
        }
    }

    @Test
    void aNameThatADeadUnlinkerLeftIsNobodys() throws IOException {
        byte[] retired = Files.readAllBytes(file());
        ByteBuffer.wrap(retired)
                .order(ByteOrder.nativeOrder())
                .putInt(RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
        Files.write(file(), retired);
        assertThatThrownBy(() -> RingChannel.open(name))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("it was retired");
        channel.close();
        channel = RingChannel.openOrCreate(name);
        assertThat(channel.created()).isTrue();
    }

    @Test
    void openWaitsForACreator() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.nativeOrder());
        int ready = bytes.getInt(RingLayout.STATE_OFFSET);
        bytes.putInt(RingLayout.STATE_OFFSET, RingLayout.STATE_UNFINISHED);
        String other = Unique.posixName();
        Path path = Path.of("/dev/shm" + other);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Background<RingChannel> opener =
                Background.start(() -> RingChannel.open(other)).awaitWaiting();
        try (FileChannel creator = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(creator.write(bytes)).isEqualTo(bytes.capacity());
            LockSupport.parkNanos(20_000_000); // the opener checks every millisecond
            assertThat(opener.isDone()).as("what is not finished was opened").isFalse();
            bytes.putInt(RingLayout.STATE_OFFSET, ready);
            creator.write(
                    bytes.limit(RingLayout.STATE_OFFSET + 4).position(RingLayout.STATE_OFFSET),
                    RingLayout.STATE_OFFSET);
        }
        try (RingChannel opened = opener.result()) {
            opened.unlink();
        }
    }

    @Test
    void cleaningUpRemovesWhatNobodyHasOpen() throws IOException {
        assertThat(RingChannel.cleanUp(name)).as("it is open").isFalse();
        channel.close();
        assertThat(RingChannel.cleanUp(name)).isTrue();
        assertThatThrownBy(() -> RingChannel.open(name)).isInstanceOf(NotFoundException.class);
        createChannel();
    }

    @Test
    void messagesStayWhenEverybodyHasLeft() throws Exception {
        try (RingProducer producer = channel.openProducer()) {
            producer.send(Buffers.text("first"));
            assertThat(producer.guarantee()).isEqualTo(Guarantee.PUBLISHED);
        }
        channel.close();
        channel = RingChannel.open(name);
        try (RingProducer next = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(next.lane()).as("the first is not drained").isEqualTo(1);
            consumer.receive(message -> assertThat(Buffers.text(message)).isEqualTo("first"));
            assertThat(consumer.takeovers()).as("left in order").isZero();
        }
    }

    /** The memory is unmapped at once, not at a garbage collection, before which /dev/shm could fill up. */
    @Test
    void theMemoryGoesWithTheLastOfThoseThatUseIt() throws IOException {
        RingProducer producer = channel.openProducer();
        RingConsumer consumer = channel.openConsumer();
        channel.close();
        producer.close();
        assertThat(mappings()).isEqualTo(1);
        consumer.close();
        consumer.close();
        assertThat(mappings()).isZero();
        assertThat(consumer.takeovers()).as("the counters stay").isZero();
        assertThat(consumer.lanesFreed()).isZero();
        assertThat(producer.messages()).isZero();
        assertThat(producer.fullEvents()).isZero();
        channel = RingChannel.open(name);
        assertThatThrownBy(() -> {
                    try (RingConsumer first = channel.openConsumer()) {
                        channel.openConsumer().close();
                    }
                })
                .isInstanceOf(IpcException.class);
        channel.close();
        channel.close();
        assertThat(mappings()).as("a refused consumer keeps nothing").isZero();
        assertThatThrownBy(channel::openProducer).isInstanceOf(IllegalStateException.class);
        channel = RingChannel.open(name);
    }

    /** A buffer cannot be revoked. Until it is collected, its addresses map pages of no object. */
    @Test
    void aBufferThatIsKeptOverTheEndShowsNoObject() throws IOException {
        ByteBuffer claim;
        ByteBuffer[] message = new ByteBuffer[1];
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(producer.tryClaim(IN_PLACE)).isTrue();
            claim = producer.buffer().putLong(0, 7);
            producer.commit();
            assertThat(consumer.poll(received -> message[0] = received, 1)).isEqualTo(1);
            assertThat(message[0].getLong(0)).isEqualTo(7);
        }
        channel.close();
        assertThat(mappings()).isZero();
        channel = RingChannel.open(name);
        assertThat(claim.getLong(0)).isZero();
        claim.putLong(0, 8);
        assertThat(message[0].getLong(0)).as("the same addresses").isEqualTo(8);
        try (RingConsumer next = channel.openConsumer()) {
            assertThat(next.poll(received -> {}, 1)).isZero();
        }
    }

    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/dev/shm" + name)).count();
        }
    }

    @Test
    void everyLengthArrivesHoweverTheLaneWraps() throws Exception {
        RingMessages messages = new RingMessages(channel.options().maxMessage());
        RingMessages received = new RingMessages(channel.options().maxMessage());
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            for (long number = 0; number < 10_000; number++) {
                messages.produce(producer, 3, number, 1);
                received.consumeUntil(consumer, 3, number + 1);
            }
        }
    }

    @Test
    void aFullLaneTakesNothingAndCountsIt() throws IOException {
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            ByteBuffer message = Buffers.pattern(56, true);
            int taken = 0;
            while (producer.offer(message)) {
                message.rewind();
                taken++;
            }
            assertThat(taken).as("all but the word that ends the lane").isEqualTo(CAPACITY / 64 - 1);
            assertThat(message.position()).isZero();
            assertThat(producer.tryClaim(56)).isFalse();
            assertThat(producer.fullEvents()).isEqualTo(2);
            assertThat(consumer.poll(each -> assertThat(each).isEqualTo(message), 1000))
                    .isEqualTo(taken);
            assertThat(producer.offer(message)).isTrue();
        }
    }

    @Test
    void anAbortedClaimDoesNotExist() throws IOException {
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(producer.tryClaim(100)).isTrue();
            producer.buffer().putLong(-1);
            producer.abort();
            assertThat(consumer.poll(message -> {}, 1)).isZero();
            assertThat(producer.tryClaim(8)).isTrue();
            assertThat(producer.buffer().remaining()).isEqualTo(8);
            producer.buffer().putLong(7);
            producer.commit();
            assertThat(consumer.poll(message -> assertThat(message.getLong()).isEqualTo(7), 9))
                    .isEqualTo(1);
        }
    }

    @Test
    void aMessageWhoseHandlerFailsComesAgainAndHoldsUpNoOtherLane() throws IOException {
        try (RingProducer bad = channel.openProducer();
                RingProducer good = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            bad.offer(Buffers.text("bad"));
            good.offer(Buffers.text("good"));
            List<String> seen = new ArrayList<>();
            MessageHandler handler = message -> {
                seen.add(Buffers.text(message));
                if (seen.get(seen.size() - 1).equals("bad") && seen.size() < 4) {
                    throw new IOException("bad");
                }
            };
            assertThatThrownBy(() -> consumer.poll(handler, 10)).hasMessage("bad");
            assertThatThrownBy(() -> consumer.poll(handler, 10)).hasMessage("bad");
            assertThat(consumer.poll(handler, 10)).isEqualTo(1);
            assertThat(seen).containsExactly("bad", "good", "bad", "bad");
        }
    }

    @Test
    void aTurnEndsAfter256Records() throws IOException {
        String wide = Unique.posixName();
        try (RingChannel large = RingChannel.create(wide);
                RingProducer producer = large.openProducer();
                RingProducer other = large.openProducer();
                RingConsumer consumer = large.openConsumer()) {
            for (int i = 0; i < 1000; i++) {
                producer.offer(Buffers.text("a"));
            }
            other.offer(Buffers.text("b"));
            StringBuilder order = new StringBuilder();
            consumer.poll(message -> order.append(Buffers.text(message)), 1000);
            assertThat(order.indexOf("b")).isEqualTo(RingLayout.TURN);
            large.unlink();
        }
    }

    /** Every call that passes messages to a handler. */
    private enum Receiving {
        POLL {
            @Override
            void by(RingConsumer consumer, MessageHandler handler) throws Exception {
                consumer.poll(handler, 10);
            }
        },
        TRY_RECEIVE {
            @Override
            void by(RingConsumer consumer, MessageHandler handler) throws Exception {
                consumer.tryReceive(handler);
            }
        },
        RECEIVE {
            @Override
            void by(RingConsumer consumer, MessageHandler handler) throws Exception {
                consumer.receive(handler);
            }
        },
        BATCH {
            @Override
            void by(RingConsumer consumer, MessageHandler handler) throws Exception {
                consumer.tryReceiveBatch(handler, 10, () -> {}, Duration.ZERO);
            }
        };

        abstract void by(RingConsumer consumer, MessageHandler handler) throws Exception;
    }

    /** A nested receive would get the same message again, and the next message would be lost. */
    @ParameterizedTest
    @EnumSource
    void aHandlerCannotReceive(Receiving receiving) throws Exception {
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            producer.send(Buffers.text("first"));
            producer.send(Buffers.text("second"));
            List<String> got = new ArrayList<>();
            receiving.by(consumer, message -> {
                got.add(Buffers.text(message));
                for (Receiving nested : Receiving.values()) {
                    assertThatThrownBy(() -> nested.by(consumer, inner -> got.add("again")))
                            .as(nested.toString())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("a handler cannot receive from the consumer that called it");
                }
            });
            consumer.poll(message -> got.add(Buffers.text(message)), 10);
            assertThat(got).containsExactly("first", "second");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerMayCloseItsConsumer(Receiving receiving) throws Exception {
        RingProducer producer = channel.openProducer();
        RingConsumer consumer = channel.openConsumer();
        producer.send(Buffers.text("first"));
        producer.send(Buffers.text("second"));
        List<String> got = new ArrayList<>();
        receiving.by(consumer, message -> {
            consumer.close();
            got.add(Buffers.text(message));
        });
        assertThatThrownBy(() -> receiving.by(consumer, message -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(channel + " is closed");
        producer.close();
        try (RingConsumer next = channel.openConsumer()) {
            assertThat(next.takeovers()).as("it left in order").isZero();
            next.poll(message -> got.add(Buffers.text(message)), 10);
        }
        assertThat(got).containsExactly("first", "second");
        channel.close();
        assertThat(mappings()).as("nothing uses the memory").isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLEEP")
    void waitsEndWithTheTimeAnInterruptOrAClose(RingWait strategy) throws Exception {
        waitsEnd(channel.openConsumer().waitBy(strategy));
    }

    static void waitsEnd(RingConsumer consumer) throws Exception {
        assertThat(consumer.tryReceive(message -> {}, Duration.ofMillis(20))).isFalse();
        Background<Boolean> interrupted =
                Background.start(() -> consumer.tryReceive(message -> {}, Duration.ofDays(1)));
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        Background<Boolean> closed = Background.start(() -> consumer.tryReceive(message -> {}, Duration.ofDays(1)));
        consumer.close();
        assertThat(closed.failure()).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
    }

    @Test
    void aProducerWaitsForALane() throws Exception {
        RingProducer first = channel.openProducer();
        RingProducer second = channel.openProducer();
        assertThatThrownBy(() -> channel.openProducer(Duration.ofMillis(20))).isInstanceOf(IpcException.class);
        Background<RingProducer> third =
                Background.start(() -> channel.openProducer(Duration.ofDays(1))).awaitWaiting();
        second.close();
        try (RingProducer claimed = third.result()) {
            assertThat(claimed.lane()).isEqualTo(1);
        }
        first.close();
    }

    @Test
    void closingTheChannelEndsTheWaitForALane() throws Exception {
        try (RingProducer first = channel.openProducer();
                RingProducer second = channel.openProducer()) {
            Background<RingProducer> third = Background.start(() -> channel.openProducer(Duration.ofDays(1)))
                    .awaitWaiting();
            channel.close();
            assertThat(third.failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(channel + " is closed");
            assertThat(first.offer(Buffers.text("goes on"))).isTrue();
        }
    }

    @Test
    void retiringTheChannelEndsTheWaitForALane() throws Exception {
        try (RingProducer first = channel.openProducer();
                RingProducer second = channel.openProducer()) {
            Background<RingProducer> third = Background.start(() -> channel.openProducer(Duration.ofDays(1)))
                    .awaitWaiting();
            RingChannel.unlink(name);
            assertThat(third.failure()).isInstanceOf(PeerClosedException.class);
        }
        channel.close();
        createChannel();
    }
}
