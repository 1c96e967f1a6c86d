package io.nativeipc.waiting;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.os.Posix;
import io.nativeipc.os.ScratchBuffers;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * A platform thread's own way out of {@code poll}: an eventfd that is polled beside what the thread waits for.
 *
 * <p>It is a Selector only because the JDK tells nobody but channels and selectors of an interrupt: between {@code begin}
 * and {@code end}, {@link Thread#interrupt} calls {@link #wakeup}. Each thread has one, never an object: were it the
 * object's, one interrupted thread would drain the event that is meant for another.
 */
final class Interruption extends AbstractSelector {
    private static final ThreadLocal<Interruption> OF_THREAD = ThreadLocal.withInitial(Interruption::new);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final ScratchBuffers BUFFERS = new ScratchBuffers();

    /** struct pollfd { int fd; short events; short revents; } */
    private static final int POLLFD = 8;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private final Posix posix = Native.posix();
    private final ByteBuffer pollFds = ByteBuffer.allocateDirect(2 * POLLFD).order(ByteOrder.nativeOrder());
    private final ByteBuffer count = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer one =
            ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1);
    private final int event;

    private Interruption() {
        super(null);
        event = posix.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (event < 0) {
            throw new IllegalStateException("eventfd: " + Errno.name(-event) + ": " + Errno.text(-event));
        }
        int fd = event;
        Posix calls = posix;
        CLEANER.register(this, () -> calls.close(fd));
        pollFds.putInt(POLLFD, event).putShort(POLLFD + EVENTS, (short) Constants.POLLIN);
    }

    static Interruption ofThread() {
        return OF_THREAD.get();
    }

    /**
     * Waits until the descriptor is ready, the time is over, or somebody calls {@link #wakeup}.
     *
     * @throws InterruptedException if the thread is interrupted, or was before
     */
    void poll(int fd, int events, long deadline) throws InterruptedException {
        pollFds.putInt(0, fd).putShort(EVENTS, (short) events);
        int ready;
        begin();
        try {
            ready = posix.poll(pollFds, 2, millis(Deadline.remaining(deadline)));
        } finally {
            end();
        }
        if (ready > 0 && pollFds.getShort(POLLFD + REVENTS) != 0) {
            posix.read(event, count, Long.BYTES);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** What a descriptor is ready for now. It needs no event, which each of many virtual threads would open for itself. */
    static int pollNow(int fd, int events) {
        ByteBuffer pollFd = BUFFERS.take(POLLFD);
        try {
            pollFd.putInt(0, fd).putShort(EVENTS, (short) events).putShort(REVENTS, (short) 0);
            return Native.posix().poll(pollFd, 1, 0) > 0 ? pollFd.getShort(REVENTS) : 0;
        } finally {
            BUFFERS.give(pollFd);
        }
    }

    /** Rounded up, so that a wait does not end early. */
    private static int millis(long nanos) {
        return nanos == Long.MAX_VALUE
                ? -1
                : (int) Math.min(Integer.MAX_VALUE, Math.max(0, (nanos + 999_999) / 1_000_000));
    }

    @Override
    public Selector wakeup() {
        posix.write(event, one, Long.BYTES);
        return this;
    }

    @Override
    protected void implCloseSelector() {}

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
