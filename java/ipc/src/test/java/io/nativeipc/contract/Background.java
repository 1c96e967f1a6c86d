package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** A call that runs in its own thread, and its result or exception. */
final class Background<T> {
    private static final long PATIENCE_SECONDS = 60;

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> call, Function<Runnable, Thread> threads) {
        task = new FutureTask<>(call);
        thread = threads.apply(task);
        thread.start();
    }

    static <T> Background<T> start(Callable<T> call) {
        return start(call, Thread::new);
    }

    /** Starts the call in a thread that the given factory creates, for example a virtual thread. */
    static <T> Background<T> start(Callable<T> call, Function<Runnable, Thread> threads) {
        return new Background<>(call, threads);
    }

    /** Returns when the thread waits, in a system call or between two system calls. */
    Background<T> awaitWaiting() {
        until("the thread waits", () -> task.isDone() || isWaiting());
        assertThat(task.isDone()).as("ended without waiting").isFalse();
        return this;
    }

    private boolean isWaiting() {
        return Stream.of(thread.getStackTrace())
                .anyMatch(
                        frame -> frame.getClassName().startsWith("io.nativeipc.internal.wait.")
                                || frame.getClassName().startsWith("io.nativeipc.spi.")
                                || frame.getClassName().equals("java.util.concurrent.locks.LockSupport")
                                || frame.getMethodName()
                                        .matches(
                                                "WaitNamedPipeW|readv0|ipc_futex_wait|ipc_sem_timedwait|ipc_semtimedop|ipc_pthread_mutex_timedlock"));
    }

    /** {@return whether the thread is in a call of the C library that waits for a semaphore} */
    boolean isInTheCLibrary() {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("ipc_sem_timedwait"));
    }

    boolean isDone() {
        return task.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** {@return the result of the call} Waits for its end. */
    T result() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the call does not end: " + String.join("\n", trace()), e);
        }
    }

    /** {@return the exception that the call threw} Waits for its end. */
    Throwable failure() throws Exception {
        try {
            throw new AssertionError("the call returned " + result());
        } catch (ExecutionException thrown) {
            return thrown.getCause();
        }
    }

    /** {@return the result of the call} Waits for its end, and throws an exception of the call unwrapped. */
    T resultOrFailure() throws Exception {
        try {
            return result();
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw thrown;
        }
    }

    private String[] trace() {
        return Stream.of(thread.getStackTrace())
                .map(StackTraceElement::toString)
                .toArray(String[]::new);
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }
}
