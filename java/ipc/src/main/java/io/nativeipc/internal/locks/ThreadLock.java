package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import java.io.Closeable;
import java.time.Duration;

/** What the mutexes of both systems can do that one name reaches: locks that belong to a thread. */
public interface ThreadLock extends Closeable {

    /** Takes the mutex, waiting for it as long as it takes. */
    void acquire() throws IpcException, InterruptedException;

    /** Takes the mutex if nobody else holds it; never blocks. */
    boolean tryAcquire() throws IpcException;

    /** Takes the mutex, waiting for it at most this long; false when the time is over. */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /** Gives back what one acquire of this thread has taken; never blocks. */
    void release() throws IpcException;

    @Override
    void close();
}
