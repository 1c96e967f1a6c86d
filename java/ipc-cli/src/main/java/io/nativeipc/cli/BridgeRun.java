package io.nativeipc.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the messages of {@code bridge} batch by batch, and repeats a batch that failed because the target had
 * disconnected.
 */
final class BridgeRun {
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final long SHORTEST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 2000;

    private final BridgeSource source;
    private final BridgeTarget target;
    private final BridgeStop stop;

    /** Written by the thread that forwards messages, read by the reporting thread. */
    private volatile long passed;

    BridgeRun(BridgeSource source, BridgeTarget target, BridgeStop stop) {
        this.source = source;
        this.target = target;
        this.stop = stop;
    }

    /** Reports rate and backlog on stderr at this interval, as long as the process lives. */
    void reportEvery(Duration pause) {
        if (!pause.isZero()) {
            Thread reporter = new Thread(() -> report(pause), "report");
            reporter.setDaemon(true);
            reporter.start();
        }
    }

    /**
     * Forwards messages.
     *
     * @param count the maximum number of messages
     * @param idle the time without a message after which this ends; null for no limit
     * @return whether that number of messages was forwarded
     */
    boolean pass(long count, @Nullable Duration idle) throws IOException, InterruptedException {
        try {
            return passAll(count, idle);
        } finally {
            if (source.held() > 0) {
                System.err.println(
                        "native-ipc: " + source.held() + " messages were received but not forwarded, and are lost");
            }
        }
    }

    private boolean passAll(long count, @Nullable Duration idle) throws IOException, InterruptedException {
        long last = System.nanoTime();
        long done = 0;
        int failures = 0;
        while (done < count && !stop.isAsked()) {
            try {
                int batch = source.pass((int) Math.min(Integer.MAX_VALUE, count - done), target, wait(idle, last));
                if (batch > 0) {
                    done += batch;
                    passed = done;
                    last = System.nanoTime();
                } else if (idle != null && System.nanoTime() - last >= idle.toNanos()) {
                    return false;
                }
                failures = 0;
            } catch (IOException e) {
                pauseOrThrow(e, failures++);
            }
        }
        return done >= count;
    }

    private static Duration wait(@Nullable Duration idle, long last) {
        if (idle == null) {
            return SLICE;
        }
        long left = Math.max(0, idle.toNanos() - (System.nanoTime() - last));
        return Duration.ofNanos(Math.min(SLICE.toNanos(), left));
    }

    private void pauseOrThrow(IOException failure, int earlier) throws IOException, InterruptedException {
        if (!target.mayRecover(failure)) {
            throw failure;
        } else if (earlier == 0) {
            System.err.println("native-ipc: " + failure.getMessage() + "; trying again");
        }
        long pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.min(earlier, 10));
        if (stop.awaitAsked(pause)) {
            throw new InterruptedIOException("stopped while " + target + " cannot be reached");
        }
    }

    private void report(Duration pause) {
        long before = 0;
        long then = System.nanoTime();
        try {
            while (!stop.awaitEnd(pause.toNanos())) {
                long now = System.nanoTime();
                long all = passed;
                double rate = (all - before) * 1e9 / (now - then);
                System.err.println(line(all, rate, backlog()));
                before = all;
                then = now;
            }
        } catch (InterruptedException e) {
            throw new AssertionError("this thread is never interrupted", e);
        }
    }

    private long backlog() {
        try {
            return source.backlog();
        } catch (IOException | IllegalStateException over) {
            return BridgeSource.UNKNOWN;
        }
    }

    private static String line(long passed, double rate, long backlog) {
        String waiting = backlog == BridgeSource.UNKNOWN ? "unknown" : Long.toString(backlog);
        return String.format(Locale.ROOT, "%d messages, %.0f messages/s, backlog %s", passed, rate, waiting);
    }
}
