package io.nativeipc.zeromq;

import java.time.Duration;

/** Timeouts as nanoseconds. */
final class Waiting {
    /** Longer than any wait. */
    static final Duration EVER = Duration.ofNanos(Long.MAX_VALUE);

    private Waiting() {}

    /** A timeout of any length, zero where it is negative. */
    static long nanos(Duration timeout) {
        return timeout.isNegative() ? 0 : timeout.compareTo(EVER) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
