package io.nativeipc.python;

import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;

/**
 * Waits until a channel of the JDK is ready for one operation. One thread may wait at a time. Close it after the
 * channel; that ends the wait.
 */
final class Readiness implements Closeable {
    private static final int ATTEMPTS_THAT_YIELD = 4;

    private final Selector selector;

    Readiness(SelectableChannel channel, int operation) throws IOException {
        selector = Selector.open();
        boolean registered = false;
        try {
            channel.register(selector, operation);
            registered = true;
        } finally {
            if (!registered) {
                selector.close();
            }
        }
    }

    /** Yields for the first attempts, then waits; returns false if the deadline passes. */
    boolean pauseOrAwait(int attempt, long deadline) throws IOException, InterruptedException {
        return attempt < ATTEMPTS_THAT_YIELD ? Waits.pause(attempt, deadline) : await(deadline);
    }

    /** Waits until the channel is ready or closed; returns false if the deadline passes. */
    boolean await(long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        long nanos = Deadline.remaining(deadline);
        if (nanos <= 0) {
            return false;
        }
        try {
            // 0 would wait without a limit
            long millis = nanos == Long.MAX_VALUE ? 0 : Math.max(1, (nanos + 999_999) / 1_000_000);
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException closed) {
            return true;
        }
        Waits.throwIfInterrupted();
        return true;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
