package io.nativeipc.ring;

import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.util.concurrent.locks.LockSupport;

/**
 * How a producer without room, or a consumer without a message, waits between two attempts. Every wait ends on an
 * interrupt.
 *
 * <p>A producer without room waits for a consumer that has up to a lane of messages to handle. If it kept the processor
 * of that consumer, or of the other producers, nothing would be gained: except with {@link #SPIN} it spins at most 16
 * times, then parks for 20 µs, or with {@link #SLEEP} sleeps.
 */
public enum RingWait {
    /** Tries again at once. This has the shortest latency, for a thread with a processor of its own. */
    SPIN(Integer.MAX_VALUE, 0),
    /**
     * Yields the processor to any thread that is ready to run, at once. A consumer that waits uses all processor time
     * that no other thread needs. A producer that waits for room parks instead.
     */
    YIELD(0, Integer.MAX_VALUE),
    /** Spins, then yields, then sleeps from 50 µs up to 5 ms. Waiting costs almost no processor time. */
    BACK_OFF(64, 64),
    /**
     * Spins, then yields, then sleeps in the kernel until the other side wakes it (futex). Requires a channel with
     * {@link RingOptions#sleepingWaits}. A virtual thread backs off instead, because a sleep in the kernel would block
     * its carrier.
     */
    SLEEP(64, 64);

    /** How often a producer without room spins, and for how many nanoseconds it then parks. */
    static final int ROOM_SPINS = 16;

    static final long ROOM_PARK = 20_000;

    final int spins;
    final int yields;

    RingWait(int spins, int yields) {
        this.spins = spins;
        this.yields = yields;
    }

    /** Returns the default strategy for such a channel. */
    static RingWait of(RingOptions options) {
        return options.sleepingWaits() ? SLEEP : BACK_OFF;
    }

    /** Returns this strategy, if such a channel supports it. */
    RingWait in(RingOptions options) {
        if (this == SLEEP && !options.sleepingWaits()) {
            throw new IllegalArgumentException("RingWait.SLEEP needs a channel that was created with sleeping waits");
        }
        return this;
    }

    /**
     * Waits, or returns how long the caller may sleep in the kernel.
     *
     * @param attempt the number of attempts that have failed before this one
     * @return {@link Waits#RETRY}, {@link Waits#EXPIRED}, or the number of nanoseconds that the caller may sleep
     */
    @SuppressWarnings("ThreadPriorityCheck") // sched_yield passes a shared processor to the peer
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

    /**
     * Waits as {@link #pause} does, but for room.
     *
     * @param attempt the number of attempts that have failed before this one
     * @return {@link Waits#RETRY}, {@link Waits#EXPIRED}, or the number of nanoseconds that the caller may sleep
     */
    long pauseForRoom(int attempt, long deadline) throws InterruptedException {
        if (this == SPIN || attempt < ROOM_SPINS) {
            return SPIN.pause(attempt, deadline);
        }
        int late = attempt - ROOM_SPINS;
        if (this == SLEEP) {
            return Waits.slice(late, deadline);
        } else if (late >= yields) {
            return Waits.pause(late - yields, deadline) ? Waits.RETRY : Waits.EXPIRED;
        }
        Waits.throwIfInterrupted();
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
            return Waits.EXPIRED;
        }
        LockSupport.parkNanos(Math.min(remaining, ROOM_PARK));
        return Waits.RETRY;
    }
}
