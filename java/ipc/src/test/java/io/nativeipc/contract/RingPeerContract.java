package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.BatchReceiver.BatchEnd;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.Peer;
import io.nativeipc.ring.RecordLayout;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a ring channel between processes: which messages arrive, and how the death or the standstill of a process
 * affects the others.
 */
public abstract class RingPeerContract {
    private static final int CAPACITY = 16 * 1024;
    private static final long MESSAGES = Full.count(3_000, 8_000);

    private final String name = Unique.posixName();
    private RingChannel channel;

    @BeforeEach
    void createChannel() throws IOException {
        channel = RingChannel.create(
                name,
                RingOptions.DEFAULT
                        .withLanes(4)
                        .withLaneCapacity(CAPACITY)
                        .withMaxMessage(CAPACITY / 2 - RecordLayout.RECORD_HEADER_SIZE));
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        channel.unlink();
        channel.close();
    }

    private RingMessages messages() {
        return new RingMessages(channel.options().maxMessage());
    }

    private Peer start() {
        return RingLanguage.JAVA.open(name);
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageOfAnotherProcessArrivesWholeAndInOrder(RingLanguage language) throws IOException {
        RingMessages messages = messages();
        try (Peer peer = language.start(name);
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(peer.ask("open")).isEqualTo("4 " + CAPACITY);
            peer.ask("producer");
            peer.tell("produce 1 0 " + MESSAGES);
            messages.consumeUntil(consumer, 1, MESSAGES);
            assertThat(peer.hear()).startsWith("ok");
            assertThat(messages.poll(consumer)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProcessReceivesEveryMessageWholeAndInOrder(RingLanguage language) throws Exception {
        try (Peer peer = language.open(name);
                RingProducer producer = channel.openProducer()) {
            peer.ask("consumer");
            peer.tell("consume 1 " + MESSAGES);
            messages().produce(producer, 1, 0, MESSAGES);
            assertThat(peer.hear()).startsWith("ok");
            assertThat(producer.messages()).isEqualTo(MESSAGES);
        }
    }

    /** Java only opens the channel. */
    @ParameterizedTest
    @CsvSource({"CPP, CSHARP", "CSHARP, C", "C, PYTHON", "PYTHON, CPP", "CSHARP, CSHARP", "PYTHON, CSHARP"})
    void otherLanguagesMeetWithoutJava(RingLanguage from, RingLanguage to) {
        try (Peer producer = from.start(name);
                Peer consumer = to.start(name)) {
            assertThat(producer.ask("open")).isEqualTo("4 " + CAPACITY);
            assertThat(consumer.ask("open")).isEqualTo("4 " + CAPACITY);
            assertThat(producer.ask("producer")).isEqualTo("0");
            consumer.ask("consumer");
            consumer.tell("consume 1 " + MESSAGES);
            producer.tell("produce 1 0 " + MESSAGES);
            assertThat(producer.hear()).startsWith("ok");
            assertThat(consumer.hear()).startsWith("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChannelThatAnotherProcessCreatedIsTheSame(RingLanguage language) throws Exception {
        String made = Unique.posixName();
        try (Peer peer = language.start(made)) {
            peer.ask("create 3 8192 2000");
            try (RingChannel opened = RingChannel.open(made);
                    RingProducer producer = opened.openProducer()) {
                assertThat(opened.options()).isEqualTo(new RingOptions(3, 8192, 2000, false));
                assertThatThrownBy(() -> RingChannel.create(made)).isInstanceOf(AlreadyExistsException.class);
                peer.ask("consumer");
                assertThatThrownBy(opened::openConsumer)
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("it has a consumer already, process " + peer.pid());
                peer.kill();
                producer.offer(ByteBuffer.allocate(8));
                try (RingConsumer next = opened.openConsumer()) {
                    assertThat(next.takeovers()).isEqualTo(1);
                    assertThat(next.poll(message -> {}, 10)).isEqualTo(1);
                }
                opened.unlink();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "C"})
    void anotherLanguageMeetsJavaInASystemVSegment(RingLanguage language) throws Exception {
        Peer peer = language.start(name);
        RingOptions options = RingOptions.DEFAULT.withLaneCapacity(CAPACITY);
        SysVKey key = Unique.key();
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, options.byteSize());
                RingChannel inSegment = RingChannel.create(segment, options)) {
            RingMessages messages = new RingMessages(options.maxMessage());
            ByteBuffer header = segment.buffer(0, RingLayout.PAGE);
            byte[] path = new byte[header.getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
            header.get(RingLayout.LOCK_PATH_OFFSET, path);
            Path lockFile = Path.of(new String(path, StandardCharsets.UTF_8));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lockFile)))
                    .isEqualTo("rw-------");
            assertThat(peer.ask("attach " + key.value())).isEqualTo("8 " + CAPACITY);
            peer.ask("producer");
            peer.tell("produce 1 0 " + MESSAGES);
            try (RingConsumer consumer = inSegment.openConsumer()) {
                messages.consumeUntil(consumer, 1, MESSAGES);
                peer.hear();
                peer.kill();
                assertThat(consumer.freeDeadLanes())
                        .as("the dead process had the lock of its lane")
                        .isEqualTo(1);
            }
            inSegment.unlink();
            assertThat(lockFile).doesNotExist();
        } finally {
            peer.kill();
            SysVSharedMemory.remove(key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledProducerLosesNothingItSentAndHoldsUpNobody(RingLanguage language) throws IOException {
        RingMessages messages = messages();
        List<Peer> peers = new ArrayList<>();
        try (RingConsumer consumer = channel.openConsumer()) {
            for (int id = 0; id < 3; id++) {
                peers.add(language.open(name));
                peers.get(id).ask("producer");
            }
            peers.get(0).tell("flood 0");
            peers.get(1).tell("produce 1 0 " + MESSAGES);
            peers.get(2).tell("produce 2 0 " + MESSAGES);
            messages.consumeAtLeast(consumer, 0, 1000);
            long sent = Long.parseLong(peers.get(0).hear().substring("sent ".length()));
            peers.get(0).kill();
            messages.consumeUntil(consumer, 1, MESSAGES);
            messages.consumeUntil(consumer, 2, MESSAGES);
            while (messages.poll(consumer) > 0) {}
            assertThat(messages.count(0)).as("of the killed one").isGreaterThanOrEqualTo(sent);
            consumer.freeDeadLanes();
            assertThat(consumer.lanesFreed()).isEqualTo(1);
        } finally {
            peers.forEach(Peer::kill);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeadProducersLaneIsNobodysUntilItIsDrained(RingLanguage language) throws IOException {
        Peer peer = language.open(name);
        peer.ask("producer");
        peer.ask("produce 0 0 3");
        assertThat(peer.ask("claim")).isEqualTo("true");
        peer.kill();
        try (RingProducer next = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(next.lane()).as("the first is not drained").isEqualTo(1);
            assertThat(consumer.freeDeadLanes()).isZero();
            messages().consumeUntil(consumer, 0, 3);
            assertThat(consumer.freeDeadLanes()).isEqualTo(1);
            try (RingProducer heir = channel.openProducer()) {
                assertThat(heir.lane()).isZero();
                assertThat(heir.messages()).as("counting goes on").isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JAVA", "CSHARP"})
    void aDeadProducersLaneIsDrainedThoughThePollEndedByItsLimit(RingLanguage language) throws IOException {
        killAProducerOf(language, 3);
        try (RingConsumer consumer = channel.openConsumer()) {
            assertThat(consumer.poll(messages(), 2)).isEqualTo(2);
            assertThat(consumer.freeDeadLanes()).as("one is left").isZero();
            assertThat(consumer.poll(message -> {}, 1)).isEqualTo(1);
            assertThat(consumer.freeDeadLanes()).isEqualTo(1);
        }
    }

    @Test
    void aDeadProducersLaneIsNotDrainedByABatchThatCanComeAgain() throws Exception {
        killAProducerOf(RingLanguage.JAVA, 3);
        try (RingConsumer consumer = channel.openConsumer()) {
            BatchEnd end = () -> assertThat(consumer.freeDeadLanes()).isZero();
            assertThat(consumer.tryReceiveBatch(messages(), 3, end, Duration.ZERO))
                    .isEqualTo(3);
            assertThat(consumer.freeDeadLanes()).isEqualTo(1);
        }
    }

    private void killAProducerOf(RingLanguage language, int messages) {
        Peer peer = language.open(name);
        peer.ask("producer");
        peer.ask("produce 0 0 " + messages);
        peer.kill();
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedProducerIsNotDead(RingLanguage language) throws Exception {
        List<RingProducer> others = new ArrayList<>();
        try (Peer peer = language.open(name);
                RingConsumer consumer = channel.openConsumer()) {
            peer.ask("producer");
            assertThat(peer.ask("claim")).isEqualTo("true");
            signal(peer, "-STOP");
            for (int lane = 1; lane < channel.options().laneCount(); lane++) {
                others.add(channel.openProducer());
            }
            assertThat(consumer.freeDeadLanes()).isZero();
            assertThatThrownBy(channel::openProducer)
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("no lane");
            assertThat(consumer.poll(message -> {}, 1))
                    .as("what it has not committed")
                    .isZero();
            signal(peer, "-CONT");
            peer.ask("commit");
            assertThat(consumer.poll(message -> assertThat(message.remaining()).isEqualTo(8), 10))
                    .isEqualTo(1);
        } finally {
            others.forEach(RingProducer::close);
        }
    }

    private static void signal(Peer peer, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill " + signal + " " + peer.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aConsumersSuccessorGoesOnWhereItWasAtTheLatest(RingLanguage language) throws Exception {
        RingMessages messages = messages();
        long handled = 2000;
        Peer peer = language.open(name);
        peer.ask("consumer");
        try (RingProducer producer = channel.openProducer()) {
            peer.tell("consume 1 " + handled);
            messages.produce(producer, 1, 0, handled);
            peer.hear();
            ByteBuffer last = messages.message(1, handled);
            peer.kill();
            assertThat(producer.trySend(last)).as("there is room").isTrue();
            try (RingConsumer consumer = channel.openConsumer()) {
                assertThat(consumer.takeovers()).isEqualTo(1);
                long first = firstToCome(consumer, messages, handled);
                messages.expect(1, first);
                messages.consumeUntil(consumer, 1, handled + 1);
                assertThat(bytes(messages, first, handled))
                        .as("what came again")
                        .isLessThanOrEqualTo(CAPACITY / 4 + CAPACITY / 2);
            }
        }
    }

    /** Returns the number of the next message. The handler throws, so the message is delivered again. */
    private static long firstToCome(RingConsumer consumer, RingMessages messages, long last) {
        long[] found = {-1};
        assertThatThrownBy(() -> consumer.poll(
                        message -> {
                            for (long number = last; found[0] < 0 && number >= 0; number--) {
                                if (messages.message(1, number).equals(message)) {
                                    found[0] = number;
                                }
                            }
                            throw new IOException("not yet");
                        },
                        1))
                .hasMessage("not yet");
        return found[0];
    }

    private static long bytes(RingMessages messages, long from, long to) {
        long bytes = 0;
        for (long number = from; number < to; number++) {
            bytes += RecordLayout.recordSize(messages.length(1, number));
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void aProducerWithoutRoomIsToldThatTheConsumerDied(RingLanguage language) throws Exception {
        try (Peer producer = language.open(name)) {
            Peer consumer = language.open(name);
            consumer.ask("consumer");
            producer.ask("producer");
            producer.tell("fill");
            consumer.kill();
            assertThat(producer.hear()).isEqualTo("ok dead");
            try (RingConsumer next = channel.openConsumer()) {
                assertThat(next.poll(message -> {}, 10)).isEqualTo(10);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everybodyIsToldThatTheChannelIsOver(RingLanguage language) throws Exception {
        try (Peer producer = language.open(name);
                RingConsumer consumer = channel.openConsumer()) {
            producer.ask("producer");
            producer.tell("fill");
            channel.unlink();
            assertThat(producer.hear()).isEqualTo("ok retired");
            assertThatThrownBy(() -> {
                        while (true) {
                            consumer.receive(message -> {});
                        }
                    })
                    .isInstanceOf(PeerClosedException.class)
                    .hasMessageContaining("retired");
            channel.close();
            channel = RingChannel.create(name);
        }
    }

    /**
     * Java's children execute another program, and every descriptor is O_CLOEXEC, so none keeps a lock of its parent.
     */
    @ParameterizedTest
    @ValueSource(strings = {"VFORK", "FORK", "POSIX_SPAWN"})
    void aChildThatOutlivesADeadProducerDoesNotKeepItsLane(String mechanism) throws IOException {
        try (Peer peer = start();
                RingConsumer consumer = channel.openConsumer()) {
            peer.ask("producer");
            ProcessHandle child = ProcessHandle.of(
                            Long.parseLong(peer.ask("spawn " + mechanism).trim()))
                    .orElseThrow();
            try {
                peer.kill();
                assertThat(child.isAlive()).isTrue();
                assertThat(consumer.freeDeadLanes()).isEqualTo(1);
            } finally {
                child.destroyForcibly();
            }
        }
    }
}
