package io.nativeipc.spi;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * The pauses between two attempts at an operation that would block. The first attempts only yield: if both processes
 * run on one processor, that is as fast as blocking in the kernel, and a message that is already on its way costs no
 * sleep.
 *
 * <pre>{@code
 * Waits.throwIfInterrupted();
 * long deadline = Deadline.after(timeout);
 * for (int attempt = 0; !tryOnce(); attempt++) {
 *     if (!Waits.pause(attempt, deadline)) {
 *         return false; // timeout
 *     }
 * }
 * return true;
 * }</pre>
 *
 * <p>A virtual thread never blocks its carrier here. A thousand waiting virtual threads together try once in 50 µs, so
 * that they leave the carriers to other threads.
 */
public final class Waits {
    /** The number of attempts that yield before the first sleep. */
    private static final int YIELDS = 4;

    /** The result of {@link #slice} if the caller has already waited and should try again. */
    public static final long RETRY = 0;

    /** The result of {@link #slice} after the deadline. */
    public static final long EXPIRED = -1;

    /** The longest time for which a call may block that neither an interrupt nor a close can end, in nanoseconds. */
    public static final long SLICE = 50_000_000;

    /** The first sleep between two attempts, in nanoseconds. */
    public static final long SHORTEST_PAUSE = 50_000;

    /** The longest sleep of a platform thread between two attempts, in nanoseconds. */
    public static final long LONGEST_PAUSE = 5_000_000;

    private Waits() {}

    /**
     * Throws if the thread is interrupted. Every method that may wait calls this first, so that an interrupted thread
     * acquires nothing.
     *
     * @throws InterruptedException if the thread is interrupted; this clears its interrupt status
     */
    public static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Throws if the thread is interrupted. Every method of a channel that may wait calls this first, so that a call of
     * an interrupted thread transfers nothing.
     *
     * @param channel the channel, for the text of the exception
     * @param deadline the deadline of the call; one that does not wait is not interrupted
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status stays set
     */
    public static void refuseInterrupted(Object channel, long deadline) throws InterruptedIOException {
        if (deadline != Deadline.PASSED && Thread.currentThread().isInterrupted()) {
            throw interrupted(channel, 0);
        }
    }

    /**
     * {@return the exception for a call on a channel whose thread was interrupted; sets the thread's interrupt status}
     *
     * @param channel the channel, for the text of the exception
     * @param transferred the number of bytes that the call had transferred
     */
    public static InterruptedIOException interrupted(Object channel, int transferred) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException(channel + ": interrupted; it stays open");
        interrupted.bytesTransferred = transferred;
        return interrupted;
    }

    /**
     * Waits before the next attempt: yields, then sleeps from 50 µs up to 5 ms. A virtual
     * thread sleeps longer if many of them wait.
     *
     * @param attempt the number of failed attempts before this one
     * @param deadline when to give up
     * @return whether to try again; false on timeout
     * @throws InterruptedException if the thread is interrupted
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
     * {@return whether the next attempt may wait in a call that blocks in the kernel} If not, {@link #pause} replaces
     * that call: for the first attempts, and for a virtual thread, whose carrier it would block.
     *
     * @param attempt the number of failed attempts before this one
     */
    public static boolean mayBlock(int attempt) {
        return attempt >= YIELDS && !VirtualThreads.isCurrent();
    }

    /**
     * Waits before a call that blocks in the kernel with a timeout. An interrupt does not end such a call, so the
     * timeout is short. A virtual thread does not make such a call, because it would block its carrier.
     *
     * @param attempt the number of failed attempts before this one
     * @param deadline when to give up
     * @return how many nanoseconds the call may block, {@link #RETRY} or {@link #EXPIRED}
     * @throws InterruptedException if the thread is interrupted
     */
    public static long slice(int attempt, long deadline) throws InterruptedException {
        if (!mayBlock(attempt)) {
            return pause(attempt, deadline) ? RETRY : EXPIRED;
        }
        throwIfInterrupted();
        long remaining = Deadline.remaining(deadline);
        return remaining <= 0 ? EXPIRED : Math.min(SLICE, remaining);
    }

    /**
     * Rejects a virtual thread that would acquire a lock whose owner is a thread of the operating system: the owner
     * would be the carrier, which may run another virtual thread next.
     *
     * @param lock the lock, for the text of the exception
     * @throws IllegalStateException if the current thread is virtual
     */
    public static void refuseVirtualThread(Object lock) {
        if (VirtualThreads.isCurrent()) {
            throw new IllegalStateException("a virtual thread cannot hold " + lock
                    + ": its owner would be the carrier thread, which runs many virtual threads");
        }
    }
}
