package io.nativeipc.internal.wait;

import java.time.Duration;

/** A moment of {@link System#nanoTime}, as a plain long so that a wait allocates nothing. */
public final class Deadline {
    /** The deadline of a wait without a timeout. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The deadline of a call that does not wait. */
    public static final long PASSED = Long.MIN_VALUE;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Deadline() {}

    /** The moment when the timeout ends; one that is zero or negative has ended. */
    public static long after(Duration timeout) {
        if (timeout.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        return System.nanoTime() + (timeout.isNegative() ? 0 : timeout.toNanos());
    }

    /** How many nanoseconds are left, zero or less when the time is over. */
    public static long remaining(long deadline) {
        return deadline == NEVER ? Long.MAX_VALUE : deadline == PASSED ? 0 : deadline - System.nanoTime();
    }

    /** What is left as a timeout: zero when the time is over, a hundred years where there is no end. */
    public static Duration left(long deadline) {
        return deadline == NEVER ? LONGEST : Duration.ofNanos(Math.max(0, remaining(deadline)));
    }
}
