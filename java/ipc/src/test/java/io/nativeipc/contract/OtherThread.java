package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Another platform thread, which runs tasks until it is ended. Tests need it because the owner of a lock is a thread.
 */
final class OtherThread implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private volatile Thread itself;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(run -> itself = new Thread(run));

    /** Runs the task in the other thread and returns its result. Throws an exception of the task unwrapped. */
    boolean call(Callable<Boolean> task) throws Exception {
        Background<Boolean> done = Background.start(task, run -> new Thread(() -> thread.execute(run)));
        return done.resultOrFailure();
    }

    /** Runs the step as {@link #call} does, without a result. */
    void run(Step step) throws Exception {
        call(() -> {
            step.run();
            return true;
        });
    }

    interface Step {
        void run() throws Exception;
    }

    /** Ends the thread and returns when Java reports its end. The kernel may end the thread slightly later. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (itself != null) {
            itself.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(itself.isAlive()).as("the thread ends").isFalse();
        }
    }
}
