package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.ring.RecordLayout;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what a ring channel rejects: misuse, objects of other users, and inconsistent memory. */
public abstract class RingBadInputContract {
    private static final int CAPACITY = 4096;
    private static final int MAX = 1000;

    private final String name = Unique.posixName();
    private RingChannel channel;
    private RingProducer producer;
    private RingConsumer consumer;

    @BeforeEach
    void createChannel() throws IOException {
        RingOptions options = RingOptions.DEFAULT.withLanes(1).withLaneCapacity(CAPACITY);
        channel = RingChannel.create(name, options.withMaxMessage(MAX));
        producer = channel.openProducer();
        consumer = channel.openConsumer();
    }

    @AfterEach
    void leave() throws IOException {
        producer.close();
        consumer.close();
        channel.unlink();
        channel.close();
    }

    private static Path file(String name) {
        return Path.of("/dev/shm" + name);
    }

    @TestFactory
    Stream<DynamicTest> names() {
        return Stream.of(
                        "", "/", "orders", "/a/b", "/.", "/..", "/.hidden", "/a b", "/a\0b", "/ä", "/" + "a".repeat(31))
                .flatMap(bad -> Refusal.tests(
                        Refusal.misuse("create " + bad, () -> RingChannel.create(bad), "is a slash and 1 to 30"),
                        Refusal.misuse("open " + bad, () -> RingChannel.open(bad), "is a slash and 1 to 30"),
                        Refusal.misuse("clean up " + bad, () -> RingChannel.cleanUp(bad), "is a slash and 1 to 30")));
    }

    @TestFactory
    Stream<DynamicTest> geometries() {
        RingOptions good = RingOptions.DEFAULT;
        return Refusal.tests(
                Refusal.misuse("no lane", () -> good.withLanes(0), "has 1 to 32 lanes, not 0"),
                Refusal.misuse("too many lanes", () -> good.withLanes(33), "has 1 to 32 lanes, not 33"),
                Refusal.misuse("no capacity", () -> good.withLaneCapacity(0), "a power of two from 4096"),
                Refusal.misuse("a small lane", () -> good.withLaneCapacity(2048), "not 2048"),
                Refusal.misuse("an odd lane", () -> good.withLaneCapacity(5000), "not 5000"),
                Refusal.misuse("a huge lane", () -> good.withLaneCapacity(1L << 31), "not 2147483648"),
                Refusal.misuse("no message", () -> good.withMaxMessage(0), "is 1 to 131064, not 0"),
                Refusal.misuse("too large", () -> good.withMaxMessage(131065), "is 1 to 131064, not 131065"));
    }

    @TestFactory
    Stream<DynamicTest> messages() throws IOException {
        String text = "a message of ring:" + name + " has 0 to " + MAX + " bytes, not ";
        return Refusal.tests(
                Refusal.misuse("a long one", () -> producer.offer(ByteBuffer.allocate(MAX + 1)), text + (MAX + 1)),
                Refusal.misuse("a long one sent", () -> producer.send(ByteBuffer.allocate(MAX + 1)), text),
                Refusal.misuse("a negative length", () -> producer.tryClaim(-1), text + -1),
                Refusal.misuse("a long claim", () -> producer.tryClaim(Integer.MAX_VALUE), text),
                Refusal.misuse("a poll of nothing", () -> consumer.poll(message -> {}, 0), "at least 1 message: 0"),
                Refusal.illegalState("commit without claim", () -> producer.commit(), "there is no claim to commit"),
                Refusal.illegalState("abort without claim", () -> producer.abort(), "there is no claim to abort"),
                Refusal.illegalState("buffer without claim", () -> producer.buffer(), "there is no claim"),
                Refusal.illegalState("claim twice", () -> claimAnd(() -> producer.tryClaim(1)), "a claim already"),
                Refusal.illegalState(
                        "offer over a claim",
                        () -> claimAnd(() -> producer.offer(ByteBuffer.allocate(1))),
                        "a claim already"));
    }

    private interface Call {
        void run() throws IOException;
    }

    private void claimAnd(Call call) throws IOException {
        assertThat(producer.tryClaim(1)).isTrue();
        try {
            call.run();
        } finally {
            producer.abort();
        }
    }

    @TestFactory
    Stream<DynamicTest> whoComesTooLate() {
        String absent = Unique.posixName();
        return Refusal.tests(
                new Refusal(
                        "more producers than lanes",
                        () -> channel.openProducer(),
                        IpcException.class,
                        "claim",
                        "no lane",
                        "each of the 1 lanes has a producer"),
                new Refusal(
                        "the same after a time",
                        () -> channel.openProducer(Duration.ofMillis(1)),
                        IpcException.class,
                        "claim",
                        "no lane",
                        "each of the 1 lanes has a producer"),
                new Refusal(
                        "a second consumer",
                        () -> channel.openConsumer(),
                        IpcException.class,
                        "consume",
                        "busy",
                        "it has a consumer already, process "
                                + ProcessHandle.current().pid()),
                new Refusal(
                        "creating what exists",
                        () -> RingChannel.create(name),
                        AlreadyExistsException.class,
                        "",
                        "exists",
                        "ring:" + name),
                new Refusal(
                        "opening what is absent",
                        () -> RingChannel.open(absent),
                        NotFoundException.class,
                        "shm_open",
                        "ENOENT",
                        absent));
    }

    @TestFactory
    Stream<DynamicTest> afterCloseItIsIllegalState() throws IOException {
        try (RingChannel opened = RingChannel.open(name)) {
            channel.unlink();
            channel.close();
            producer.close();
            consumer.close();
            RingChannel closed = channel;
            RingProducer closedProducer = producer;
            RingConsumer closedConsumer = consumer;
            createChannel();
            String text = "ring:" + name + " is closed";
            ByteBuffer message = ByteBuffer.allocate(1);
            assertThat(opened.created()).isFalse();
            return Refusal.tests(
                    Refusal.illegalState("openProducer", closed::openProducer, text),
                    Refusal.illegalState("openConsumer", closed::openConsumer, text),
                    Refusal.illegalState("unlink", closed::unlink, text),
                    Refusal.illegalState("offer", () -> closedProducer.offer(message), text),
                    Refusal.illegalState("tryClaim", () -> closedProducer.tryClaim(1), text),
                    Refusal.illegalState("buffer", closedProducer::buffer, text),
                    Refusal.illegalState("commit", closedProducer::commit, text),
                    Refusal.illegalState("abort", closedProducer::abort, text),
                    Refusal.illegalState("send", () -> closedProducer.send(message), text),
                    Refusal.illegalState("poll", () -> closedConsumer.poll(each -> {}, 1), text),
                    Refusal.illegalState("receive", () -> closedConsumer.receive(each -> {}), text),
                    Refusal.illegalState("freeDeadLanes", closedConsumer::freeDeadLanes, text));
        }
    }

    private static String anotherLayout(String found) {
        return "has the layout " + found + "; this version knows " + RingLayout.VERSION;
    }

    @TestFactory
    Stream<DynamicTest> everyWordOfTheHeader() {
        int big = Integer.MAX_VALUE;
        return Refusal.tests(
                header("magic", RingLayout.MAGIC_OFFSET, 0, "is not a ring channel"),
                header("byte order", RingLayout.BYTE_ORDER_OFFSET, 0x04030201, "another byte order: 0x4030201"),
                header("version", RingLayout.VERSION_OFFSET, 2, anotherLayout("2")),
                header("version, huge", RingLayout.VERSION_OFFSET, -1, anotherLayout("4294967295")),
                header("kind", RingLayout.KIND_OFFSET, RingLayout.KIND_BROADCAST, "is of the kind 2"),
                header("kind, huge", RingLayout.KIND_OFFSET, -1, "is of the kind 4294967295;"),
                header("flags, huge", RingLayout.FLAGS_OFFSET, -2, "has unknown flags: 4294967294"),
                header(
                        "size, huge",
                        RingLayout.TOTAL_SIZE_OFFSET + 4,
                        -1,
                        "states a size of 18446744069414600704 bytes"),
                header("kind of lock, huge", RingLayout.LOCK_KIND_OFFSET, -1, "has the kind of lock 4294967295"),
                corrupt(
                        "lock path, huge",
                        changed(page -> page.putInt(RingLayout.LOCK_KIND_OFFSET, RingLayout.LOCK_FILE)
                                .putInt(RingLayout.LOCK_PATH_LENGTH_OFFSET, -1)),
                        "their path has 4294967295 bytes"),
                header("state, huge", RingLayout.STATE_OFFSET, -1, "has the state 4294967295"),
                header("flags", RingLayout.FLAGS_OFFSET, 2, "has unknown flags: 2"),
                header("size, too small", RingLayout.TOTAL_SIZE_OFFSET, 4096, "states a size of 4096 bytes"),
                header("size, too large", RingLayout.TOTAL_SIZE_OFFSET + 4, 1, "its lanes need 16384"),
                header("capacity 0", RingLayout.LANE_CAPACITY_OFFSET, 0, "a power of two from 4096"),
                header("capacity, odd", RingLayout.LANE_CAPACITY_OFFSET, 4097, "not 4097"),
                header("capacity, huge", RingLayout.LANE_CAPACITY_OFFSET + 4, big, "a power of two"),
                header("no lane", RingLayout.LANE_COUNT_OFFSET, 0, "1 to 32 lanes, not 0"),
                header("lanes", RingLayout.LANE_COUNT_OFFSET, -1, "1 to 32 lanes, not 4294967295"),
                header("one lane more", RingLayout.LANE_COUNT_OFFSET, 2, "its lanes need 24576"),
                header("no message", RingLayout.MAX_MESSAGE_OFFSET, 0, "is 1 to 2040, not 0"),
                header("messages", RingLayout.MAX_MESSAGE_OFFSET, 2041, "is 1 to 2040, not 2041"),
                header("messages, huge", RingLayout.MAX_MESSAGE_OFFSET, -1, "not 4294967295"),
                header("kind of lock", RingLayout.LOCK_KIND_OFFSET, 4, "has the kind of lock 4"),
                header(
                        "no lock file",
                        RingLayout.LOCK_KIND_OFFSET,
                        RingLayout.LOCK_FILE,
                        "does not state where its locks are"),
                header("lock path", RingLayout.LOCK_PATH_LENGTH_OFFSET, 1, "names a file for them"),
                header("lock device", RingLayout.LOCK_DEVICE_OFFSET, 1, "names a file for them"),
                header("lock inode", RingLayout.LOCK_INODE_OFFSET, 1, "names a file for them"),
                header("state", RingLayout.STATE_OFFSET, 3, "has the state 3"),
                corrupt("instance", changed(page -> page.putLong(48, 0).putLong(56, 0)), "has no instance id"),
                corrupt("state, unfinished", changed(page -> page.putInt(128, 0)), "has not finished, or died"),
                corrupt("a region too small", bytes -> Arrays.copyOf(bytes, 16383), "has 16383 bytes of memory"),
                corrupt("a page alone", bytes -> Arrays.copyOf(bytes, 4096), "has 4096 bytes of memory"),
                corrupt("less than a page", bytes -> Arrays.copyOf(bytes, 4095), "has not finished, or died"),
                corrupt("zeros", bytes -> new byte[16384], "is not a ring channel"));
    }

    private interface Change {
        byte[] of(byte[] channel);
    }

    private interface Put {
        void into(ByteBuffer page);
    }

    private static Change changed(Put put) {
        return bytes -> {
            put.into(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
            return bytes;
        };
    }

    private Refusal header(String what, int offset, int value, String text) {
        return corrupt(what, changed(page -> page.putInt(offset, value)), text);
    }

    private Refusal corrupt(String what, Change change, String text) {
        return new Refusal(
                what,
                () -> tryWith(change.of(Files.readAllBytes(file(name)))),
                CorruptException.class,
                "access",
                "corrupt",
                "\"ring:/ipc-test-",
                text);
    }

    /** Opens a channel of these bytes, and uses it if it opens. */
    private static void tryWith(byte[] bytes) throws IOException {
        String other = Unique.posixName();
        Files.createFile(
                file(other), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file(other), bytes);
        try (RingChannel opened = RingChannel.open(other);
                RingConsumer receiver = drained(opened.openConsumer());
                RingProducer sender = opened.openProducer()) {
            for (int i = 0; i < 100; i++) {
                sender.offer(ByteBuffer.allocate(1 + i % opened.options().maxMessage()));
                receiver.poll(message -> message.get(message.limit() - 1), 10);
                receiver.freeDeadLanes();
            }
        } finally {
            Files.delete(file(other));
        }
    }

    /** Empties the lane, because its content would prevent the next producer from using it. */
    private static RingConsumer drained(RingConsumer consumer) throws IOException {
        try {
            while (consumer.poll(message -> {}, 10) > 0) {}
            return consumer;
        } catch (IpcException refused) {
            consumer.close();
            throw refused;
        }
    }

    @Test
    void anyWordChangedIsUseOrADocumentedException() throws IOException {
        Random random = new Random(5);
        producer.offer(ByteBuffer.allocate(100));
        byte[] whole = Files.readAllBytes(file(name));
        int[] values = {1, 2, 3, -1, 8, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE};
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int offset = 0; offset < 3 * RingLayout.PAGE + 128; offset += 4) {
            boolean named = offset < 132 || offset >= RingLayout.REGISTRY_OFFSET;
            for (int i = 0; named && offset < 132 && i < values.length || named && i < 1; i++) {
                byte[] bytes = whole.clone();
                int value = offset < 132 ? values[i] : values[random.nextInt(values.length)];
                ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(offset, value);
                Throwable thrown = catchThrowable(() -> tryWith(bytes));
                assertThat(thrown == null || thrown instanceof IpcException)
                        .as("the word at " + offset + " is " + value + ": " + thrown)
                        .isTrue();
                outcomes.merge(thrown == null ? "used" : thrown.getClass().getSimpleName(), 1, Integer::sum);
            }
        }
        assertThat(outcomes).containsKeys("used", "CorruptException", "NotFoundException");
    }

    @TestFactory
    Stream<DynamicTest> whatNoProducerWrites() {
        return Stream.of(
                        RecordLayout.recordHeader(MAX + 1, RecordLayout.RECORD_MESSAGE),
                        RecordLayout.recordHeader(Integer.MIN_VALUE, RecordLayout.RECORD_MESSAGE) & 0x1_ffff_ffffL,
                        RecordLayout.recordHeader(CAPACITY - 8, RecordLayout.RECORD_PADDING),
                        RecordLayout.recordHeader(8, RecordLayout.RECORD_PADDING),
                        RecordLayout.recordHeader(8, 3),
                        5L,
                        1L << 34 | RecordLayout.recordHeader(8, RecordLayout.RECORD_MESSAGE),
                        -1L)
                .map(header -> DynamicTest.dynamicTest(Long.toHexString(header), () -> scribble(header)));
    }

    private void scribble(long header) throws IOException {
        poke(RingLayout.dataOffset(0, 1, CAPACITY), header);
        assertThat(catchThrowable(() -> consumer.poll(message -> {}, 1)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("lane 0 has at 0 the header 0x" + Long.toHexString(header));
        assertThat(consumer.poll(message -> {}, 1)).as("left out").isZero();
        poke(RingLayout.dataOffset(0, 1, CAPACITY), 0);
        consumer.close();
        consumer = channel.openConsumer();
    }

    private void poke(long offset, long word) throws IOException {
        try (FileChannel memory = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            memory.write(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, word), offset);
        }
    }

    @TestFactory
    Stream<DynamicTest> aHeadThatNoConsumerWrites() {
        return Stream.of(7L, -8L, 1L << 40, Long.MIN_VALUE)
                .map(head -> DynamicTest.dynamicTest(Long.toString(head), () -> {
                    while (producer.offer(ByteBuffer.allocate(MAX))) {}
                    poke(RingLayout.laneOffset(0), head);
                    assertThat(catchThrowable(() -> producer.offer(ByteBuffer.allocate(MAX))))
                            .isInstanceOf(CorruptException.class)
                            .hasMessageContaining("the head of lane 0 is " + head);
                    poke(RingLayout.laneOffset(0), 0);
                }));
    }

    @Test
    void aTruncatedObjectIsCorruptAndNobodyCrashes() throws IOException {
        try (FileChannel memory = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            memory.truncate(0);
        }
        assertThat(fault(() -> consumer.poll(message -> {}, 1))).isInstanceOfAny(ofATruncation());
        assertThat(fault(() -> producer.offer(ByteBuffer.allocate(8)))).isInstanceOfAny(ofATruncation());
        try (FileChannel memory = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            memory.write(ByteBuffer.allocate(1), 16383);
        }
    }

    /** Returns the expected exceptions. Java 17 may throw the fault of compiled code at a later call of the VM. */
    private static Class<?>[] ofATruncation() {
        return Runtime.version().feature() < 21
                ? new Class<?>[] {CorruptException.class, InternalError.class}
                : new Class<?>[] {CorruptException.class};
    }

    /** Returns what a call throws, at once or when the thread next calls the VM. */
    private static Throwable fault(ThrowingCallable call) {
        try {
            Throwable thrown = catchThrowable(call);
            Object callsTheVm = new byte[Integer.parseInt("0")][Integer.parseInt("0")];
            assertThat(callsTheVm).isNotNull();
            return thrown;
        } catch (InternalError later) {
            return later;
        }
    }

    @Test
    void anotherUsersMayNotWriteToIt() throws IOException {
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-rw----"));
        assertThat(catchThrowable(() -> RingChannel.open(name)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("others may write to it: 660");
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rw-------"));
    }
}
