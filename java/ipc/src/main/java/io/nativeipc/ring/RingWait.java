package io.nativeipc.ring;

import io.nativeipc.waiting.Deadline;
import io.nativeipc.waiting.Waits;

/** What a producer without room, or a consumer without a message, does between two attempts. Every wait ends on an interrupt. */
public enum RingWait {
    /** Tries again at once: the shortest latency, for who has a processor of its own. */
    SPIN(Integer.MAX_VALUE, 0),
    /** Spins briefly, then gives the processor to whoever is ready to run. */
    YIELD(64, Integer.MAX_VALUE),
    /** Spins, then yields, then sleeps from 50 µs up to 5 ms: what costs nothing when nothing happens. */
    BACK_OFF(64, 64);

    private final int spins;
    private final int yields;

    RingWait(int spins, int yields) {
        this.spins = spins;
        this.yields = yields;
    }

    /**
     * Waits.
     *
     * @param attempt how many attempts have failed before this one
     * @return whether to try again; false when the time is over
     */
    @SuppressWarnings("ThreadPriorityCheck") // sched_yield is what hands one processor from peer to peer
    boolean pause(int attempt, long deadline) throws InterruptedException {
        if (attempt >= spins && attempt - spins >= yields) {
            return Waits.pause(attempt - spins - yields, deadline);
        }
        Waits.throwIfInterrupted();
        if (Deadline.remaining(deadline) <= 0) {
            return false;
        } else if (attempt < spins) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return true;
    }
}
