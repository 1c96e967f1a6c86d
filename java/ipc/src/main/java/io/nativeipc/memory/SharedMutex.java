package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.locks.MutexState;
import io.nativeipc.internal.locks.PthreadMutex;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Native;
import java.io.Closeable;
import java.time.Duration;

/**
 * A lock inside shared memory that C programs use as well: a process-shared mutex of pthreads.
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
 * <p>{@link #at} accepts every mutex that its creator made for several processes: normal, recursive, error-checking or
 * adaptive ({@link #kind}), robust or not ({@link #isRobust}), with or without priority inheritance. {@link #create}
 * makes one that is recursive and robust: it remains usable after its owner's death.
 *
 * <p>C calls: {@code pthread_mutex_init} with PTHREAD_PROCESS_SHARED, PTHREAD_MUTEX_ROBUST and PTHREAD_MUTEX_RECURSIVE
 * to {@link #create}, none to open an existing mutex with {@link #at}; {@code pthread_mutex_timedlock} and
 * {@code pthread_mutex_clocklock} in slices of 50 ms to acquire; {@code pthread_mutex_consistent} after an owner's
 * death; {@code pthread_mutex_unlock} to release. The mutex is never destroyed: it ends with the memory.
 *
 * <p><b>What is checked.</b> {@code at} checks the alignment, that the mutex ends before the region and its object do,
 * and the bytes of the mutex: a mutex of one process, one with a priority ceiling, and bytes that are no mutex of this
 * process's C library are rejected. Memory of zeros counts as a mutex of one process. Bytes that look like a mutex by
 * accident are not recognised, and the creation must be complete.
 *
 * <p><b>Trust.</b> The C library trusts the content of the memory. A process that can write to the segment can crash
 * this process. All processes must be in one PID namespace, which this class cannot check, because C's mutex has no
 * room for it. The memory holds the owner as the kernel's number of a thread. A thread of another PID namespace with
 * the same number is taken for the owner: it acquires a recursive mutex immediately although another thread holds it,
 * and gets EDEADLK from one that is not recursive. The death of an owner in another namespace is not reported.
 * {@link io.nativeipc.NamedMutex} rejects such processes.
 *
 * <p><b>An owner's death.</b> When the process or the thread that holds a robust mutex ends, the next thread that
 * acquires it gets {@link io.nativeipc.OwnerDiedException} once, and holds the mutex. A mutex that is not robust stays
 * locked for ever, for C and Java alike: prefer robust mutexes, and the methods with a timeout for others.
 *
 * <p><b>A thread that holds the mutex already</b> acquires a recursive mutex once more. For the other kinds
 * {@link #tryAcquire()} returns false, {@link #tryAcquire(Duration)} waits until its timeout, or throws EDEADLK if the
 * mutex is error-checking, and {@link #acquire} throws EDEADLK, where a C program would wait for itself for ever.
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
    /** How a mutex treats a thread that holds it and acquires it again. */
    public enum Kind {
        /** PTHREAD_MUTEX_NORMAL: the thread would wait for itself. */
        NORMAL,
        /** PTHREAD_MUTEX_RECURSIVE: the thread acquires it once more, and releases it as often. */
        RECURSIVE,
        /** PTHREAD_MUTEX_ERRORCHECK: the C library reports EDEADLK. */
        ERROR_CHECKING,
        /** PTHREAD_MUTEX_ADAPTIVE_NP of glibc: as normal, but spins before it sleeps. */
        ADAPTIVE
    }

    private static final int ALIGNMENT = 8;

    private final PthreadMutex mutex;

    private final Kind kind;
    private final boolean robust;

    private SharedMutex(PthreadMutex mutex, MutexState state) {
        this.mutex = mutex;
        this.kind = Kind.values()[state.kind()];
        this.robust = state.isRobust();
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
        PthreadMutex mutex = place(region, offset);
        ObjectPlace.clear(region, offset, (int) byteSize());
        mutex.initialise();
        return new SharedMutex(mutex, mutex.state());
    }

    /**
     * Opens the mutex at an offset of a region, of any process-shared kind. Read the section on trust in the class
     * description first.
     *
     * @param region the memory, which must stay open while the mutex is used
     * @param offset the offset of the mutex in the region, in bytes; a multiple of 8
     * @return the mutex, which the caller must close
     * @throws IndexOutOfBoundsException if the mutex is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region is read-only or not a region
     *     of this library
     * @throws CorruptException if the bytes are no mutex of this process's C library, or its object has become too
     *     small for the mutex
     * @throws IpcException if the mutex was made for one process, or has a priority ceiling
     */
    public static SharedMutex at(Region region, long offset) throws IpcException {
        PthreadMutex mutex = place(region, offset);
        MutexState state = mutex.state();
        if (!state.isShared()) {
            String text =
                    "it was made for the threads of one process (PTHREAD_PROCESS_PRIVATE), or is not initialised yet, or"
                            + " another object is at this offset: other processes would wait for it for ever";
            throw new IpcException(mutex.toString(), "private", text);
        }
        return new SharedMutex(mutex, state);
    }

    private static PthreadMutex place(Region region, long offset) throws CorruptException {
        Regions.memoryOf(region); // before any call
        ObjectPlace place = ObjectPlace.of("mutex", region, offset, (int) byteSize(), ALIGNMENT);
        return new PthreadMutex(place.mapping(), offset, place.object());
    }

    /** Returns the mutex, for a condition. */
    PthreadMutex mutex() {
        return mutex;
    }

    /** {@return what the creator chose for a thread that acquires the mutex again} */
    public Kind kind() {
        mutex.requireOpen();
        return kind;
    }

    /** {@return whether the death of the owner is reported to the next one (PTHREAD_MUTEX_ROBUST)} */
    public boolean isRobust() {
        mutex.requireOpen();
        return robust;
    }

    /**
     * {@return the thread that holds the mutex, as the kernel's number (gettid); 0 if it is free; −1 if the mutex does
     * not store it, as a normal mutex of musl that is not robust} The answer may be out of date when this method
     * returns.
     *
     * @throws CorruptException if another process has overwritten the mutex, or truncated the memory
     */
    public long holder() throws IpcException {
        return mutex.state().holder();
    }

    /**
     * Acquires the mutex, waiting without a time limit.
     *
     * @throws io.nativeipc.OwnerDiedException if its owner died (EOWNERDEAD); the calling thread holds the mutex now
     * @throws IpcException if the mutex is permanently unusable (ENOTRECOVERABLE), or this thread holds it and it is not
     *     recursive (EDEADLK)
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
