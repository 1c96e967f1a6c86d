package io.nativeipc.internal.wait;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * A platform thread's way out of a wait in the kernel: something that {@link #wakeup} signals and that the thread waits for
 * beside what it is waiting for.
 *
 * <p>It is a Selector only because the JDK tells nobody but channels and selectors of an interrupt: between {@code begin}
 * and {@code end}, {@link Thread#interrupt} calls {@link #wakeup}. Each waiting thread has one to itself, from
 * {@link Interruptions}: were it the object's, one interrupted thread would drain the signal that is meant for another.
 */
abstract class Interruption extends AbstractSelector {

    Interruption() {
        super(null);
    }

    /** Milliseconds, rounded up, so that a wait does not end early; {@code forever} for a wait without an end. */
    static int millis(long nanos, int forever) {
        return nanos == Long.MAX_VALUE
                ? forever
                : (int) Math.min(Integer.MAX_VALUE, Math.max(0, (nanos + 999_999) / 1_000_000));
    }

    @Override
    public abstract Selector wakeup();

    /** Gives back what {@link #wakeup} signals. */
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
