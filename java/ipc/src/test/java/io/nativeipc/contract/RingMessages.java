package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Messages that identify their producer and number. The first byte is the producer. The length (from 1 byte to the
 * maximum), all other bytes and the checksum follow from the producer and the number.
 */
final class RingMessages implements MessageHandler {
    private static final int PRODUCERS = 8;

    private final int maxMessage;
    private final ByteBuffer expected;
    private final long[] next = new long[PRODUCERS];

    RingMessages(int maxMessage) {
        this.maxMessage = maxMessage;
        this.expected = ByteBuffer.allocate(maxMessage);
    }

    private static long mix(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    int length(int producer, long number) {
        if (number < maxMessage) {
            return (int) number + 1; // each length once
        }
        int most = number % 2 == 0 ? Math.min(64, maxMessage) : maxMessage;
        return 1 + (int) Math.floorMod(mix(number + producer), (long) most);
    }

    /** Returns message {@code number} of a producer, in a buffer that is reused. */
    ByteBuffer message(int producer, long number) {
        int length = length(producer, number);
        expected.clear().limit(length);
        expected.put(0, (byte) producer);
        for (int i = 1; i < length; i++) {
            expected.put(i, (byte) (mix(number) + i * 31L));
        }
        return expected;
    }

    /** Publishes messages as fast as the lane has room. */
    void produce(RingProducer ring, int producer, long from, long count) throws IOException, InterruptedException {
        for (long number = from; number < from + count; number++) {
            if (number % 2 == 0) {
                ring.send(message(producer, number));
            } else {
                produceInPlace(ring, message(producer, number));
            }
        }
    }

    private static void produceInPlace(RingProducer ring, ByteBuffer message) throws IpcException {
        while (!ring.tryClaim(message.remaining())) {
            Thread.onSpinWait();
        }
        ring.buffer().put(message);
        ring.commit();
    }

    /** Checks that this is its producer's next message, and that it is complete. */
    @Override
    public void onMessage(ByteBuffer message) {
        int producer = message.get(message.position());
        long number = next[producer];
        ByteBuffer right = message(producer, number);
        if (message.remaining() != right.remaining() || checksum(message) != checksum(right)) {
            throw new AssertionError("message " + number + " of producer " + producer + " has " + message.remaining()
                    + " bytes, not " + right.remaining() + ", or another content");
        }
        next[producer] = number + 1;
    }

    private static long checksum(ByteBuffer message) {
        CRC32C checksum = new CRC32C();
        checksum.update(message.duplicate());
        return checksum.getValue();
    }

    /** Continues with another message of a producer. */
    void expect(int producer, long number) {
        next[producer] = number;
    }

    /** Returns how many messages of a producer have arrived, all in order. */
    long count(int producer) {
        return next[producer];
    }

    /** Consumes until exactly this number of messages of a producer have arrived. */
    void consumeUntil(RingConsumer ring, int producer, long count) {
        consumeAtLeast(ring, producer, count);
        assertThat(next[producer]).isEqualTo(count);
    }

    /** Consumes until at least this number of messages of a producer have arrived. */
    void consumeAtLeast(RingConsumer ring, int producer, long count) {
        Background.until("message " + count + " of producer " + producer, () -> {
            while (next[producer] < count && poll(ring) > 0) {}
            return next[producer] >= count;
        });
    }

    int poll(RingConsumer ring) {
        try {
            return ring.poll(this, 100);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
