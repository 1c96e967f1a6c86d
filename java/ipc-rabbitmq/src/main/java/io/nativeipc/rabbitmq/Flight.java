package io.nativeipc.rabbitmq;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were published on one channel and are not confirmed yet, by their delivery tags: 1, 2, 3 in the order of
 * publishing. Its sender's lock guards it.
 */
final class Flight {
    private final @Nullable Outgoing[] sent;
    private long oldest = 1;
    private long next = 1;

    Flight(int window) {
        sent = new Outgoing[Integer.highestOneBit(window - 1 | 1) << 1];
    }

    /** From the oldest unconfirmed one on; those behind it that are confirmed count. */
    int span() {
        return (int) (next - oldest);
    }

    /** Gives a message the next tag. */
    void add(Outgoing message) {
        sent[slot(next++)] = message;
    }

    /** Takes the message of this tag out, or with {@code multiple} all up to it. */
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

    /** Shows every message that is there. */
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
