package io.nativeipc.cli;

import io.nativeipc.MessageHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Evaluates the messages that the consumer of {@code bench} receives: checks their order, and records one measurement
 * after the other.
 */
final class BenchMeter implements MessageHandler {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    /** One measurement: of latency if its messages are stamped, otherwise of throughput. */
    record Measurement(Histogram latency, long messages, long nanos) {
        double messagesPerSecond() {
            return messages * 1e9 / nanos;
        }
    }

    private final long token;
    private final int[] sizes;
    private final List<Measurement> done = new ArrayList<>();
    private Histogram latency = new Histogram(LONGEST_NANOS, DIGITS);
    private int size;
    private long number;
    private long messages;
    private long begin;

    /** Creates a meter; {@code sizes} has the message size of each measurement. */
    BenchMeter(long token, int... sizes) {
        this.token = token;
        this.sizes = sizes.clone();
        this.size = sizes[0];
    }

    boolean isDone() {
        return done.size() == sizes.length;
    }

    List<Measurement> results() {
        return done;
    }

    /** Rejects a message that is not the next one of this run; it stays in the channel. */
    @Override
    public void onMessage(ByteBuffer message) throws IOException {
        int at = message.position();
        requireOwn(message);
        if (message.remaining() != size || message.getLong(at + BenchMessage.NUMBER) != number) {
            throw new IOException("message " + message.getLong(at + BenchMessage.NUMBER) + " of " + message.remaining()
                    + " bytes came where " + number + " of " + size + " bytes was due");
        }
        number++;
        long stamp = message.getLong(at + BenchMessage.STAMP);
        if (stamp == BenchMessage.END) {
            finish();
            return;
        } else if (stamp != BenchMessage.UNSTAMPED) {
            long nanos = System.nanoTime() - stamp;
            latency.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
        } else if (messages == 0) {
            begin = System.nanoTime();
        }
        messages++;
    }

    /** Rejects a message that does not belong to this run; it stays in the channel. */
    void requireOwn(ByteBuffer message) throws IOException {
        boolean own = message.remaining() >= BenchMessage.LEAST_SIZE
                && message.getLong(message.position() + BenchMessage.TOKEN) == token;
        if (!own) {
            throw new IOException("the channel contains other messages, which are kept");
        }
    }

    private void finish() {
        done.add(new Measurement(latency, messages, System.nanoTime() - begin));
        latency = new Histogram(LONGEST_NANOS, DIGITS);
        messages = 0;
        size = isDone() ? 0 : sizes[done.size()];
    }
}
