package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.locks.RobustMutex;
import io.nativeipc.internal.region.MappedRegion;
import io.nativeipc.internal.sys.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * A robust, process-shared mutex of pthreads in shared memory: the lock that survives its owner's death.
 *
 * <p>C calls: {@code pthread_mutex_init} with PTHREAD_PROCESS_SHARED, PTHREAD_MUTEX_ROBUST and PTHREAD_MUTEX_RECURSIVE to
 * {@link #create}, none to join one by {@link #at}; {@code pthread_mutex_timedlock} and {@code pthread_mutex_clocklock} in
 * slices of 50 ms to acquire, {@code pthread_mutex_consistent} after an owner's death; {@code pthread_mutex_unlock} to
 * release. It is never destroyed: it goes with the memory.
 *
 * <p><b>Trust.</b> The C library follows what is in that memory. Whoever may write to the segment may crash this process, and
 * so may a segment in which there is no mutex, or one of another C library; nothing can be checked. All processes must be in
 * one PID namespace, and this class cannot check it, because C's mutex has no place for it. The owner is in the memory as the
 * kernel's number of a thread. A thread of another PID namespace that has the same number is taken for the owner: it gets a
 * recursive mutex at once although another thread holds it, and EDEADLK from an error-checking one. A dead owner of another
 * namespace is not reported. {@link io.nativeipc.NamedMutex} refuses such processes.
 *
 * <p><b>An owner's death.</b> When the process or the thread that holds it ends, the next to acquire it gets
 * {@link io.nativeipc.OwnerDiedException} once, and holds it. That is the robust mutex's promise; one that a C++ process made
 * without PTHREAD_MUTEX_ROBUST stays locked for ever, and one made without PTHREAD_MUTEX_RECURSIVE makes a thread wait for
 * itself.
 *
 * <p><b>Threads.</b> The owner is a thread of the operating system: it alone may release. A virtual thread is refused with
 * {@link IllegalStateException}. {@link #acquire()} and {@link #tryAcquire(Duration)} block, and end at most 100 ms after an
 * interrupt or a close; after an interrupt the mutex is as usable as before.
 *
 * <p><b>Close</b> is refused while a thread of this process holds the mutex through this object; afterwards every method
 * throws {@link IllegalStateException}. <b>Closing the region</b> ends the waits for a mutex in it with
 * {@link IllegalStateException}. A thread that holds it may still release it: the memory stays mapped until then, because the
 * C library has linked the mutex to the thread. If the thread ends without releasing it, the memory stays mapped as long as
 * the process lives. A {@link io.nativeipc.MappedFile} that grows does not disturb its mutexes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutexattr_setrobust.3.html">pthread_mutexattr_setrobust(3)</a>
 */
public final class SharedMutex implements Closeable {
    private static final int ALIGNMENT = 8;

    private final RobustMutex mutex;

    private SharedMutex(RobustMutex mutex) {
        this.mutex = mutex;
    }

    /** {@return how many bytes a mutex takes: {@code sizeof(pthread_mutex_t)}} */
    public static long byteSize() {
        return Native.shim().ipc_pthread_mutex_sizeof();
    }

    /**
     * Makes a mutex, which nobody holds, of the bytes there, whatever they were. Nobody may be using a mutex there.
     *
     * @param region the memory, which stays open as long as the mutex is used
     * @param offset where it lies in the region, in bytes; a multiple of 8
     * @return the new mutex, which the caller closes
     * @throws IndexOutOfBoundsException if it is not inside the region
     * @throws IllegalArgumentException if the offset is no multiple of 8, or the region is for reading only
     * @throws io.nativeipc.NoSpaceException if the region is sparse and no space is left for its page
     * @throws IpcException if the system refuses for another reason
     */
    public static SharedMutex create(Region region, long offset) throws IpcException {
        SharedMutex mutex = at(region, offset);
        // By the JVM first: where no space is left for the page of a sparse object, the C library would end the
        // process.
        region.write(offset, ByteBuffer.allocate((int) byteSize()));
        mutex.mutex.initialise();
        return mutex;
    }

    /**
     * Joins a mutex that another has made there, and has finished making. Read the warning above.
     *
     * @param region the memory, which stays open as long as the mutex is used
     * @param offset where it lies in the region, in bytes; a multiple of 8
     * @return the mutex, which the caller closes
     * @throws IndexOutOfBoundsException if it is not inside the region
     * @throws IllegalArgumentException if the offset is no multiple of 8, the region is for reading only, or it is not
     *     of this library
     */
    public static SharedMutex at(Region region, long offset) {
        MappedRegion.require(region);
        Objects.checkFromIndexSize(offset, byteSize(), region.byteSize());
        String object = "mutex at " + offset + " of " + region;
        if ((region.address() + offset) % ALIGNMENT != 0) {
            throw new IllegalArgumentException("a mutex lies at a multiple of " + ALIGNMENT + " bytes: " + object);
        } else if (region.isReadOnly()) {
            throw new IllegalArgumentException("who locks a mutex writes, and the region is read-only: " + object);
        }
        return new SharedMutex(new RobustMutex(MappedRegion.mappingOf(region), offset, object));
    }

    /**
     * Takes the mutex, waiting for it as long as it takes. A thread that holds it takes it once more.
     *
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); this thread holds it now
     * @throws IpcException if it is lost (ENOTRECOVERABLE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void acquire() throws IpcException, InterruptedException {
        mutex.acquire();
    }

    /**
     * Takes the mutex if nobody else holds it; never blocks.
     *
     * @return whether it was taken
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); this thread holds it now
     */
    public boolean tryAcquire() throws IpcException {
        return mutex.tryAcquire();
    }

    /**
     * Takes the mutex, waiting for it at most this long.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was taken; false when the time is over
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); this thread holds it now
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return mutex.tryAcquire(timeout);
    }

    /**
     * Gives back what one acquire of this thread has taken through this object; never blocks.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it (EPERM)
     * @throws IpcException if the system refuses for another reason
     */
    public void release() throws IpcException {
        mutex.release();
    }

    /**
     * Ends the use; the mutex and the region stay. A second call does nothing.
     *
     * @throws IllegalStateException if a thread holds it through this object
     */
    @Override
    public void close() {
        mutex.close();
    }

    /** Where it lies: {@code mutex at 64 of posix-shm:/prices}. That is no {@link io.nativeipc.IpcAddress}. */
    @Override
    public String toString() {
        return mutex.toString();
    }
}
