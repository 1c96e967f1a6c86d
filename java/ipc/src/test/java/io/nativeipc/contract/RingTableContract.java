package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests each verb in each situation of {@code native/test/ring_table.txt}, which the tests of C++ and C# read too. */
public abstract class RingTableContract {
    static final RingOptions OPTIONS = RingOptions.DEFAULT.withLanes(2).withLaneCapacity(4096);

    private interface Call {
        String run() throws IOException;
    }

    private static String outcome(Call call) throws IOException {
        try {
            return call.run();
        } catch (IpcException e) {
            return Set.of("busy", "no lane").contains(e.error())
                    ? "Busy"
                    : e.getClass().getSimpleName().replace("Exception", "");
        }
    }

    @TestFactory
    Stream<DynamicTest> outcomes() {
        return RingTable.rows("outcome").stream()
                .map(row -> DynamicTest.dynamicTest(String.join(" ", row), () -> {
                    String name = Unique.posixName();
                    Path path = Path.of("/dev/shm" + name);
                    try (Closeable held = arrange(row.get(0), name, path)) {
                        assertThat(held).isNotNull();
                        assertThat(outcome(() -> apply(row.get(1), name))).isEqualTo(row.get(2));
                    } finally {
                        Files.deleteIfExists(path);
                    }
                }));
    }

    private static String apply(String verb, String name) throws IOException {
        switch (verb) {
            case "open" -> RingChannel.open(name).close();
            case "create" -> RingChannel.create(name, OPTIONS).close();
            case "open_or_create" -> RingChannel.openOrCreate(name, OPTIONS).close();
            case "unlink" -> RingChannel.unlink(name);
            case "clean_up" -> {
                return RingChannel.cleanUp(name) ? "ok" : "false";
            }
            default -> throw new AssertionError(verb);
        }
        return "ok";
    }

    /** Creates the situation. The result is kept open until the verb has returned. */
    static Closeable arrange(String situation, String name, Path path) throws IOException {
        if (situation.equals("empty") || situation.equals("foreign")) {
            Files.writeString(path, situation.equals("empty") ? "" : "x".repeat(8192));
            mode(path, "rw-------");
        } else if (!situation.equals("absent")) {
            RingChannel channel = RingChannel.create(name, OPTIONS);
            if (situation.equals("open")) {
                return channel;
            }
            channel.close();
            switch (situation) {
                case "unfinished" -> poke(path, RingLayout.STATE_OFFSET, RingLayout.STATE_UNFINISHED);
                case "retired" -> poke(path, RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
                case "writable" -> mode(path, "rw-rw----");
                case "truncated" -> truncate(path);
                case "ready" -> {}
                default -> throw new AssertionError(situation);
            }
        }
        return () -> {};
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void truncate(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(8192);
        }
    }

    private static void poke(Path path, long offset, int value) throws IOException {
        write(
                path,
                offset,
                ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value));
    }

    static void write(Path path, long offset, ByteBuffer bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(file.write(bytes, offset)).isEqualTo(bytes.capacity());
        }
    }

    @TestFactory
    Stream<DynamicTest> participants() {
        return RingTable.rows("bad_head").stream()
                .map(head -> Long.parseUnsignedLong(head.get(0)))
                .flatMap(head -> RingTable.rows("participant").stream()
                        .map(row -> DynamicTest.dynamicTest(
                                row.get(0) + " " + Long.toUnsignedString(head), () -> participant(row, head))));
    }

    private static void participant(List<String> row, long head) throws IOException {
        String name = Unique.posixName();
        Path path = Path.of("/dev/shm" + name);
        try (RingChannel channel = RingChannel.create(name, OPTIONS)) {
            switch (row.get(0)) {
                case "consumer_twice" -> {
                    try (RingConsumer first = channel.openConsumer()) {
                        assertThat(outcome(() -> channel.openConsumer().toString()))
                                .isEqualTo(row.get(1));
                    }
                }
                case "producers_beyond_lanes" -> {
                    try (RingProducer first = channel.openProducer();
                            RingProducer second = channel.openProducer()) {
                        assertThat(lane(channel)).isEqualTo(row.get(1));
                    }
                }
                case "bad_head_of_first_lane", "bad_heads_of_all_lanes" -> {
                    for (int lane = 0; lane < (row.get(0).contains("all") ? 2 : 1); lane++) {
                        write(
                                path,
                                RingLayout.laneOffset(lane),
                                ByteBuffer.allocate(8)
                                        .order(ByteOrder.nativeOrder())
                                        .putLong(0, head));
                    }
                    assertThat(lane(channel)).isEqualTo(row.get(1));
                }
                case "of_a_retired_channel" -> {
                    try (RingProducer first = channel.openProducer();
                            RingProducer second = channel.openProducer()) {
                        RingChannel.unlink(name);
                        assertThat(lane(channel)).isEqualTo(row.get(1));
                    }
                }
                case "after_a_poll_of_the_last_message" ->
                    assertThat(laneAfterPoll(channel, 3)).isEqualTo(row.get(1));
                case "after_a_poll_of_all_but_one" ->
                    assertThat(laneAfterPoll(channel, 4)).isEqualTo(row.get(1));
                default -> throw new AssertionError(row);
            }
            channel.unlink();
        }
    }

    /** Returns the lane of the next producer after a producer left this many messages and a poll took three. */
    private static String laneAfterPoll(RingChannel channel, int messages) throws IOException {
        try (RingProducer former = channel.openProducer()) {
            for (int i = 0; i < messages; i++) {
                assertThat(former.offer(ByteBuffer.allocate(1))).isTrue();
            }
        }
        try (RingConsumer consumer = channel.openConsumer()) {
            assertThat(consumer.poll(message -> {}, 3)).isEqualTo(3);
            return lane(channel);
        }
    }

    private static String lane(RingChannel channel) throws IOException {
        return outcome(() -> {
            try (RingProducer producer = channel.openProducer()) {
                return Integer.toString(producer.lane());
            }
        });
    }
}
