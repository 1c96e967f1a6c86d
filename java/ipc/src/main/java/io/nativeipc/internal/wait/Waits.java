package io.nativeipc.internal.wait;

import java.util.concurrent.locks.LockSupport;

/**
 * What to do between two attempts at something that would block. The first attempts only yield: with both processes on one
 * processor that is as fast as blocking in the kernel, and a message that is already on its way costs no sleep.
 */
public final class Waits {
    /** How many attempts yield before one sleeps. */
    static final int YIELDS = 4;

    /** The answer of {@link #slice} when the caller has waited already and should try again. */
    public static final long RETRY = 0;

    /** The answer of {@link #slice} when the time is over. */
    public static final long EXPIRED = -1;

    /** How long a call may block that neither an interrupt nor a close ends. */
    public static final long SLICE = 50_000_000;

    /** The first sleep between two attempts, in nanoseconds. */
    public static final long SHORTEST_PAUSE = 50_000;

    /** The longest one. */
    public static final long LONGEST_PAUSE = 5_000_000;

    private Waits() {}

    /** What every waiting call does first: one that is interrupted already takes nothing. */
    public static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Waits where the system tells nobody when to try again: yields, then sleeps from 50 µs up to 5 ms; a virtual thread among
     * many that wait sleeps longer, as {@link VirtualThreads} says.
     *
     * @param attempt how many attempts have failed before this one
     * @return whether to try again; false when the time is over
     */
    @SuppressWarnings("ThreadPriorityCheck") // sched_yield is what hands one processor from peer to peer
    public static boolean pause(int attempt, long deadline) throws InterruptedException {
        throwIfInterrupted();
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
            return false;
        }
        if (attempt < YIELDS && !VirtualThreads.areMany()) {
            Thread.yield();
            return true;
        }
        int late = Math.max(0, attempt - YIELDS);
        long pause = Math.min(remaining, Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.min(late, 10)));
        if (VirtualThreads.isCurrent()) {
            VirtualThreads.pause(pause, remaining);
        } else {
            LockSupport.parkNanos(pause);
        }
        return true;
    }

    /**
     * Waits before a call that blocks in the kernel with a timeout, which an interrupt does not end: so it is given short
     * ones. A virtual thread does not make such a call, for it would take its carrier along.
     *
     * @param attempt how many attempts have failed before this one
     * @return how many nanoseconds the call may block, {@link #RETRY} or {@link #EXPIRED}
     */
    public static long slice(int attempt, long deadline) throws InterruptedException {
        if (attempt < YIELDS || VirtualThreads.isCurrent()) {
            return pause(attempt, deadline) ? RETRY : EXPIRED;
        }
        throwIfInterrupted();
        long remaining = Deadline.remaining(deadline);
        return remaining <= 0 ? EXPIRED : Math.min(SLICE, remaining);
    }
}
