package io.nativeipc.python;

import io.nativeipc.spi.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Acquires a lock before a deadline. */
final class Turn {
    private Turn() {}

    /** Returns false if the deadline passes. */
    static boolean take(ReentrantLock lock, long deadline) throws InterruptedException {
        if (deadline == Deadline.NEVER) {
            lock.lockInterruptibly();
            return true;
        }
        return deadline == Deadline.PASSED
                ? lock.tryLock()
                : lock.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
    }
}
