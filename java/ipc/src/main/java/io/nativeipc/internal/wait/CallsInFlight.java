package io.nativeipc.internal.wait;

import io.nativeipc.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The calls that use a descriptor, a handle or mapped memory, which is released only when no call is in flight: another
 * object may get the number, or the addresses, at once.
 *
 * <p><b>Closing.</b> {@code state} contains the number of calls in flight and, in its sign bit, whether the object is
 * closed. A new call counts itself before it reads the bit, and removes itself if the bit is set, so the number can
 * only be too high. {@link #shut} sets the bit. {@link #drain} then wakes the waiting threads, and returns when the
 * number is zero. {@link #close} does the same, but waits for at most {@value #PATIENCE_MILLIS} ms, and leaves the end
 * to the last call.
 *
 * <p><b>Leaving the end.</b> {@code close} stores the end before it reads the number a last time; {@link #exit} changes
 * the number before it looks for an end. One of the two sees the other's change, and the one that takes the end out
 * runs it.
 *
 * <p><b>Waking.</b> A thread adds itself to {@code waiting} before it reads the bit; close sets the bit before it reads
 * {@code waiting}. Both hold the list's monitor, so one of them sees the other's change.
 */
public final class CallsInFlight {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How long {@link #close} waits for calls; a wait that cannot be ended early takes a slice of 50 ms. */
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

    /** Registers a wait that {@link #drain} can end; false if the object is already closed. */
    boolean beginWait(Interruption interruption) {
        synchronized (waiting) {
            waiting.add(interruption);
        }
        return isOpen();
    }

    /** Unregisters the wait of {@link #beginWait}, whatever that returned. */
    void endWait(Interruption interruption) {
        synchronized (waiting) {
            waiting.remove(interruption);
        }
    }

    /** Prevents further calls; false if that was done before. */
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
     * Prevents further calls, and runs {@code end} when none is in flight: before this method returns, or in the last
     * call if that takes longer.
     *
     * @return false if it was already closed
     */
    public boolean close(Runnable end) {
        if (!shut()) {
            return false;
        }
        endBy(patience(), end);
        return true;
    }

    /** Returns until when {@link #close} waits from now on. */
    public static long patience() {
        return Deadline.after(PATIENCE);
    }

    /** Does what {@link #close} does after {@link #shut}, and waits until a deadline. */
    public void endBy(long deadline, Runnable end) {
        if (drain(deadline)) {
            end.run();
        } else {
            left.set(end);
            if (state.get() == CLOSED) {
                endIfLeft();
            }
        }
    }
}
