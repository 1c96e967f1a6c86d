package io.nativeipc.internal.wait;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Ends a platform thread's wait in the kernel: {@link #wakeup} signals an object that the thread waits for in addition
 * to the object of its wait.
 *
 * <p>It is a Selector only because the JDK reports an interrupt only to channels and selectors: between {@code begin}
 * and {@code end}, {@link Thread#interrupt} calls {@link #wakeup}. Each waiting thread has its own, from
 * {@link Interruptions}. If it belonged to the object, one interrupted thread would consume the signal for another.
 */
abstract class Interruption extends AbstractSelector {

    Interruption() {
        super(null);
    }

    /**
     * Returns milliseconds, rounded up, so that a wait does not end early; {@code forever} for a wait without a
     * deadline.
     */
    static int millis(long nanos, int forever) {
        return nanos == Long.MAX_VALUE
                ? forever
                : (int) Math.min(Integer.MAX_VALUE, Math.max(0, (nanos + 999_999) / 1_000_000));
    }

    @Override
    public abstract Selector wakeup();

    /** Releases the object that {@link #wakeup} signals. */
    @Override
    protected abstract void implCloseSelector();

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
