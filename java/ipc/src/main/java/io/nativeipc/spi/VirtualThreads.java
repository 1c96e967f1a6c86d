package io.nativeipc.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code Thread.isVirtual}, which Java 17 lacks; there no thread is virtual. Also the waiting of virtual threads that
 * must not block in a call: they try again and again.
 *
 * <p>An attempt takes some microseconds of a carrier. A thousand waiting threads would occupy the carriers if each
 * tried every few milliseconds: an unrelated thread was seen to run 500 ms late. The more threads wait, the longer each
 * therefore sleeps: together they try once in {@link #SPACING}. A wait of one of a thousand may end 50 ms late, and
 * none ends later than {@link #LONGEST_PAUSE}, which leaves a close its 100 ms.
 */
final class VirtualThreads {
    /** The nanoseconds between two attempts, whichever threads make them. */
    private static final long SPACING = 50_000;

    private static final long LONGEST_PAUSE = 80_000_000;

    /** The number of threads whose yields alone would delay other threads. */
    private static final int MANY = 64;

    private static final AtomicInteger PAUSING = new AtomicInteger();

    private static final MethodHandle IS_VIRTUAL = find();

    private VirtualThreads() {}

    static boolean isCurrent() {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Reports whether so many virtual threads wait that a further one should not yield. */
    static boolean areMany() {
        return PAUSING.get() >= MANY && isCurrent();
    }

    /**
     * Parks a virtual thread for this time, or longer depending on the number of parked threads, but not longer than
     * {@code remaining}.
     */
    static void pause(long nanos, long remaining) {
        long turn = PAUSING.incrementAndGet() * SPACING;
        try {
            LockSupport.parkNanos(Math.min(remaining, Math.max(nanos, Math.min(turn, LONGEST_PAUSE))));
        } finally {
            PAUSING.decrementAndGet();
        }
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException before21) {
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Thread.class);
        }
    }
}
