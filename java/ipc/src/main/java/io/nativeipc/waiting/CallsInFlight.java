package io.nativeipc.waiting;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls that are using a descriptor or a handle, so that its number is given back only when there are none: another
 * object may get the number at once.
 *
 * <p><b>Closing.</b> {@code state} holds the number of calls in flight and, in its sign bit, whether the object is closed;
 * both change by compare-and-set alone, so no call can begin after the bit is set. {@link #shut} sets it; {@link #drain} wakes
 * those who wait, and returns when the number is zero.
 *
 * <p><b>Waking.</b> A thread puts itself into {@code waiting} before it looks at the bit; close sets the bit before it looks
 * into {@code waiting}. Both hold the list's monitor, so one of them sees the other.
 */
public final class CallsInFlight {
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger state = new AtomicInteger();
    private final List<Interruption> waiting = new ArrayList<>(2);

    /** Begins a call; false if the object is closed. */
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

    /** Announces a wait that {@link #drain} is to end; false if it is too late for it. */
    boolean beginWait(Interruption interruption) {
        synchronized (waiting) {
            waiting.add(interruption);
        }
        return isOpen();
    }

    /** Ends what {@link #beginWait} began, whatever it returned. */
    void endWait(Interruption interruption) {
        synchronized (waiting) {
            waiting.remove(interruption);
        }
    }

    /** Lets no call begin any more; false if that was done before. */
    public boolean shut() {
        int seen;
        do {
            seen = state.get();
            if (seen < 0) {
                return false;
            }
        } while (!state.compareAndSet(seen, seen | CLOSED));
        return true;
    }

    /** Ends the calls in flight, after {@link #shut}. */
    public void drain() {
        while (state.get() != CLOSED) {
            synchronized (waiting) {
                waiting.forEach(Interruption::wakeup);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
