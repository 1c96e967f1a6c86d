package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One other thread, a platform one, that does what it is told to until it is ended: a lock's owner is a thread. */
final class OtherThread implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private volatile Thread itself;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(run -> itself = new Thread(run));

    /** Does it in the other thread; what it throws comes here as it is. */
    boolean call(Callable<Boolean> task) throws Exception {
        Background<Boolean> done = Background.start(task, run -> new Thread(() -> thread.execute(run)));
        return done.resultOrFailure();
    }

    /** The same without a result. */
    void run(Step step) throws Exception {
        call(() -> {
            step.run();
            return true;
        });
    }

    interface Step {
        void run() throws Exception;
    }

    /** Ends the thread, and returns when Java says that it has ended; the kernel may need a moment more. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (itself != null) {
            itself.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(itself.isAlive()).as("the thread ends").isFalse();
        }
    }
}
