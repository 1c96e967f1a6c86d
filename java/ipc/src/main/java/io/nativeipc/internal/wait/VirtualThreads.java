package io.nativeipc.internal.wait;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code Thread.isVirtual}, which Java 17 has not: there nothing is virtual. And how virtual threads wait that must not block
 * in a call: they try again and again.
 *
 * <p>An attempt costs some microseconds of a carrier, which a thousand waiting threads would fill if each tried every few
 * milliseconds: an unrelated thread was seen to run 500 ms late. So the more of them wait, the longer each sleeps: together
 * they try once in {@link #SPACING}. A wait of one of a thousand may thus end 50 ms late, and none ends later than
 * {@link #LONGEST_PAUSE}, which leaves a close its 100 ms.
 */
public final class VirtualThreads {
    /** How much time lies between two attempts, whichever threads make them. */
    private static final long SPACING = 50_000;

    private static final long LONGEST_PAUSE = 80_000_000;

    /** So many, and their turns to yield alone would hold up the others. */
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

    /** Whether so many virtual threads wait that a further one should not yield. */
    static boolean areMany() {
        return PAUSING.get() >= MANY && isCurrent();
    }

    /** Parks a virtual thread so long, or longer because of all that pause as well, but not longer than {@code remaining}. */
    static void pause(long nanos, long remaining) {
        long turn = PAUSING.incrementAndGet() * SPACING;
        try {
            LockSupport.parkNanos(Math.min(remaining, Math.max(nanos, Math.min(turn, LONGEST_PAUSE))));
        } finally {
            PAUSING.decrementAndGet();
        }
    }

    /** Refuses a lock that the system gives to a thread: it would give it to the carrier, which another may run on next. */
    public static void refuse(String lock) {
        if (isCurrent()) {
            throw new IllegalStateException("a virtual thread cannot hold " + lock
                    + ": its owner is the thread of the operating system, which is the carrier of many");
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
