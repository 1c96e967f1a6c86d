package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MessageHandler;
import io.nativeipc.PeerClosedException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.ring.RecordLayout;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what the ring channel of C# alone has, and C# processes that are killed at random while they send or receive.
 */
public abstract class RingCSharpContract {
    private static final int CAPACITY = 16 * 1024;
    private static final int KILLS = Full.count(10, 20, 500);
    private static final int ID = 1;

    private final Random random = new Random(16);
    private final String name = Unique.posixName();
    private RingChannel channel;
    private volatile boolean over;

    @BeforeEach
    void createChannel() throws IOException {
        Peers.DOTNET.require();
        channel = RingChannel.create(
                name,
                RingOptions.DEFAULT.withLanes(2).withLaneCapacity(CAPACITY).withMaxMessage(2000));
    }

    @AfterEach
    void unlinkChannel() throws IOException {
        if (channel != null) {
            channel.unlink();
            channel.close();
        }
    }

    private Peer open() {
        return RingLanguage.CSHARP.open(name);
    }

    /** The checks are in PeerRingChecks.cs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "throwing",
                "allocation",
                "misuse",
                "disposed",
                "handler",
                "timeouts",
                "defaults",
                "statistics",
                "bits"
            })
    void whatIsOfCSharpAlone(String check) {
        try (Peer peer = open()) {
            assertThat(peer.askRaw("check " + check)).isEqualTo("ok");
        }
    }

    /** A header that this version does not know is refused, and the message names what is wrong. */
    @ParameterizedTest
    @CsvSource({
        "KIND, 2, is of the kind 2",
        "VERSION, 2, has the layout 2",
        "FLAGS, 2, has unknown flags",
        "LANES, 33, 1 to 32 lanes",
        "LOCKS, 2, has locks of the kind 2"
    })
    void aHeaderOfAnotherKindIsRefused(String word, int value, String message) throws IOException {
        int offset = switch (word) {
            case "KIND" -> RingLayout.KIND_OFFSET;
            case "VERSION" -> RingLayout.VERSION_OFFSET;
            case "FLAGS" -> RingLayout.FLAGS_OFFSET;
            case "LANES" -> RingLayout.LANE_COUNT_OFFSET;
            default -> RingLayout.LOCK_KIND_OFFSET;
        };
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value);
        String other = Unique.posixName();
        Path path = Path.of("/dev/shm" + other);
        RingChannel.create(other).close();
        try (Peer peer = RingLanguage.CSHARP.start(other)) {
            RingTableContract.write(path, offset, bytes);
            assertThat(peer.askRaw("open")).startsWith("error open").contains(message, "ring:" + other);
            assertThat(peer.ask("try open " + other)).isEqualTo("Corrupt");
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** A header of a record that no correct producer writes is reported once; the other lane goes on. */
    @Test
    void aDamagedLaneIsReportedOnceAndTheOtherGoesOn() throws IOException {
        try (RingProducer damaged = channel.openProducer();
                RingProducer intact = channel.openProducer();
                Peer peer = open()) {
            peer.ask("consumer");
            assertThat(damaged.offer(ByteBuffer.allocate(8))).isTrue();
            long header = RingLayout.dataOffset(0, 2, CAPACITY);
            ByteBuffer bad =
                    ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, 3L << 32 | 8);
            RingTableContract.write(Path.of("/dev/shm" + name), header, bad);
            assertThat(peer.askRaw("consume 1 1")).contains("lane 0 has a record with the header 0x0000000300000008");
            RingMessages messages = new RingMessages(channel.options().maxMessage());
            assertThat(intact.offer(messages.message(ID, 0))).isTrue();
            assertThat(peer.askRaw("consume 1 1")).isEqualTo("ok");
        }
    }

    @Test
    void whatWasTruncatedIsCorruptBeforeItsMemoryIsTouched() throws IOException {
        String other = Unique.posixName();
        Path path = Path.of("/dev/shm" + other);
        RingChannel.create(other).close();
        try (Peer peer = RingLanguage.CSHARP.open(other)) {
            peer.ask("producer");
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(4096);
            }
            for (String call : new String[] {"join producer", "join consumer"}) {
                assertThat(peer.ask(call)).isEqualTo("Corrupt");
            }
            assertThat(peer.askRaw("statistics")).contains("was truncated");
            assertThat(peer.askRaw("unlink")).contains("was truncated");
            assertThat(peer.ask("leave")).isEmpty();
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** The geometry is a copy, which no other process can change. */
    @Test
    void aScribblerCausesOnlyDocumentedExceptions() {
        try (Peer peer = open();
                Peer scribbler = Peer.startJava(ScribblerProgram.class, name)) {
            scribbler.tell("scribble 2500");
            assertThat(peer.askRaw("check scribbler")).isEqualTo("ok");
            scribbler.hear();
        }
    }

    /** Each process is killed while it sends as fast as it can, with its lane full or with room. */
    @Test
    void noMessageOfAKilledProducerIsLost() throws Exception {
        RingMessages messages = new RingMessages(channel.options().maxMessage());
        try (RingConsumer consumer = channel.openConsumer()) {
            for (int kill = 1; kill <= KILLS; kill++) {
                messages.expect(ID, 0);
                Peer peer = open();
                assertThat(peer.ask("producer")).as("the dead one's lane").isEqualTo("0");
                peer.tell("flood " + ID);
                messages.consumeAtLeast(consumer, ID, 1 + random.nextInt(3000));
                LockSupport.parkNanos(random.nextInt(2_000_000));
                peer.kill();
                long sent = peer.hearAll().stream()
                        .mapToLong(line -> Long.parseLong(line.substring("sent ".length())))
                        .max()
                        .orElse(0);
                while (messages.poll(consumer) > 0) {}
                assertThat(messages.count(ID)).as("received").isGreaterThanOrEqualTo(sent);
                assertThat(channel.statistics().lanes().get(0).producer().isTaken())
                        .isTrue();
                if (kill % 2 == 0) { // otherwise the next producer takes the lane over
                    assertThat(consumer.freeDeadLanes()).isEqualTo(1);
                }
            }
            assertThat(consumer.lanesFreed()).isEqualTo(KILLS / 2);
        }
    }

    /** The killed process writes the number of handled messages into a file before their handler returns. */
    @Test
    void noMessageThatAKilledConsumerHasNotHandledIsLost() throws Exception {
        RingMessages messages = new RingMessages(channel.options().maxMessage());
        Path handled = Unique.path();
        Files.write(handled, new byte[8]);
        try (RingProducer producer = channel.openProducer()) {
            Background<Long> sender = Background.start(() -> send(producer));
            for (int kill = 1; kill <= KILLS; kill++) {
                long from = messages.count(ID);
                Peer peer = open();
                peer.ask("consumer");
                peer.tell("drain " + ID + " " + from + " " + handled);
                assertThat(peer.hear()).isEqualTo("drains");
                long least = from + 1 + random.nextInt(2000);
                Background.until("message " + least, () -> number(handled) >= least);
                LockSupport.parkNanos(random.nextInt(1_000_000));
                peer.kill();
                long last = number(handled);
                takeOver(messages, last, kill);
            }
            over = true;
            try (RingConsumer consumer = channel.openConsumer()) {
                while (!sender.isDone()) {
                    messages.poll(consumer);
                }
                messages.consumeUntil(consumer, ID, sender.result());
            }
        } finally {
            over = true;
            Files.deleteIfExists(handled);
        }
    }

    private long send(RingProducer producer) throws IOException, InterruptedException {
        RingMessages messages = new RingMessages(channel.options().maxMessage());
        long sent = 0;
        while (!over) {
            try {
                sent += producer.offer(messages.message(ID, sent)) ? 1 : 0;
            } catch (PeerClosedException consumerDied) {
                Thread.onSpinWait(); // another one takes over
            }
        }
        return sent;
    }

    private static long number(Path file) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[8];
            open.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Java continues with a message that was handled already, or with the first that was not. */
    private void takeOver(RingMessages messages, long handled, int deaths) throws IOException {
        try (RingConsumer consumer = channel.openConsumer()) {
            assertThat(consumer.takeovers()).isEqualTo(deaths);
            long[] first = {-1};
            MessageHandler identify = message -> first[0] = find(messages, message, handled);
            Background.until("a message", () -> poll(consumer, identify) > 0);
            assertThat(first[0]).as("one of those that had come").isBetween(0L, handled);
            long again = 0;
            for (long number = first[0]; number < handled; number++) {
                again += RecordLayout.recordSize(messages.length(ID, number));
            }
            assertThat(again).as("what came again").isLessThanOrEqualTo(CAPACITY / 4 + CAPACITY / 2);
            messages.expect(ID, first[0] + 1);
            messages.consumeAtLeast(consumer, ID, handled + 100);
        }
    }

    private static int poll(RingConsumer consumer, MessageHandler handler) {
        try {
            return consumer.poll(handler, 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the number of a message up to this one; −1 if it is a later one. */
    private static long find(RingMessages messages, ByteBuffer message, long last) {
        for (long number = last; number >= Math.max(0, last - 2000); number--) {
            if (messages.message(ID, number).equals(message)) {
                return number;
            }
        }
        return -1;
    }
}
