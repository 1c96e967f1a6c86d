package io.nativeipc.internal.wait;

import io.nativeipc.IpcException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.spi.Waits;

/**
 * The wait for an object that cannot be polled: first attempts that do not block, then calls that block for at most
 * {@link Waits#SLICE}, because neither an interrupt nor a close ends such a call.
 */
public final class SlicedWait {
    private SlicedWait() {}

    /** Tries to acquire the object. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Makes one attempt.
         *
         * @param nanos how long the call may block; 0 if it must not block
         */
        boolean make(long nanos) throws IpcException;
    }

    /**
     * Waits after an attempt that has failed.
     *
     * @param object the object that the thread waits for; its text is its address
     * @return false after the deadline
     */
    public static boolean until(long deadline, Object object, Attempt attempt)
            throws IpcException, InterruptedException {
        Waiting waiting = Events.waiting();
        try {
            for (int failed = 0; ; failed++) {
                long slice = Waits.slice(failed, deadline);
                if (slice == Waits.EXPIRED) {
                    return false;
                } else if (attempt.make(slice == Waits.RETRY ? 0 : slice)) {
                    return true;
                }
            }
        } finally {
            waiting.end(object);
        }
    }
}
