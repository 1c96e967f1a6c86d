package io.nativeipc.internal.wait;

import io.nativeipc.internal.sys.Native;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A non-blocking descriptor that any thread may use and any thread may close: {@link #close} ends the calls in flight,
 * and only then calls close(2).
 */
public final class PolledDescriptor {
    /** How many receives yield before their first attempt, after one whose first attempt failed. */
    private static final int AHEAD = 64;

    /** The result of a wait. */
    public enum Wait {
        /** Try again. */
        RETRY,
        /** The deadline has passed. */
        EXPIRED,
        /** Another thread has closed the descriptor. */
        CLOSED
    }

    private final int fd;
    private final CallsInFlight calls = new CallsInFlight();
    private final ByteBuffer pollFd =
            ByteBuffer.allocateDirect(PollInterruption.POLLFD).order(ByteOrder.nativeOrder());

    /** Accessed without synchronization: the value affects the cost of a receive, never its result. */
    private int ahead;

    public PolledDescriptor(int fd) {
        this.fd = fd;
        PollInterruption.FREE.opened();
    }

    /** The descriptor number, for use between {@link #enter} and {@link #exit}. */
    public int fd() {
        return fd;
    }

    /** Begins a call; false if the descriptor is closed. */
    public boolean enter() {
        return calls.enter();
    }

    /** Ends a call that {@link #enter} began. */
    public void exit() {
        calls.exit();
    }

    public boolean isOpen() {
        return calls.isOpen();
    }

    /**
     * Begins a receive that may wait. A receiver that found nothing the last time is probably answering a peer and will
     * find nothing now, so it yields before its first attempt and not after it. If both processes run on one processor,
     * that saves a system call in each round trip. If messages are already available, attempts come first again after
     * {@value #AHEAD} receives.
     */
    @SuppressWarnings("ThreadPriorityCheck") // as in Waits
    public void yieldAhead() {
        if (ahead > 0) {
            ahead--;
            Thread.yield();
        }
    }

    /**
     * Waits between two attempts of a call in flight.
     *
     * @param attempt the number of failed attempts before this one
     * @param events the events that the descriptor must be ready for
     */
    public Wait await(int attempt, int events, long deadline) throws InterruptedException {
        if (attempt == 0) {
            ahead = AHEAD;
        }
        if (!Waits.mayBlock(attempt)) {
            if (!Waits.pause(attempt, deadline)) {
                return Wait.EXPIRED;
            }
        } else if (Deadline.remaining(deadline) <= 0) {
            return Wait.EXPIRED;
        } else {
            poll(attempt, events, deadline);
        }
        return isOpen() ? Wait.RETRY : Wait.CLOSED;
    }

    /** Returns what the descriptor is ready for now. */
    public int readyFor(int events) {
        synchronized (pollFd) {
            pollFd.putInt(0, fd).putShort(PollInterruption.EVENTS, (short) events);
            return Native.posix().poll(pollFd, 1, 0) > 0 ? pollFd.getShort(PollInterruption.REVENTS) : 0;
        }
    }

    private void poll(int attempt, int events, long deadline) throws InterruptedException {
        PollInterruption interruption = PollInterruption.FREE.take();
        if (interruption == null) {
            Waits.pause(attempt, deadline); // nothing can end poll early, so short sleeps replace it
            return;
        }
        try {
            if (calls.beginWait(interruption)) {
                interruption.poll(fd, events, deadline);
            }
        } finally {
            calls.endWait(interruption);
            PollInterruption.FREE.giveBack(interruption);
        }
    }

    /** Ends all calls and closes the descriptor; false if it was already closed. */
    public boolean close() {
        if (!calls.shut()) {
            return false;
        }
        calls.drain();
        Native.posix().close(fd);
        PollInterruption.FREE.closed();
        return true;
    }
}
