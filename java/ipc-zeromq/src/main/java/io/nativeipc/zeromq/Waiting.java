package io.nativeipc.zeromq;

import java.time.Duration;

/** Conversion of timeouts to nanoseconds. */
final class Waiting {
    /** Longer than any wait. */
    static final Duration EVER = Duration.ofNanos(Long.MAX_VALUE);

    private Waiting() {}

    /** Returns the nanoseconds of a timeout of any length; zero if it is negative. */
    static long nanos(Duration timeout) {
        return timeout.isNegative() ? 0 : timeout.compareTo(EVER) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
