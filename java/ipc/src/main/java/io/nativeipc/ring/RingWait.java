package io.nativeipc.ring;

import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;

/** What a producer without room, or a consumer without a message, does between two attempts. Every wait ends on an interrupt. */
public enum RingWait {
    /** Tries again at once: the shortest latency, for who has a processor of its own. */
    SPIN(Integer.MAX_VALUE, 0),
    /** Spins briefly, then gives the processor to whoever is ready to run. */
    YIELD(64, Integer.MAX_VALUE),
    /** Spins, then yields, then sleeps from 50 µs up to 5 ms: what costs nothing when nothing happens. */
    BACK_OFF(64, 64),
    /**
     * Spins, then yields, then sleeps until the other side wakes it (futex): needs a channel with
     * {@link RingOptions#sleepingWaits}. A virtual thread backs off instead, for a sleep in the kernel would take its carrier
     * along.
     */
    SLEEP(64, 64);

    final int spins;
    final int yields;

    RingWait(int spins, int yields) {
        this.spins = spins;
        this.yields = yields;
    }

    /** How one waits in such a channel who has not chosen. */
    static RingWait of(RingOptions options) {
        return options.sleepingWaits() ? SLEEP : BACK_OFF;
    }

    /** This, if it can be had in such a channel. */
    RingWait in(RingOptions options) {
        if (this == SLEEP && !options.sleepingWaits()) {
            throw new IllegalArgumentException("RingWait.SLEEP needs a channel that was created with sleeping waits");
        }
        return this;
    }

    /**
     * Waits, or says how long to sleep.
     *
     * @param attempt how many attempts have failed before this one
     * @return {@link Waits#RETRY}, {@link Waits#EXPIRED}, or for how many nanoseconds the caller may sleep
     */
    @SuppressWarnings("ThreadPriorityCheck") // sched_yield is what hands one processor from peer to peer
    long pause(int attempt, long deadline) throws InterruptedException {
        if (attempt >= spins && attempt - spins >= yields) {
            int late = attempt - spins - yields;
            return this == SLEEP
                    ? Waits.slice(late, deadline)
                    : Waits.pause(late, deadline) ? Waits.RETRY : Waits.EXPIRED;
        }
        Waits.throwIfInterrupted();
        if (Deadline.remaining(deadline) <= 0) {
            return Waits.EXPIRED;
        } else if (attempt < spins) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return Waits.RETRY;
    }
}
