package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import java.io.Closeable;
import java.time.Duration;

/** What the semaphores of both systems can do that one name reaches. */
public interface CountingSemaphore extends Closeable {

    /** Takes one, waiting for it as long as it takes. */
    void acquire() throws IpcException, InterruptedException;

    /** Takes one if there is one; never blocks. */
    boolean tryAcquire() throws IpcException;

    /** Takes one, waiting for it at most this long; false when the time is over. */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /** Gives one back, which wakes one who waits; never blocks. */
    void release() throws IpcException;

    @Override
    void close();
}
