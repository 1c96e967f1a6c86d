package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.peer.Peer;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a ring channel in existing memory, and the same under a name on every system. */
public abstract class RingRegionContract {
    private static final RingOptions OPTIONS = RingOptions.DEFAULT.withLanes(2).withLaneCapacity(4096);
    private static final long MESSAGES = Full.count(1000, 5000);

    private RingMemoryKind.Memory memory;

    @AfterEach
    void removeMemory() throws IOException {
        if (memory != null) {
            memory.close();
        }
    }

    private Region create(RingMemoryKind kind, long byteSize) throws IOException {
        memory = kind.memory();
        return memory.create(byteSize);
    }

    @ParameterizedTest
    @EnumSource
    void messagesGoFromOneMappingToAnother(RingMemoryKind kind) throws Exception {
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingChannel channel = RingChannel.create(create(kind, OPTIONS.byteSize() + 10_000), OPTIONS);
                RingChannel opened = RingChannel.open(memory.open());
                RingProducer producer = channel.openProducer();
                RingConsumer consumer = opened.openConsumer()) {
            assertThat(channel.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(opened.options()).isEqualTo(OPTIONS);
            assertThat(channel).hasToString("ring:" + memory.region());
            assertThatThrownBy(channel::openConsumer)
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("busy");
            for (long number = 0; number < MESSAGES; number++) {
                messages.produce(producer, 0, number, 1);
                messages.consumeUntil(consumer, 0, number + 1);
            }
            channel.unlink();
            assertThatThrownBy(() -> RingChannel.open(memory.region())).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> consumer.receive(message -> {})).isInstanceOf(PeerClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledProducersLaneIsFreed(RingMemoryKind kind) throws Exception {
        try (RingChannel channel = RingChannel.create(create(kind, OPTIONS.byteSize()), OPTIONS)) {
            freesTheLaneOfAKilledProducer(channel, memory.address());
            channel.unlink();
        }
    }

    @Test
    void aNameIsEnoughOnEverySystem() throws Exception {
        String name = Unique.posixName();
        try (RingChannel channel = RingChannel.create(name, OPTIONS)) {
            assertThatThrownBy(() -> RingChannel.create(name, OPTIONS)).isInstanceOf(AlreadyExistsException.class);
            freesTheLaneOfAKilledProducer(channel, name);
            Peer consumer = Peer.startJava(RingProgram.class, name);
            consumer.ask("consumer");
            consumer.kill();
            try (RingConsumer next = channel.openConsumer()) {
                assertThat(next.takeovers()).isEqualTo(1);
            }
            channel.unlink();
        }
    }

    /** After the close with JNA, the addresses map other pages, which look like an empty channel. */
    @ParameterizedTest
    @EnumSource
    void closingTheRegionEndsEveryUse(RingMemoryKind kind) throws Exception {
        RingOptions options = memoryOptions(kind);
        Region region = create(kind, options.byteSize());
        Region other = memory.open(); // keeps the memory alive on Windows
        RingChannel channel = RingChannel.create(region, options);
        RingProducer full = channel.openProducer();
        RingProducer idle = channel.openProducer();
        RingConsumer consumer = channel.openConsumer();
        consumer.poll(message -> {}, 1);
        Background<Boolean> receiving = Background.start(() -> consumer.tryReceive(message -> {}, Duration.ofDays(1)))
                .awaitWaiting();
        idle.tryClaim(4);
        region.close();
        List<Callable<?>> calls = List.of(
                receiving::resultOrFailure,
                () -> full.offer(Buffers.text("lost")),
                () -> full.trySend(Buffers.text("lost"), Duration.ofDays(1)),
                () -> full.tryClaim(4),
                () -> {
                    idle.commit();
                    return "published";
                },
                () -> consumer.poll(message -> {}, 1),
                () -> consumer.tryReceive(message -> {}, Duration.ofDays(1)),
                () -> consumer.tryReceiveBatch(message -> {}, 9, () -> {}, Duration.ofDays(1)),
                consumer::freeDeadLanes,
                channel::openProducer,
                () -> channel.openProducer(Duration.ofDays(1)),
                channel::openConsumer,
                channel::statistics,
                () -> {
                    channel.unlink();
                    return "unlinked";
                });
        for (int i = 0; i < calls.size(); i++) {
            assertThatThrownBy(calls.get(i)::call)
                    .as("call " + i)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(region + " is closed");
        }
        consumer.close();
        full.close();
        idle.close();
        channel.close();
        try (RingChannel again = RingChannel.open(other)) {
            again.unlink();
        }
    }

    /** Returns options with sleeping waits for one kind of memory. Windows does not support them. */
    private static RingOptions memoryOptions(RingMemoryKind kind) {
        return kind == RingMemoryKind.SYSV ? OPTIONS.withSleepingWaits() : OPTIONS;
    }

    private static void freesTheLaneOfAKilledProducer(RingChannel channel, String address) throws IOException {
        Peer peer = Peer.startJava(RingProgram.class, address);
        peer.ask("producer");
        peer.tell("produce 0 0 " + MESSAGES);
        RingMessages messages = new RingMessages(OPTIONS.maxMessage());
        try (RingConsumer consumer = channel.openConsumer()) {
            messages.consumeUntil(consumer, 0, MESSAGES);
            peer.hear();
            assertThat(consumer.freeDeadLanes()).as("it lives").isZero();
            peer.kill();
            assertThat(consumer.freeDeadLanes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void memoryWithSomethingInItIsRefused(RingMemoryKind kind) throws IOException {
        Region region = create(kind, OPTIONS.byteSize());
        region.write(OPTIONS.byteSize() - OPTIONS.laneCapacity(), Buffers.text("x"));
        assertThatThrownBy(() -> RingChannel.openOrCreate(region, OPTIONS))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("not all zeros");
        region.write(OPTIONS.byteSize() - OPTIONS.laneCapacity(), ByteBuffer.allocate(1));
        try (RingChannel channel = RingChannel.create(region, OPTIONS)) {
            assertThatThrownBy(() -> RingChannel.create(region, OPTIONS)).isInstanceOf(AlreadyExistsException.class);
            channel.unlink();
            assertThatThrownBy(() -> RingChannel.openOrCreate(region, OPTIONS))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("was retired");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatADeadCreatorLeftIsBegunAnew(RingMemoryKind kind) throws IOException {
        Region region = create(kind, OPTIONS.byteSize());
        region.write(0, Buffers.text("NIPCRING"));
        assertThatThrownBy(() -> RingChannel.open(region))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("has not finished");
        try (RingChannel channel = RingChannel.create(region, OPTIONS)) {
            channel.unlink();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfManyWhoOpenOrCreateCreates(RingMemoryKind kind) throws Exception {
        Region region = create(kind, OPTIONS.byteSize());
        List<Background<RingChannel>> openers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            openers.add(Background.start(() -> RingChannel.openOrCreate(region, OPTIONS)));
        }
        int created = 0;
        for (Background<RingChannel> opener : openers) {
            try (RingChannel opened = opener.result()) {
                created += opened.created() ? 1 : 0;
            }
        }
        assertThat(created).isEqualTo(1);
        try (RingChannel opened = RingChannel.open(region)) {
            opened.unlink();
        }
    }

    @ParameterizedTest
    @EnumSource
    void memoryThatHasNoRoomOrNoChannelIsRefused(RingMemoryKind kind) throws IOException {
        Region region = create(kind, OPTIONS.byteSize() - 1);
        assertThatThrownBy(() -> RingChannel.create(region, OPTIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the channel takes " + OPTIONS.byteSize());
        assertThatThrownBy(() -> RingChannel.openOrCreate(region, OPTIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the channel takes " + OPTIONS.byteSize());
        assertThatThrownBy(() -> RingChannel.open(region)).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHARED_MEMORY") // Windows maps whole pages of it
    void memoryThatIsSmallerThanAHeaderIsRefused(RingMemoryKind kind) throws IOException {
        Region region = create(kind, 100);
        for (ThrowingCallable creation : List.<ThrowingCallable>of(
                () -> RingChannel.create(region, OPTIONS), () -> RingChannel.openOrCreate(region, OPTIONS))) {
            assertThatThrownBy(creation)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(region + " has 100 bytes, the channel takes " + OPTIONS.byteSize());
        }
        assertThatThrownBy(() -> RingChannel.open(region))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("less than a header");
    }

    /** A part of an object can begin at any byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 32})
    void memoryThatIsNotAlignedIsRefused(int offset) throws IOException {
        create(RingMemoryKind.MAPPED_FILE, OPTIONS.byteSize() + 64);
        MappingOpenOption part = MappingOpenOption.part(offset, OPTIONS.byteSize());
        try (MappedFile region = MappedFile.open(((MappedFile) memory.region()).path(), part)) {
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> RingChannel.create(region, OPTIONS),
                    () -> RingChannel.open(region),
                    () -> RingChannel.openOrCreate(region, OPTIONS))) {
                assertThatThrownBy(use)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(region + " does not begin at a multiple of 64 bytes");
            }
            assertThat(region.buffer()).isEqualTo(ByteBuffer.allocate((int) OPTIONS.byteSize()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyMemoryIsRefused(RingMemoryKind kind) throws IOException {
        create(kind, OPTIONS.byteSize());
        try (Region readOnly = memory.openReadOnly()) {
            assertThatThrownBy(() -> RingChannel.create(readOnly, OPTIONS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() -> RingChannel.open(readOnly)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedRegionIsAnErrorAndNoCrash(RingMemoryKind kind) throws IOException {
        Region region = create(kind, OPTIONS.byteSize());
        RingChannel channel = RingChannel.create(region, OPTIONS);
        RingProducer producer = channel.openProducer();
        RingConsumer consumer = channel.openConsumer();
        channel.unlink();
        region.close();
        assertThat(catchThrowable(() -> {
                    while (true) {
                        consumer.receive(message -> {});
                    }
                }))
                .isInstanceOfAny(IllegalStateException.class, IpcException.class);
        assertThat(catchThrowable(() -> {
                    while (true) {
                        producer.send(ByteBuffer.allocate(8));
                    }
                }))
                .isInstanceOfAny(IllegalStateException.class, IpcException.class);
        for (AutoCloseable each : new AutoCloseable[] {producer, consumer, channel}) {
            assertThat(catchThrowable(each::close))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(IllegalStateException.class));
        }
    }

    @ParameterizedTest
    @EnumSource
    void cleaningUpEndsWhatNobodyHasOpen(RingMemoryKind kind) throws IOException {
        Region region = create(kind, OPTIONS.byteSize());
        RingChannel channel = RingChannel.create(region, OPTIONS);
        assertThat(RingChannel.cleanUp(region)).as("it is open").isFalse();
        channel.close();
        assertThat(RingChannel.cleanUp(region)).isTrue();
        assertThatThrownBy(() -> RingChannel.open(region)).isInstanceOf(NotFoundException.class);
    }
}
