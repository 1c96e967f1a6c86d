package io.nativeipc.internal.wait;

import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.spi.Waits;
import java.util.concurrent.locks.LockSupport;

/**
 * The sleep on a word that processes share. The word decides whether the wait is over; the caller reads it again after
 * each sleep, and finds there that the memory was truncated.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 */
public final class Futex {
    private Futex() {}

    /**
     * Blocks while the word at this address has a value, at most this long. Where the system has no futex, or a filter
     * of system calls (seccomp) forbids it, this is a pause of at most 5 ms, so a loop around it never spins.
     */
    public static void await(long address, int expected, long nanos) {
        pauseIfRefused(Native.shim().ipc_futex_wait(address, expected, nanos), nanos);
    }

    /** Pauses unless the result is one of a wait. */
    static void pauseIfRefused(int result, long nanos) {
        if (result != 0 && result != -Errno.EAGAIN && result != -Errno.EINTR && result != -Errno.ETIMEDOUT) {
            LockSupport.parkNanos(Math.min(nanos, Waits.LONGEST_PAUSE));
        }
    }

    /** Wakes at most this many threads that sleep on the word; returns how many were woken. */
    public static int wake(long address, int count) {
        return Math.max(0, Native.shim().ipc_futex_wake(address, count));
    }
}
