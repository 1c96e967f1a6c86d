package io.nativeipc.internal.wait;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** Ends a wait in {@code poll}: an eventfd that is polled in addition to the descriptor. */
final class PollInterruption extends Interruption {
    static final Interruptions<PollInterruption> FREE = new Interruptions<>(PollInterruption::create);

    /** struct pollfd, which begins with the descriptor. */
    static final int POLLFD = Constants.SIZEOF_POLLFD;

    static final int EVENTS = Constants.OFFSETOF_POLLFD_EVENTS;
    static final int REVENTS = Constants.OFFSETOF_POLLFD_REVENTS;

    private final Posix posix = Native.posix();
    private final ByteBuffer pollFds = ByteBuffer.allocateDirect(2 * POLLFD).order(ByteOrder.nativeOrder());
    private final ByteBuffer count = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer one =
            ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1);
    private final int event;

    private PollInterruption(int event) {
        this.event = event;
        pollFds.putInt(POLLFD, event).putShort(POLLFD + EVENTS, (short) Constants.POLLIN);
    }

    /** Returns null while the process has no descriptor left. */
    private static @Nullable PollInterruption create() {
        int event = Native.posix().eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        return event < 0 ? null : new PollInterruption(event);
    }

    /**
     * Waits until the descriptor is ready, the deadline has passed, or {@link #wakeup} is called.
     *
     * @throws InterruptedException if the thread is interrupted, or already was
     */
    void poll(int fd, int events, long deadline) throws InterruptedException {
        pollFds.putInt(0, fd).putShort(EVENTS, (short) events);
        int ready;
        begin();
        try {
            ready = posix.poll(pollFds, 2, millis(Deadline.remaining(deadline), -1));
        } finally {
            end();
        }
        if (ready > 0 && pollFds.getShort(POLLFD + REVENTS) != 0) {
            posix.read(event, count, Long.BYTES);
        }
        Waits.throwIfInterrupted();
    }

    @Override
    public Selector wakeup() {
        posix.write(event, one, Long.BYTES);
        return this;
    }

    @Override
    protected void implCloseSelector() {
        posix.close(event);
    }
}
