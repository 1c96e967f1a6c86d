package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.peer.Peer;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLaneStatistics;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.ring.RingSlotStatistics.Liveness;
import io.nativeipc.ring.RingStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the statistics of a ring channel, read through the channel and from outside. */
public abstract class RingStatisticsContract {
    private static final int CAPACITY = 4096;
    private static final int LANES = 2;

    private final String name = Unique.posixName();
    private RingChannel channel;

    @BeforeEach
    void createChannel() throws IOException {
        channel = RingChannel.create(name, RingOptions.DEFAULT.withLanes(LANES).withLaneCapacity(CAPACITY));
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        channel.close();
        RingChannel.unlink(name);
    }

    /** Reads the statistics in both ways, which must return the same. */
    private RingStatistics statistics() throws IOException {
        RingStatistics statistics = RingStatistics.read(name);
        assertThat(channel.statistics()).isEqualTo(statistics);
        return statistics;
    }

    private RingLaneStatistics lane(int lane) throws IOException {
        return statistics().lanes().get(lane);
    }

    private static Path file(String name) {
        return Path.of("/dev/shm" + name);
    }

    @Test
    void aNewChannelHasNobodyAndNothing() throws IOException {
        RingStatistics statistics = statistics();
        assertThat(statistics.options()).isEqualTo(channel.options());
        assertThat(statistics.state()).isEqualTo(RingStatistics.State.READY);
        assertThat(statistics.creatorPid())
                .isEqualTo((int) ProcessHandle.current().pid());
        assertThat(statistics.creatorStart()).isPositive();
        assertThat(statistics.use()).isEqualTo(RingStatistics.Use.IN_USE);
        assertThat(statistics.consumer().liveness()).isEqualTo(Liveness.ABSENT);
        assertThat(statistics.consumer().isTaken()).isFalse();
        assertThat(statistics.lanes()).hasSize(LANES).allSatisfy(lane -> {
            assertThat(lane.producer().liveness()).isEqualTo(Liveness.ABSENT);
            assertThat(lane.head() + lane.fullEvents()).isZero();
            assertThat(lane.messages()).hasValue(0);
            assertThat(lane.bytes()).hasValue(0);
            assertThat(lane.position()).hasValue(0);
        });
    }

    @Test
    void everyCounterIsOfItsLane() throws IOException {
        try (RingProducer idle = channel.openProducer();
                RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            assertThat(idle.lane()).isZero();
            for (int length = 1; length <= 3; length++) {
                assertThat(producer.offer(ByteBuffer.allocate(10 * length))).isTrue();
            }
            consumer.poll(message -> {}, 2);
            consumer.close(); // releases the handled messages
            while (producer.offer(ByteBuffer.allocate(1000))) {}
            RingLaneStatistics lane = lane(1);
            assertThat(lane.producer().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(lane.producer().liveness()).isEqualTo(Liveness.ALIVE);
            assertThat(lane.head()).as("24 and 32").isEqualTo(56);
            assertThat(lane.position()).as("40, and three of 1008").hasValue(56 + 40 + 3 * 1008);
            assertThat(lane.messages()).hasValue(6);
            assertThat(lane.bytes()).hasValue(60 + 3000);
            assertThat(lane.fullEvents()).isEqualTo(1);
            assertThat(lane.consumedMessages()).isEqualTo(2);
            assertThat(lane.consumedBytes()).isEqualTo(30);
            assertThat(lane.pendingMessages()).hasValue(4);
            assertThat(lane(0).messages()).hasValue(0);
            assertThat(lane(0).producer().epoch())
                    .isNotZero()
                    .isNotEqualTo(lane.producer().epoch());
        }
        assertThat(lane(1).producer().liveness()).as("left in order").isEqualTo(Liveness.ABSENT);
        assertThat(lane(1).producer().pid()).isZero();
    }

    @Test
    void theDeadAreToldFromTheLiving() throws Exception {
        Peer producer = Peer.startJava(RingProgram.class, name);
        Peer consumer = Peer.startJava(RingProgram.class, name);
        producer.ask("producer");
        consumer.ask("consumer");
        assertThat(lane(0).producer().liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(lane(0).producer().pid()).isEqualTo((int) producer.pid());
        assertThat(statistics().consumer().liveness()).isEqualTo(Liveness.ALIVE);
        assertThat(statistics().consumer().pid()).isEqualTo((int) consumer.pid());
        producer.kill();
        assertThat(lane(0).producer().liveness()).isEqualTo(Liveness.DEAD);
        assertThat(statistics().consumer().liveness()).isEqualTo(Liveness.ALIVE);
        consumer.kill();
        assertThat(statistics().consumer().liveness()).isEqualTo(Liveness.DEAD);
        assertThat(lane(0).producer().isTaken()).isTrue();
        try (RingConsumer next = channel.openConsumer()) {
            assertThat(next.freeDeadLanes()).isEqualTo(1);
            RingStatistics statistics = statistics();
            assertThat(statistics.takeovers()).isEqualTo(1);
            assertThat(statistics.lanesFreed()).isEqualTo(1);
            assertThat(statistics.consumer().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherProcessSendsIsCounted(RingLanguage language) throws IOException {
        try (Peer peer = language.open(name);
                RingConsumer consumer = channel.openConsumer()) {
            peer.ask("producer");
            peer.ask("produce 1 0 10");
            assertThat(lane(0).producer().pid()).isEqualTo((int) peer.pid());
            assertThat(lane(0).producer().liveness()).isEqualTo(Liveness.ALIVE);
            assertThat(lane(0).messages()).hasValue(10);
            assertThat(lane(0).bytes()).as("1 to 10").hasValue(55);
            assertThat(consumer.poll(message -> {}, 100)).isEqualTo(10);
            assertThat(consumer.poll(message -> {}, 100)).isZero();
            assertThat(lane(0).consumedBytes()).isEqualTo(55);
        }
    }

    private long word(int offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(name))).order(ByteOrder.nativeOrder());
        return bytes.getLong(RingLayout.laneOffset(0) + offset);
    }

    /** The words of a former layout's counters are exact while the lane has no producer, and older while it has one. */
    @Test
    void theCountersAreWrittenAtClose() throws IOException {
        try (RingProducer producer = channel.openProducer()) {
            assertThat(producer.offer(ByteBuffer.allocate(10))).isTrue();
            assertThat(producer.offer(ByteBuffer.allocate(20))).isTrue();
            assertThat(word(RingLayout.LANE_MESSAGES_OFFSET))
                    .as("not for each message")
                    .isZero();
            assertThat(lane(0).messages()).hasValue(2);
        }
        assertThat(word(RingLayout.LANE_MESSAGES_OFFSET)).isEqualTo(2);
        assertThat(word(RingLayout.LANE_BYTES_OFFSET)).isEqualTo(30);
        assertThat(word(RingLayout.LANE_POSITION_OFFSET)).isEqualTo(24 + 32);
        assertThat(lane(0).messages()).hasValue(2);
    }

    @Test
    void aDeadProducersMessagesAreCountedAndItsSuccessorGoesOn() throws Exception {
        Peer dead = Peer.startJava(RingProgram.class, name);
        dead.ask("producer");
        dead.ask("produce 0 0 3");
        dead.kill();
        long bytes = lane(0).bytes().orElseThrow();
        assertThat(lane(0).messages()).hasValue(3);
        assertThat(bytes).isPositive();
        scribble(RingLayout.LANE_MESSAGES_OFFSET, 77); // what a dead owner left is not read
        scribble(RingLayout.LANE_BYTES_OFFSET, -1);
        scribble(RingLayout.LANE_POSITION_OFFSET, 4);
        assertThat(lane(0).messages()).hasValue(3);
        try (RingConsumer consumer = channel.openConsumer()) {
            assertThat(consumer.poll(message -> {}, 9)).isEqualTo(3);
        }
        try (RingProducer heir = channel.openProducer()) {
            assertThat(heir.lane()).isZero();
            assertThat(heir.messages()).isEqualTo(3);
            assertThat(heir.offer(ByteBuffer.allocate(10))).isTrue();
        }
        assertThat(word(RingLayout.LANE_MESSAGES_OFFSET)).isEqualTo(4);
        assertThat(word(RingLayout.LANE_BYTES_OFFSET)).isEqualTo(bytes + 10);
        assertThat(lane(0).bytes()).hasValue(bytes + 10);
    }

    private void scribble(int offset, long value) throws IOException {
        try (FileChannel out = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            out.write(bytes.putLong(0, value), RingLayout.laneOffset(0) + offset);
        }
    }

    /** The reader from outside copies the lane in parts of 16 KiB, and the records wrap. */
    @Test
    void aLongLaneIsCountedAcrossItsEnd() throws IOException {
        channel.unlink();
        channel.close();
        channel = RingChannel.create(name, RingOptions.DEFAULT.withLanes(LANES).withMaxMessage(30_000));
        long messages = 0;
        long bytes = 0;
        Random random = new Random(3);
        try (RingProducer producer = channel.openProducer();
                RingConsumer consumer = channel.openConsumer()) {
            for (int lap = 0; lap < 6; lap++) {
                int length = random.nextInt(10) == 0 ? 30_000 : random.nextInt(700);
                while (producer.offer(ByteBuffer.allocate(length))) {
                    messages++;
                    bytes += length;
                    length = random.nextInt(10) == 0 ? random.nextInt(30_000) : random.nextInt(700);
                }
                assertThat(lane(0).messages()).hasValue(messages);
                assertThat(lane(0).bytes()).hasValue(bytes);
                assertThat(lane(0).position().orElseThrow() - lane(0).head()).isGreaterThan(200_000);
                consumer.poll(message -> {}, 97);
            }
        }
    }

    /** A hostile lane makes the answer unknown, in bounded time; the other lane and all else are shown. */
    @TestFactory
    Stream<DynamicTest> whatNoProducerWritesIsUnknown() {
        int data = (int) RingLayout.dataOffset(0, LANES, CAPACITY);
        int head = RingLayout.laneOffset(0) + RingLayout.LANE_HEAD_OFFSET;
        return Stream.of(
                unknown("a kind", data, 3L << 32 | 8),
                unknown("bits above the kind", data, 1L << 40),
                unknown("a length beyond the largest message", data, 1L << 32 | 1025),
                unknown("a length beyond 2 GiB", data, 1L << 32 | 0xffff_ffffL),
                unknown("padding at offset 0", data, 2L << 32 | 4088),
                unknown("HEAD is no multiple of 8", head, 4),
                unknown("HEAD is negative", head, -8),
                DynamicTest.dynamicTest(
                        "no end",
                        () -> assertUnknown(bytes -> {
                            for (int i = 0; i < CAPACITY; i += 8) {
                                bytes.putLong(data + i, 1L << 32);
                            }
                        })));
    }

    private DynamicTest unknown(String what, int offset, long value) {
        return DynamicTest.dynamicTest(what, () -> assertUnknown(bytes -> bytes.putLong(offset, value)));
    }

    private void assertUnknown(Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        RingStatistics statistics = readFrom(bytes);
        RingLaneStatistics lane = statistics.lanes().get(0);
        assertThat(lane.position()).isEmpty();
        assertThat(lane.messages()).isEmpty();
        assertThat(lane.bytes()).isEmpty();
        assertThat(lane.pendingMessages()).isEmpty();
        assertThat(statistics.lanes().get(1).messages()).hasValue(0);
    }

    /** A process that cleans up holds every lock. A reader that took a lock would be blocked by it, or block it. */
    @Test
    void readingTakesNoLockAndMapsNothing() throws IOException {
        assertThat(RingStatistics.read(name).use()).isEqualTo(RingStatistics.Use.IN_USE);
        channel.close();
        assertThat(RingStatistics.read(name).use()).isEqualTo(RingStatistics.Use.UNUSED);
        String copy = Unique.posixName();
        Files.copy(file(name), file(copy));
        Files.setPosixFilePermissions(file(copy), PosixFilePermissions.fromString("rw-------"));
        try (ByteLocks cleaner = ByteLocks.open(file(copy).toString(), copy)) {
            assertThat(cleaner.tryLock(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT))
                    .isTrue();
            assertThat(RingStatistics.read(copy).use()).isEqualTo(RingStatistics.Use.IN_USE);
            assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(copy);
        } finally {
            Files.delete(file(copy));
        }
    }

    @Test
    void aRetiredChannelTellsItsUsersAndIsAbsentToOthers() throws IOException {
        channel.unlink();
        assertThat(channel.statistics().state()).isEqualTo(RingStatistics.State.RETIRED);
        assertThatThrownBy(() -> RingStatistics.read(name)).isInstanceOf(NotFoundException.class);
        channel.close();
        assertThatThrownBy(channel::statistics).isInstanceOf(IllegalStateException.class);
        createChannel();
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoChannelIsRefused() {
        return Refusal.tests(
                Refusal.misuse("no name", () -> RingStatistics.read("orders"), "is a slash and 1 to 30"),
                refused("nothing", bytes -> new byte[0], NotFoundException.class, "unfinished", "has not finished"),
                refused("zeros", bytes -> new byte[8192], CorruptException.class, "corrupt", "is not a ring channel"),
                refused("a page", bytes -> Arrays.copyOf(bytes, 4096), CorruptException.class, "corrupt", "of memory"),
                refused("magic", word(RingLayout.MAGIC_OFFSET, 7), CorruptException.class, "corrupt", "is not a ring"),
                refused("version", word(RingLayout.VERSION_OFFSET, 9), CorruptException.class, "corrupt", "layout 9"),
                refused("lanes", word(RingLayout.LANE_COUNT_OFFSET, 33), CorruptException.class, "corrupt", "not 33"),
                refused(
                        "more lanes",
                        word(RingLayout.LANE_COUNT_OFFSET, 3),
                        CorruptException.class,
                        "corrupt",
                        "lanes"),
                refused("state", word(RingLayout.STATE_OFFSET, 3), CorruptException.class, "corrupt", "the state 3"),
                refused(
                        "retired",
                        word(RingLayout.STATE_OFFSET, 2),
                        NotFoundException.class,
                        "retired",
                        "it was retired"),
                refused(
                        "unfinished",
                        word(RingLayout.STATE_OFFSET, 0),
                        NotFoundException.class,
                        "unfinished",
                        "finished"));
    }

    private interface Change {
        byte[] of(byte[] channel);
    }

    private static Change word(int offset, int value) {
        return bytes -> {
            ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(offset, value);
            return bytes;
        };
    }

    private Refusal refused(
            String what, Change change, Class<? extends IpcException> exception, String error, String text) {
        String call = exception == NotFoundException.class ? "open" : "access";
        return new Refusal(
                what, () -> readFrom(change.of(Files.readAllBytes(file(name)))), exception, call, error, text);
    }

    private static RingStatistics readFrom(byte[] bytes) throws IOException {
        String other = Unique.posixName();
        Files.createFile(
                file(other), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(file(other), bytes);
            return RingStatistics.read(other);
        } finally {
            Files.delete(file(other));
        }
    }

    @Test
    void anyWordChangedIsShownOrADocumentedException() throws IOException {
        Random random = new Random(7);
        byte[] whole = Files.readAllBytes(file(name));
        int shown = 0;
        for (int offset = 0; offset < 3 * RingLayout.PAGE + 192; offset += 4) {
            byte[] bytes = word(offset, random.nextInt()).of(whole.clone());
            Throwable thrown = catchThrowable(() -> readFrom(bytes));
            shown += thrown == null ? 1 : 0;
            assertThat(thrown == null || thrown instanceof IpcException)
                    .as("the word at " + offset + ": " + thrown)
                    .isTrue();
        }
        assertThat(shown).as("what is not the header's").isGreaterThan(2 * RingLayout.PAGE / 4);
    }

    @Test
    void anotherUsersMayNotWriteToIt() throws IOException {
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-rw----"));
        assertThatThrownBy(() -> RingStatistics.read(name)).isInstanceOf(AccessDeniedException.class);
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-------"));
    }
}
