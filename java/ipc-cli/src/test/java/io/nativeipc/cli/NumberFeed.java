package io.nativeipc.cli;

import io.nativeipc.MessageSender;
import io.nativeipc.Messages;
import io.nativeipc.PeerClosedException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the numbers from 0 into a ring channel whose consumers may die, and records the numbers that arrive elsewhere.
 */
final class NumberFeed {
    private static final int BYTES = 64;

    private final CompletableFuture<Void> sending;
    private final BitSet seen = new BitSet();
    private int last = -1;
    private long received;

    private NumberFeed(CompletableFuture<Void> sending) {
        this.sending = sending;
    }

    static NumberFeed start(String ring, int count) {
        return new NumberFeed(CompletableFuture.runAsync(() -> send(ring, count), Command.THREADS));
    }

    private static void send(String ring, int count) {
        try (MessageSender sender = Messages.sender(ring)) {
            ByteBuffer message = ByteBuffer.allocate(BYTES);
            for (int number = 0; number < count; number++) {
                message.putInt(0, number).rewind();
                while (message.hasRemaining()) {
                    sendUnlessTheConsumerIsDead(sender, message);
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Sends a message, or returns without having sent it if the consumer is dead. The next consumer continues with the
     * messages in the channel.
     */
    private static void sendUnlessTheConsumerIsDead(MessageSender sender, ByteBuffer message) throws Exception {
        try {
            sender.send(message);
        } catch (PeerClosedException dead) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Records a message; called by a receiver's handler. */
    void see(ByteBuffer message) {
        int number = ByteBuffer.allocate(BYTES).put(message).getInt(0);
        seen.set(number);
        last = Math.max(last, number);
        received++;
    }

    /** Returns how many different numbers have arrived. */
    int distinct() {
        return seen.cardinality();
    }

    /** Returns how many messages have arrived. */
    long received() {
        return received;
    }

    /** Returns the highest number that has arrived. */
    int last() {
        return last;
    }

    /** Waits until all numbers are sent. */
    void join() {
        sending.join();
    }
}
