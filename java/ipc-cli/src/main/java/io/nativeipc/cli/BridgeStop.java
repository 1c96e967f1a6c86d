package io.nativeipc.cli;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a bridge on SIGINT and SIGTERM. First the bridge is asked to end between two batches; after 5 seconds it is
 * asked to give up a batch that its target does not accept. The process ends when this object is closed, which happens
 * after everything that was opened later is closed.
 */
final class BridgeStop implements Closeable {
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch urgent = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    BridgeStop() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** Runs in the shutdown hook. */
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

    /** Returns whether the bridge must not start another batch. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Returns whether the bridge must not wait for the current batch. */
    boolean isUrgent() {
        return urgent.getCount() == 0;
    }

    /** Waits up to this time until the bridge is asked to end. */
    boolean awaitAsked(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits up to this time until this object is closed. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
