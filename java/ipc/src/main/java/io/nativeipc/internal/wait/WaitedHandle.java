package io.nativeipc.internal.wait;

import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.util.Objects;

/**
 * A Windows handle that any thread may use and any thread may close: {@link #close} ends the calls in flight, and only
 * then calls CloseHandle.
 */
public final class WaitedHandle {
    private final Win32 win32 = Native.win32();
    private final long handle;
    private final String address;
    private final CallsInFlight calls = new CallsInFlight();

    /** @param address the address of the object, for the record of a wait */
    public WaitedHandle(long handle, String address) {
        this.handle = handle;
        this.address = address;
        WaitInterruption.FREE.opened();
    }

    /** The handle, for use between {@link #enter} and {@link #exit}. */
    public long handle() {
        return handle;
    }

    /** Begins a call; false if the handle is closed. */
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
     * Waits for the object of the handle. Must be called within a call in flight.
     *
     * @return what WaitForSingleObject returns, or −GetLastError; WAIT_TIMEOUT also when another thread has closed the
     *     handle
     */
    public int await(long deadline) throws InterruptedException {
        return await(handle, deadline);
    }

    /** Waits for another object, such as the event of an overlapped call, while this handle is open. */
    public int await(long object, long deadline) throws InterruptedException {
        Waiting waiting = Waiting.NONE;
        try {
            for (int attempt = 0; ; attempt++) {
                int result = win32.WaitForSingleObject(object, 0);
                if (result != Win32Constants.WAIT_TIMEOUT || deadline == Deadline.PASSED || !isOpen()) {
                    return result;
                } else if (attempt == 0) {
                    waiting = Events.waiting();
                }
                if (!Waits.mayBlock(attempt)) {
                    if (!Waits.pause(attempt, deadline)) {
                        return result;
                    }
                } else if (Deadline.remaining(deadline) <= 0) {
                    return result;
                } else {
                    result = block(object, deadline);
                    if (result != Win32Constants.WAIT_TIMEOUT) {
                        return result;
                    }
                }
            }
        } finally {
            waiting.end(address);
        }
    }

    private int block(long object, long deadline) throws InterruptedException {
        WaitInterruption interruption = Objects.requireNonNull(WaitInterruption.FREE.take());
        try {
            return calls.beginWait(interruption) ? interruption.await(object, deadline) : Win32Constants.WAIT_TIMEOUT;
        } finally {
            calls.endWait(interruption);
            WaitInterruption.FREE.giveBack(interruption);
        }
    }

    /** Ends all calls and closes the handle; a second call does nothing. */
    public void close() {
        if (shut()) {
            drain();
            closeHandle();
        }
    }

    /** The first step of {@link #close}: prevents further calls; false if that was done before. */
    public boolean shut() {
        return calls.shut();
    }

    /** The second step of {@link #close}: ends the calls in flight. */
    public void drain() {
        calls.drain();
    }

    /** The last step of {@link #close}. */
    public void closeHandle() {
        win32.CloseHandle(handle);
        WaitInterruption.FREE.closed();
    }
}
