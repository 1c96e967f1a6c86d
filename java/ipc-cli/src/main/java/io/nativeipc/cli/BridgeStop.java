package io.nativeipc.cli;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How SIGINT and SIGTERM end a bridge: first it is asked to end between two batches, and after some seconds to give up the batch
 * that its target does not take. The process ends when this is closed, and with it everything that was opened after it.
 */
final class BridgeStop implements Closeable {
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch urgent = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    BridgeStop() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** In the thread that ends the process. */
    private void stop() {
        asked.countDown();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                urgent.countDown();
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the next batch is not to be begun. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Whether this batch is not to be waited for. */
    boolean isUrgent() {
        return urgent.getCount() == 0;
    }

    /** Waits at most so long to be asked. */
    boolean awaitAsked(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits at most so long for the end of everything. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
