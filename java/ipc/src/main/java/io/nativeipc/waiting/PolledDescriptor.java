package io.nativeipc.waiting;

import io.nativeipc.os.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A non-blocking descriptor that any thread may use and any thread may close.
 *
 * <p><b>Closing.</b> {@code state} holds the number of calls in flight and, in its sign bit, whether the descriptor is
 * closed; both change by compare-and-set alone, so no call can begin after the bit is set. {@link #close} sets it, wakes
 * those who poll, waits until the number is zero, and only then calls close(2): a call never meets a descriptor number that
 * has been given to another file meanwhile.
 *
 * <p><b>Waking.</b> A thread puts itself into {@code polling} before it looks at the bit; close sets the bit before it looks
 * into {@code polling}. Both hold the list's monitor, so one of them sees the other.
 */
public final class PolledDescriptor {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How many receives yield ahead after one whose first attempt was in vain. */
    private static final int AHEAD = 64;

    /** What a wait has come to. */
    public enum Wait {
        /** Try again. */
        RETRY,
        /** The time is over. */
        EXPIRED,
        /** Another thread has closed the descriptor. */
        CLOSED
    }

    private final int fd;
    private final AtomicInteger state = new AtomicInteger();
    private final List<Interruption> polling = new ArrayList<>(2);

    /** Counted without care for other threads: it changes what a receive costs, never what it does. */
    private int ahead;

    public PolledDescriptor(int fd) {
        this.fd = fd;
    }

    /** The number, for use between {@link #enter} and {@link #exit}. */
    public int fd() {
        return fd;
    }

    /** Begins a call; false if the descriptor is closed. */
    public boolean enter() {
        for (int seen = state.get(); seen >= 0; seen = state.get()) {
            if (state.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Ends a call that {@link #enter} began. */
    public void exit() {
        state.decrementAndGet();
    }

    public boolean isOpen() {
        return state.get() >= 0;
    }

    /**
     * Begins a receive that may wait. A receiver that found nothing the last time probably answers a peer and will find
     * nothing now, so it yields before its first attempt and not after: with both on one processor that saves a system
     * call in each round trip. Where messages are there already, the attempts come first again after {@value #AHEAD}.
     */
    @SuppressWarnings("ThreadPriorityCheck") // as in Waits
    public void yieldAhead() {
        if (ahead > 0) {
            ahead--;
            Thread.yield();
        }
    }

    /**
     * Waits between two attempts of a call in flight.
     *
     * @param attempt how many attempts have failed before this one
     * @param events what the descriptor must be ready for
     */
    public Wait await(int attempt, int events, long deadline) throws InterruptedException {
        if (attempt == 0) {
            ahead = AHEAD;
        }
        if (attempt < Waits.YIELDS || VirtualThreads.isCurrent()) {
            if (!Waits.pause(attempt, deadline)) {
                return Wait.EXPIRED;
            }
        } else if (Deadline.remaining(deadline) <= 0) {
            return Wait.EXPIRED;
        } else {
            poll(events, deadline);
        }
        return isOpen() ? Wait.RETRY : Wait.CLOSED;
    }

    /** What the descriptor is ready for now. */
    public int readyFor(int events) {
        return Interruption.ofThread().pollNow(fd, events);
    }

    private void poll(int events, long deadline) throws InterruptedException {
        Interruption interruption = Interruption.ofThread();
        synchronized (polling) {
            polling.add(interruption);
        }
        try {
            if (isOpen()) {
                interruption.poll(fd, events, deadline);
            }
        } finally {
            synchronized (polling) {
                polling.remove(interruption);
            }
        }
    }

    /** Ends all calls and closes the descriptor; false if that was done before. */
    public boolean close() {
        int seen;
        do {
            seen = state.get();
            if (seen < 0) {
                return false;
            }
        } while (!state.compareAndSet(seen, seen | CLOSED));
        while (state.get() != CLOSED) {
            synchronized (polling) {
                polling.forEach(Interruption::wakeup);
            }
            LockSupport.parkNanos(100_000);
        }
        Native.posix().close(fd);
        return true;
    }
}
