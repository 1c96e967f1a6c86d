package io.nativeipc.cli;

import io.nativeipc.BatchReceiver;
import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.ring.RingLaneStatistics;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The source of a bridge's messages, which delivers them in batches. */
interface BridgeSource {
    /** The result of {@link #backlog} for a queue that does not report its length. */
    long UNKNOWN = -1;

    /**
     * Forwards a batch, waiting up to the timeout for its first message. If this throws, no message of the batch is
     * lost: the next call forwards the batch again.
     *
     * @return the number of messages forwarded
     */
    int pass(int limit, BridgeTarget target, Duration timeout) throws IOException, InterruptedException;

    /** Returns the number of messages that were received, and so removed from their queue, but not forwarded. */
    int held();

    /** Returns the number of messages that wait in the queue, or {@link #UNKNOWN}. */
    long backlog() throws IOException;

    static BridgeSource of(IpcAddress from, MessageReceiver receiver, int batch) {
        return receiver instanceof BatchReceiver batches
                ? new Acknowledging(from, batches, batch)
                : new Holding(receiver, batch);
    }

    /** A source that keeps its messages until they are acknowledged. */
    record Acknowledging(IpcAddress from, BatchReceiver receiver, int batch) implements BridgeSource {
        @Override
        public int pass(int limit, BridgeTarget target, Duration timeout) throws IOException, InterruptedException {
            return receiver.tryReceiveBatch(target, Math.min(limit, batch), target::confirm, timeout);
        }

        @Override
        public int held() {
            return 0;
        }

        @Override
        public long backlog() throws IOException {
            if (from.kind() != IpcAddress.Kind.RING || !from.name().startsWith("/")) {
                return UNKNOWN;
            }
            long pending = 0;
            for (RingLaneStatistics lane : RingStatistics.read(from.name()).lanes()) {
                if (lane.pendingMessages().isEmpty()) {
                    return UNKNOWN;
                }
                pending += lane.pendingMessages().getAsLong();
            }
            return pending;
        }
    }

    /** A source that loses its messages when they are received; they are kept here until they are forwarded. */
    final class Holding implements BridgeSource {
        private final MessageReceiver receiver;
        private final int batch;
        private final Deque<ByteBuffer> messages = new ArrayDeque<>();

        Holding(MessageReceiver receiver, int batch) {
            this.receiver = receiver;
            this.batch = batch;
        }

        @Override
        public int pass(int limit, BridgeTarget target, Duration timeout) throws IOException, InterruptedException {
            int wanted = Math.min(limit, batch);
            if (messages.isEmpty() && receiver.tryReceive(this::hold, timeout)) {
                while (messages.size() < wanted && receiver.tryReceive(this::hold)) {}
            }
            for (ByteBuffer message : messages) {
                target.onMessage(message.duplicate());
            }
            int passed = messages.size();
            if (passed > 0) {
                target.confirm();
            }
            messages.clear();
            return passed;
        }

        private void hold(ByteBuffer message) {
            messages.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
        }

        @Override
        public int held() {
            return messages.size();
        }

        @Override
        public long backlog() throws IOException {
            if (receiver instanceof PosixMessageQueue queue) {
                return queue.attributes().messages();
            }
            return receiver instanceof SysVMessageQueue queue ? queue.stat().messages() : UNKNOWN;
        }
    }
}
