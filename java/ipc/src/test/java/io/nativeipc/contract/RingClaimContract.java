package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nativeipc.MappedFile;
import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a claim's buffer shows, and how much messages in a ring allocate. */
public abstract class RingClaimContract {
    private static final int CAPACITY = 4096;
    private static final RingOptions OPTIONS =
            RingOptions.DEFAULT.withLanes(1).withLaneCapacity(CAPACITY).withMaxMessage(2000);
    private static final int[] LENGTHS = {4, 4, 8, 119, 120, 121, 128, 121, 1000, 4, 1000, 2000, 1, 0, 63, 1000};

    private final Path path = Unique.path();
    private MappedFile file;
    private RingChannel channel;
    private RingProducer producer;
    private RingConsumer consumer;

    @BeforeEach
    void openChannel() throws Exception {
        file = MappedFile.create(path, OPTIONS.byteSize());
        channel = RingChannel.create(file, OPTIONS);
        producer = channel.openProducer();
        consumer = channel.openConsumer();
    }

    @AfterEach
    void closeChannel() throws Exception {
        producer.close();
        consumer.close();
        channel.unlink();
        channel.close();
        file.close();
        Files.delete(path);
    }

    @Test
    void indexZeroOfAClaimIsTheFirstByteAndNothingElseCanBeReached() throws Exception {
        for (int round = 0; round < 10; round++) {
            for (int length : LENGTHS) {
                assertThat(producer.tryClaim(length)).isTrue();
                ByteBuffer claim = producer.buffer();
                ExactBuffer.check(claim, length);
                for (int index = 0; index < length; index++) {
                    claim.put(index, (byte) (index + round + 1));
                }
                claim.limit(length / 2).position(length / 4).order(ByteOrder.BIG_ENDIAN);
                assertThat(producer.buffer()).as("the same in one claim").isSameAs(claim);
                producer.commit();
                byte[] expected = new byte[length];
                for (int index = 0; index < length; index++) {
                    expected[index] = (byte) (index + round + 1);
                }
                assertThat(consumer.poll(message -> assertThat(bytes(message)).isEqualTo(expected), 9))
                        .isEqualTo(1);
            }
        }
    }

    private static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    @Test
    void messagesThatAreWrittenAtIndexZeroAllArrive() throws Exception {
        List<Integer> arrived = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            assertThat(producer.tryClaim(4)).isTrue();
            producer.buffer().putInt(0, 100 * i);
            producer.commit();
        }
        assertThat(consumer.poll(message -> arrived.add(message.getInt(0)), 9)).isEqualTo(3);
        assertThat(arrived).containsExactly(100, 200, 300);
    }

    @Test
    void aClaimsBufferThatIsKeptReachesNoRecordsHeader() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        for (int length : new int[] {8, 120, 121, 1000}) {
            assertThat(producer.tryClaim(length)).isTrue();
            kept.add(producer.buffer());
            producer.commit();
        }
        for (ByteBuffer late : kept) {
            late.clear();
            while (late.hasRemaining()) {
                late.put((byte) -1);
            }
            ExactBuffer.checkBounds(late, late.capacity());
        }
        List<Integer> lengths = new ArrayList<>();
        assertThat(consumer.poll(message -> lengths.add(message.remaining()), 9))
                .isEqualTo(4);
        assertThat(lengths).containsExactly(8, 120, 121, 1000);
        assertThat(consumer.poll(message -> {}, 9)).isZero();
    }

    @Test
    void anAbortedClaimLeavesNothingInTheNext() throws Exception {
        assertThat(producer.tryClaim(1000)).isTrue();
        producer.buffer().putInt(0, -1);
        producer.abort();
        assertThat(producer.tryClaim(4)).isTrue();
        ExactBuffer.check(producer.buffer(), 4);
        producer.buffer().putInt(0, 7);
        producer.commit();
        assertThat(consumer.poll(message -> assertThat(message.getInt(0)).isEqualTo(7), 9))
                .isEqualTo(1);
    }

    /** Returns handlers of three classes: the compiler would inline a single class and remove its allocations. */
    private static MessageHandler[] threeHandlers(long[] sum) {
        byte[] copy = new byte[CAPACITY];
        return new MessageHandler[] {
            received -> sum[0] += received.getLong(0),
            received -> {
                received.get(0, copy, 0, received.remaining());
                sum[0] += received.getLong(0);
            },
            received -> sum[0] += received.getLong()
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 120, 121, 1000})
    void messagesOfEqualLengthAllocateNothing(int length) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer message = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        long[] sum = new long[1];
        MessageHandler[] handlers = threeHandlers(sum);
        long least = Long.MAX_VALUE;
        for (int round = 1; round <= 10; round++) { // compilation may be late, and interpreted code allocates
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(message, handlers, 30_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(sum[0]).isEqualTo(round * (29_999L * 30_000 / 2 + 30_000L));
        }
        assertThat(least).isLessThan(1000); // the measurement itself; a byte for each message would be 60,000
    }

    private void exchange(ByteBuffer message, MessageHandler[] handlers, int count) throws Exception {
        int next = 0;
        for (int i = 0; i < count; i++) {
            message.clear();
            message.putLong(0, i);
            if (!producer.offer(message) || !producer.tryClaim(message.capacity())) {
                throw new AssertionError("no room");
            }
            producer.buffer().putLong(0, 1);
            producer.commit();
            while (consumer.poll(handlers[next], 1) > 0) {
                next = next == 2 ? 0 : next + 1;
            }
        }
    }
}
