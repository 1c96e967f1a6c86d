package io.nativeipc.internal.wait;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are using a descriptor, a handle or mapped memory, so that it is given back only when there are none:
 * another object may get the number, or the addresses, at once.
 *
 * <p><b>Closing.</b> {@code state} holds the number of calls in flight and, in its sign bit, whether the object is closed. A
 * call that begins counts itself before it looks at the bit, and takes itself back if it is set, so that the number can only
 * be too high. {@link #shut} sets the bit. Then {@link #drain} wakes those who wait, and returns when the number is zero;
 * {@link #close} does the same, but waits for {@value #PATIENCE_MILLIS} ms at most, and leaves the end to the last call.
 *
 * <p><b>Leaving the end.</b> {@code close} stores the end before it looks at the number a last time; {@link #exit} changes
 * the number before it looks for an end. One of the two sees the other, and who takes the end out runs it.
 *
 * <p><b>Waking.</b> A thread puts itself into {@code waiting} before it looks at the bit; close sets the bit before it looks
 * into {@code waiting}. Both hold the list's monitor, so one of them sees the other.
 */
public final class CallsInFlight {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How long {@link #close} waits for calls; a wait that nothing can end takes a slice of 50 ms. */
    private static final int PATIENCE_MILLIS = 100;

    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

    private final AtomicInteger state = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> left = new AtomicReference<>();
    private final List<Interruption> waiting = new ArrayList<>(2);

    /** Begins a call; false if the object is closed. */
    public boolean enter() {
        if (state.getAndIncrement() >= 0) {
            return true;
        }
        exit();
        return false;
    }

    /** Ends a call that {@link #enter} began. */
    public void exit() {
        if (state.decrementAndGet() == CLOSED) {
            endIfLeft();
        }
    }

    private void endIfLeft() {
        Runnable end = left.getAndSet(null);
        if (end != null) {
            end.run();
        }
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
        drain(Deadline.NEVER);
    }

    private boolean drain(long deadline) {
        while (state.get() != CLOSED) {
            if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
            synchronized (waiting) {
                waiting.forEach(Interruption::wakeup);
            }
            LockSupport.parkNanos(100_000);
        }
        return true;
    }

    /**
     * Lets no call begin any more, and runs {@code end} when there is none in flight: before this returns, or in the last call
     * where that takes longer.
     *
     * @return false if that was done before
     */
    public boolean close(Runnable end) {
        if (!shut()) {
            return false;
        } else if (drain(Deadline.after(PATIENCE))) {
            end.run();
        } else {
            left.set(end);
            if (state.get() == CLOSED) {
                endIfLeft();
            }
        }
        return true;
    }
}
