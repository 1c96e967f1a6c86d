package io.nativeipc.benchmarks.ring;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Measures the bytes that this thread allocates for each message after the warm-up, which starts with the creation of
 * this object.
 */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long warmUp = Options.duration("warm-up", 0.5);
    private final long begin = System.nanoTime();
    private boolean counts;
    private long before;
    private long messages;

    void messages(int more) {
        if (counts) {
            messages += more;
        } else if (System.nanoTime() - begin > warmUp) {
            counts = true;
            before = THREADS.getCurrentThreadAllocatedBytes();
        }
    }

    /** Returns the bytes for each message. */
    String result() {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        return String.format(Locale.ROOT, "allocated=%.4f counted=%d", (double) allocated / messages, messages);
    }
}
