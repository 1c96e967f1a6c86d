package io.nativeipc.spi;

import java.time.Duration;

/**
 * A time of {@link System#nanoTime} at which a wait ends, as a plain {@code long} so that a wait allocates nothing. A
 * method {@code tryReceive(handler, timeout)} computes it once and passes it on, so that several waits together take no
 * longer than the timeout.
 */
public final class Deadline {
    /** The deadline of a wait without a timeout. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The deadline of a call that does not wait. */
    public static final long PASSED = Long.MIN_VALUE;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Deadline() {}

    /**
     * {@return the time when the timeout ends}
     *
     * @param timeout a timeout of zero or less has already ended; one of more than a hundred years never ends
     */
    public static long after(Duration timeout) {
        if (timeout.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        return System.nanoTime() + (timeout.isNegative() ? 0 : timeout.toNanos());
    }

    /**
     * {@return the remaining nanoseconds; zero or less after the deadline}
     *
     * @param deadline a deadline
     */
    public static long remaining(long deadline) {
        return deadline == NEVER ? Long.MAX_VALUE : deadline == PASSED ? 0 : deadline - System.nanoTime();
    }

    /**
     * {@return the remaining time as a timeout: zero after the deadline, a hundred years if there is no deadline}
     *
     * @param deadline a deadline
     */
    public static Duration left(long deadline) {
        return deadline == NEVER ? LONGEST : Duration.ofNanos(Math.max(0, remaining(deadline)));
    }
}
