package io.nativeipc.internal.wait;

import java.util.concurrent.locks.LockSupport;

/**
 * The pauses between two attempts at an operation that would block. The first attempts only yield: if both processes
 * run on one processor, that is as fast as blocking in the kernel, and a message that is already on its way costs no
 * sleep.
 */
public final class Waits {
    /** The number of attempts that yield before the first sleep. */
    static final int YIELDS = 4;

    /** The result of {@link #slice} if the caller has already waited and should try again. */
    public static final long RETRY = 0;

    /** The result of {@link #slice} after the deadline. */
    public static final long EXPIRED = -1;

    /** The longest time for which a call may block that neither an interrupt nor a close can end, in nanoseconds. */
    public static final long SLICE = 50_000_000;

    /** The first sleep between two attempts, in nanoseconds. */
    public static final long SHORTEST_PAUSE = 50_000;

    /** The longest sleep between two attempts, in nanoseconds. */
    public static final long LONGEST_PAUSE = 5_000_000;

    private Waits() {}

    /** Called first by every waiting method: a thread that is already interrupted acquires nothing. */
    public static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Waits if the system does not report when to try again: yields, then sleeps from 50 µs up to 5 ms. A virtual
     * thread sleeps longer if many of them wait, as {@link VirtualThreads} describes.
     *
     * @param attempt the number of failed attempts before this one
     * @return whether to try again; false on timeout
     */
    @SuppressWarnings("ThreadPriorityCheck") // sched_yield switches one processor from peer to peer
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
     * Waits before a call that blocks in the kernel with a timeout. An interrupt does not end such a call, so the
     * timeout is short. A virtual thread does not make such a call, because it would block its carrier.
     *
     * @param attempt the number of failed attempts before this one
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
