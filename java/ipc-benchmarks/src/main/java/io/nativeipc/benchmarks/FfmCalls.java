package io.nativeipc.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The two calls of a semaphore through plain method handles: the cost without the library. */
final class FfmCalls {
    private static final MethodHandle PLAIN_TRYWAIT = handle("sem_trywait");
    private static final MethodHandle PLAIN_POST = handle("sem_post");
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle TRYWAIT = handle("sem_trywait", ERRNO);
    private static final MethodHandle POST = handle("sem_post", ERRNO);
    private static final MemorySegment STATE = Arena.global().allocate(Linker.Option.captureStateLayout());

    private FfmCalls() {}

    private static MethodHandle handle(String name, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(
                function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG), options);
    }

    static int plainPair(long sem) throws Throwable {
        return (int) PLAIN_TRYWAIT.invokeExact(sem) + (int) PLAIN_POST.invokeExact(sem);
    }

    /** Calls both functions and captures errno, as every call of the library does. */
    static int pair(long sem) throws Throwable {
        return (int) TRYWAIT.invokeExact(STATE, sem) + (int) POST.invokeExact(STATE, sem);
    }
}
