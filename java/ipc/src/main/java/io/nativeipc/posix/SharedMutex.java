package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.locks.RobustMutex;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * A lock in shared memory that remains usable after its owner's death: a robust, process-shared mutex of pthreads.
 *
 * <pre>{@code
 * try (SharedMutex mutex = SharedMutex.create(memory, 0); // in the first bytes of the memory
 *         PosixSemaphore counted = PosixSemaphore.create(name, 0)) {
 *     System.out.println("waiting");
 *     counted.acquire();
 *     mutex.acquire();
 *     try {
 *         System.out.println("counter " + memory.buffer().getInt(64));
 *     } finally {
 *         mutex.release();
 *     }
 *     counted.unlink();
 * } finally {
 *     memory.unlink();
 * }
 * }</pre>
 *
 * <p>C calls: {@code pthread_mutex_init} with PTHREAD_PROCESS_SHARED, PTHREAD_MUTEX_ROBUST and PTHREAD_MUTEX_RECURSIVE
 * to {@link #create}, none to open an existing mutex with {@link #at}; {@code pthread_mutex_timedlock} and
 * {@code pthread_mutex_clocklock} in slices of 50 ms to acquire; {@code pthread_mutex_consistent} after an owner's
 * death; {@code pthread_mutex_unlock} to release. The mutex is never destroyed: it ends with the memory.
 *
 * <p><b>Trust.</b> The C library trusts the content of the memory. A process that can write to the segment can crash
 * this process. So can a segment that contains no mutex, or a mutex of another C library. This class can check none of
 * this. All processes must be in one PID namespace, which this class cannot check either, because C's mutex has no room
 * for it. The memory holds the owner as the kernel's number of a thread. A thread of another PID namespace with the
 * same number is taken for the owner: it acquires a recursive mutex immediately although another thread holds it, and
 * gets EDEADLK from an error-checking mutex. The death of an owner in another namespace is not reported.
 * {@link io.nativeipc.NamedMutex} rejects such processes.
 *
 * <p><b>An owner's death.</b> When the process or the thread that holds the mutex ends, the next thread that acquires
 * it gets {@link io.nativeipc.OwnerDiedException} once, and holds the mutex. This applies only to robust mutexes: a
 * mutex that a C++ process created without PTHREAD_MUTEX_ROBUST stays locked for ever. A mutex that was created without
 * PTHREAD_MUTEX_RECURSIVE makes a thread wait for itself.
 *
 * <p><b>Threads.</b> The owner is a thread of the operating system, and only the owner may release the mutex. In a
 * virtual thread the methods that acquire throw {@link IllegalStateException}. {@link #acquire()} and
 * {@link #tryAcquire(Duration)} block. An interrupt or a close ends them within 100 ms; the mutex remains usable after
 * an interrupt.
 *
 * <p><b>Close</b> throws {@link IllegalStateException} while a thread of this process holds the mutex through this
 * object. After close every method throws it. <b>Closing the region</b> ends the waits for a mutex in it with
 * {@link IllegalStateException}. A thread that holds the mutex can still release it. The memory stays mapped until
 * then, because the C library has linked the mutex to the thread. If the thread ends without releasing the mutex, the
 * memory stays mapped until the process ends. Growing a {@link io.nativeipc.MappedFile} does not affect its mutexes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutexattr_setrobust.3.html">
 *     pthread_mutexattr_setrobust(3)</a>
 */
public final class SharedMutex implements Closeable {
    private static final int ALIGNMENT = 8;

    private final RobustMutex mutex;

    private SharedMutex(RobustMutex mutex) {
        this.mutex = mutex;
    }

    /** {@return the size of a mutex in bytes: {@code sizeof(pthread_mutex_t)}} */
    public static long byteSize() {
        return Native.shim().ipc_pthread_mutex_sizeof();
    }

    /**
     * Creates an unlocked mutex in the region, overwriting the bytes at this offset. No thread may be using a mutex
     * there.
     *
     * @param region the memory, which must stay open while the mutex is used
     * @param offset the offset of the mutex in the region, in bytes; a multiple of 8
     * @return the new mutex, which the caller must close
     * @throws IndexOutOfBoundsException if the mutex is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region is read-only
     * @throws io.nativeipc.NoSpaceException if the region is sparse and no space is left for its page
     * @throws IpcException if a system call fails for another reason
     */
    public static SharedMutex create(Region region, long offset) throws IpcException {
        SharedMutex mutex = at(region, offset);
        // The JVM writes first: if no space is left for the page of a sparse object, a write of the C library would
        // end the process.
        region.write(offset, ByteBuffer.allocate((int) byteSize()));
        mutex.mutex.initialise();
        return mutex;
    }

    /**
     * Opens an existing mutex, whose creation must be complete. Read the section on trust in the class description
     * first.
     *
     * @param region the memory, which must stay open while the mutex is used
     * @param offset the offset of the mutex in the region, in bytes; a multiple of 8
     * @return the mutex, which the caller must close
     * @throws IndexOutOfBoundsException if the mutex is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region is read-only or not a region
     *     of this library
     */
    public static SharedMutex at(Region region, long offset) {
        MappedMemory memory = Regions.memoryOf(region);
        Objects.checkFromIndexSize(offset, byteSize(), region.byteSize());
        String object = "mutex at " + offset + " of " + region;
        if ((region.address() + offset) % ALIGNMENT != 0) {
            throw new IllegalArgumentException("a mutex lies at a multiple of " + ALIGNMENT + " bytes: " + object);
        } else if (region.isReadOnly()) {
            throw new IllegalArgumentException("a mutex needs a writable region, and this one is read-only: " + object);
        }
        return new SharedMutex(new RobustMutex(memory.mapping(), offset, object));
    }

    /**
     * Acquires the mutex, waiting without a time limit. A thread that holds the mutex acquires it once more.
     *
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); the calling thread holds the mutex now
     * @throws IpcException if the mutex is permanently unusable (ENOTRECOVERABLE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void acquire() throws IpcException, InterruptedException {
        mutex.acquire();
    }

    /**
     * Acquires the mutex if no other thread holds it. Never blocks.
     *
     * @return whether the mutex was acquired
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); the calling thread holds the mutex now
     */
    public boolean tryAcquire() throws IpcException {
        return mutex.tryAcquire();
    }

    /**
     * Acquires the mutex, waiting at most {@code timeout}.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the mutex was acquired; false on timeout
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); the calling thread holds the mutex now
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return mutex.tryAcquire(timeout);
    }

    /**
     * Releases the mutex, undoing one acquire of this thread through this object. Never blocks.
     *
     * @throws IllegalMonitorStateException if this thread does not hold the mutex through this object (EPERM)
     * @throws IpcException if a system call fails for another reason
     */
    public void release() throws IpcException {
        mutex.release();
    }

    /**
     * Closes this object. The mutex and the region remain. A second call does nothing.
     *
     * @throws IllegalStateException if a thread holds the mutex through this object
     */
    @Override
    public void close() {
        mutex.close();
    }

    /**
     * Returns the place of the mutex, {@code mutex at 64 of posix-shm:/prices}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return mutex.toString();
    }
}
