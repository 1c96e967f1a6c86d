package io.nativeipc.internal.wait;

import java.time.Duration;

/** A time of {@link System#nanoTime}, as a plain long so that a wait allocates nothing. */
public final class Deadline {
    /** The deadline of a wait without a timeout. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The deadline of a call that does not wait. */
    public static final long PASSED = Long.MIN_VALUE;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Deadline() {}

    /** Returns the time when the timeout ends; a timeout of zero or less has already ended. */
    public static long after(Duration timeout) {
        if (timeout.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        return System.nanoTime() + (timeout.isNegative() ? 0 : timeout.toNanos());
    }

    /** Returns the remaining nanoseconds; zero or less after the deadline. */
    public static long remaining(long deadline) {
        return deadline == NEVER ? Long.MAX_VALUE : deadline == PASSED ? 0 : deadline - System.nanoTime();
    }

    /** Returns the remaining time as a timeout: zero after the deadline, a hundred years if there is no deadline. */
    public static Duration left(long deadline) {
        return deadline == NEVER ? LONGEST : Duration.ofNanos(Math.max(0, remaining(deadline)));
    }
}
