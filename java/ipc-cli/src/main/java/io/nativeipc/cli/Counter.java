package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.Closeable;
import java.time.Duration;

/** A named semaphore, or one of a System V set, with the operations that {@code wait} and {@code post} need. */
interface Counter extends Closeable {

    void acquire() throws IpcException, InterruptedException;

    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    void release() throws IpcException;

    @Override
    void close();

    /** A named semaphore. */
    record Named(NamedSemaphore semaphore) implements Counter {
        @Override
        public void acquire() throws IpcException, InterruptedException {
            semaphore.acquire();
        }

        @Override
        public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
            return semaphore.tryAcquire(timeout);
        }

        @Override
        public void release() throws IpcException {
            semaphore.release();
        }

        @Override
        public void close() {
            semaphore.close();
        }
    }

    /** A semaphore of a System V set, which is closed with it. */
    record OfSet(SysVSemaphoreSet set, int index) implements Counter {
        @Override
        public void acquire() throws IpcException, InterruptedException {
            set.acquire(index);
        }

        @Override
        public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
            return set.tryAcquire(index, timeout);
        }

        @Override
        public void release() throws IpcException {
            set.release(index);
        }

        @Override
        public void close() {
            set.close();
        }
    }
}
