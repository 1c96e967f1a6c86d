package io.nativeipc.internal.wait;

import io.nativeipc.internal.sys.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A non-blocking descriptor that any thread may use and any thread may close: {@link #close} ends the calls in flight, and
 * only then calls close(2).
 */
public final class PolledDescriptor {
    /** How many receives yield ahead after one whose first attempt was in vain. */
    private static final int AHEAD = 64;

    /** What a wait has come to. */
    public enum Wait {
        /** Try again. */
        RETRY,
        /** The time is over. */
        EXPIRED,
        /** Another thread has closed the descriptor. */
        CLOSED
    }

    private final int fd;
    private final CallsInFlight calls = new CallsInFlight();
    private final ByteBuffer pollFd =
            ByteBuffer.allocateDirect(PollInterruption.POLLFD).order(ByteOrder.nativeOrder());

    /** Counted without care for other threads: it changes what a receive costs, never what it does. */
    private int ahead;

    public PolledDescriptor(int fd) {
        this.fd = fd;
        PollInterruption.FREE.opened();
    }

    /** The number, for use between {@link #enter} and {@link #exit}. */
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
     * Begins a receive that may wait. A receiver that found nothing the last time probably answers a peer and will find
     * nothing now, so it yields before its first attempt and not after: with both on one processor that saves a system
     * call in each round trip. Where messages are there already, the attempts come first again after {@value #AHEAD}.
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
     * @param attempt how many attempts have failed before this one
     * @param events what the descriptor must be ready for
     */
    public Wait await(int attempt, int events, long deadline) throws InterruptedException {
        if (attempt == 0) {
            ahead = AHEAD;
        }
        if (attempt < Waits.YIELDS || VirtualThreads.isCurrent()) {
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

    /** What the descriptor is ready for now. */
    public int readyFor(int events) {
        synchronized (pollFd) {
            pollFd.putInt(0, fd).putShort(PollInterruption.EVENTS, (short) events);
            return Native.posix().poll(pollFd, 1, 0) > 0 ? pollFd.getShort(PollInterruption.REVENTS) : 0;
        }
    }

    private void poll(int attempt, int events, long deadline) throws InterruptedException {
        PollInterruption interruption = PollInterruption.FREE.take();
        if (interruption == null) {
            Waits.pause(attempt, deadline); // without a way out of poll, short sleeps have to do
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

    /** Ends all calls and closes the descriptor; false if that was done before. */
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
