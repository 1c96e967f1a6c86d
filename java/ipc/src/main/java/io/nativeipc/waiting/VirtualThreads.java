package io.nativeipc.waiting;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** {@code Thread.isVirtual}, which Java 17 has not: there nothing is virtual. */
public final class VirtualThreads {
    private static final MethodHandle IS_VIRTUAL = find();

    private VirtualThreads() {}

    static boolean isCurrent() {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
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
