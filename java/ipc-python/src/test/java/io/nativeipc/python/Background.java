package io.nativeipc.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A call in its own thread, and its result. */
record Background<T>(FutureTask<T> task, Thread thread) {
    private static final long PATIENCE_SECONDS = 30;

    static <T> Background<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
        return new Background<>(task, thread);
    }

    /** Waits until the thread waits for a descriptor. */
    Background<T> awaitWaiting() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Stream.of(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("io.nativeipc.internal.wait.")
                        || frame.getClassName().startsWith("io.nativeipc.spi.")
                        || frame.getClassName().equals("io.nativeipc.python.Readiness"))) {
            assertThat(task.isDone()).as("ended without waiting").isFalse();
            assertThat(System.nanoTime()).as("the thread waits").isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
        return this;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Returns the result of the call. */
    T result() throws Exception {
        return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns the exception of the call. */
    Throwable failure() throws Exception {
        try {
            throw new AssertionError("the call returned " + result());
        } catch (ExecutionException thrown) {
            return thrown.getCause();
        }
    }
}
