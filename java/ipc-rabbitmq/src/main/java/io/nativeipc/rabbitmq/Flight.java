package io.nativeipc.rabbitmq;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were published on one channel and are not confirmed yet, by delivery tag: 1, 2, 3, and so on in the
 * order of publishing. Guarded by the sender's lock.
 */
final class Flight {
    private final @Nullable Outgoing[] sent;
    private long oldest = 1;
    private long next = 1;

    Flight(int window) {
        sent = new Outgoing[Integer.highestOneBit(window - 1 | 1) << 1];
    }

    /** Returns the number of messages from the oldest unconfirmed one on, including confirmed messages after it. */
    int span() {
        return (int) (next - oldest);
    }

    /** Adds a message, which has the next tag. */
    void add(Outgoing message) {
        sent[slot(next++)] = message;
    }

    /**
     * Removes the message of this tag, or with {@code multiple} all messages up to it, and passes each to {@code how}.
     */
    void settle(long tag, boolean multiple, Consumer<Outgoing> how) {
        long last = Math.min(tag, next - 1);
        for (long each = multiple ? oldest : Math.max(oldest, tag); each <= last; each++) {
            Outgoing message = sent[slot(each)];
            if (message != null) {
                sent[slot(each)] = null;
                how.accept(message);
            }
        }
        while (oldest < next && sent[slot(oldest)] == null) {
            oldest++;
        }
    }

    /** Passes every unconfirmed message to {@code what}. */
    void forEach(Consumer<Outgoing> what) {
        for (long each = oldest; each < next; each++) {
            Outgoing message = sent[slot(each)];
            if (message != null) {
                what.accept(message);
            }
        }
    }

    private int slot(long tag) {
        return (int) tag & sent.length - 1;
    }
}
