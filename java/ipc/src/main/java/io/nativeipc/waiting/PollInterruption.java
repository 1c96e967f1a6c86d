package io.nativeipc.waiting;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Native;
import io.nativeipc.os.Posix;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** The way out of {@code poll}: an eventfd that is polled beside what the thread waits for. */
final class PollInterruption extends Interruption {
    private static final ThreadLocal<@Nullable PollInterruption> OF_THREAD = new ThreadLocal<>();
    private static final Cleaner CLEANER = Cleaner.create();

    /** struct pollfd { int fd; short events; short revents; } */
    static final int POLLFD = 8;

    static final int EVENTS = 4;
    static final int REVENTS = 6;

    private final Posix posix = Native.posix();
    private final ByteBuffer pollFds = ByteBuffer.allocateDirect(2 * POLLFD).order(ByteOrder.nativeOrder());
    private final ByteBuffer count = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer one =
            ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1);
    private final int event;

    private PollInterruption(int event) {
        this.event = event;
        int fd = event;
        Posix calls = posix;
        CLEANER.register(this, () -> calls.close(fd));
        pollFds.putInt(POLLFD, event).putShort(POLLFD + EVENTS, (short) Constants.POLLIN);
    }

    /** This thread's; null while the process has no descriptor left for one. */
    static @Nullable PollInterruption ofThread() {
        PollInterruption known = OF_THREAD.get();
        if (known == null) {
            int event = Native.posix().eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
            known = event < 0 ? null : new PollInterruption(event);
            OF_THREAD.set(known);
        }
        return known;
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
}
