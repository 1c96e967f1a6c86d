package io.nativeipc.internal.wait;

import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** Ends a wait in {@code WaitForMultipleObjects}: an event that the thread waits for in addition to the object. */
final class WaitInterruption extends Interruption {
    static final Interruptions<WaitInterruption> FREE = new Interruptions<>(WaitInterruption::new);

    private final Win32 win32 = Native.win32();
    private final ByteBuffer handles = Win32Structs.allocate(2 * Long.BYTES);
    private final long event;

    private WaitInterruption() {
        long created = win32.CreateEventW(null, 0, 0, null, new int[1]);
        if (created < 0) {
            throw new IllegalStateException("CreateEventW: " + Win32Error.name((int) -created));
        }
        event = created;
        handles.putLong(Long.BYTES, event);
    }

    /**
     * Waits for the object until the deadline has passed, or {@link #wakeup} is called. The object is first in the
     * array, so that if the object ended the wait, and thereby changed its state, the result reports the object.
     *
     * @return what WaitForSingleObject would return; WAIT_TIMEOUT also when woken
     * @throws InterruptedException if the thread is interrupted, or already was, and the object has not ended the wait
     */
    int await(long handle, long deadline) throws InterruptedException {
        handles.putLong(0, handle);
        int result;
        begin();
        try {
            int millis = millis(Deadline.remaining(deadline), Win32Constants.INFINITE);
            result = win32.WaitForMultipleObjects(2, handles, 0, millis);
        } finally {
            end();
        }
        if (result != Win32Constants.WAIT_OBJECT_0 + 1 && result != Win32Constants.WAIT_TIMEOUT) {
            return result;
        }
        Waits.throwIfInterrupted();
        return Win32Constants.WAIT_TIMEOUT;
    }

    @Override
    public Selector wakeup() {
        win32.SetEvent(event);
        return this;
    }

    @Override
    protected void implCloseSelector() {
        win32.CloseHandle(event);
    }
}
