package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A lock inside shared memory that many readers or one writer hold, and that C programs use as well: a process-shared
 * {@code pthread_rwlock_t}.
 *
 * <pre>{@code
 * try (SysVSharedMemory segment = SysVSharedMemory.open(key);
 *         SharedReadWriteLock lock = SharedReadWriteLock.at(segment, 0)) { // offsetof(Table, lock)
 *     ByteBuffer table = segment.buffer();
 *     lock.readLock().acquire();
 *     try {
 *         System.out.println("read " + table.getInt(64) + " " + table.getInt(68)); // offsetof(Table, bid)
 *     } finally {
 *         lock.readLock().release();
 *     }
 *     lock.writeLock().acquire();
 *     try {
 *         table.putInt(72, table.getInt(72) + 1); // offsetof(Table, readers)
 *     } finally {
 *         lock.writeLock().release();
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code pthread_rwlock_init} with PTHREAD_PROCESS_SHARED to {@link #create}, none to open an existing lock
 * with {@link #at}; {@code pthread_rwlock_tryrdlock}, {@code pthread_rwlock_trywrlock} and {@code pthread_rwlock_unlock}.
 * The lock is never destroyed: it ends with the memory. Linux only.
 *
 * <p><b>Waiting.</b> A wait tries and pauses, from 50 µs up to 5 ms, and never waits inside the C library. So a process
 * that is killed while it waits leaves nothing in the lock, where a waiter of C that is killed can block all other
 * processes for ever. In return a thread of Java has no place in C's queue: it may get the lock up to 5 ms late, and a
 * writer may wait long beside readers that never let the lock become free.
 *
 * <p><b>Death of a holder.</b> The lock does not record its readers, and no process is told of a dead holder, in C as in
 * Java. A process that dies while it holds the lock for reading blocks all writers for ever, and one that holds it for
 * writing blocks all. Use the forms with a timeout. If processes may be killed while they hold the lock, use a robust
 * {@link SharedMutex} instead, whose next owner gets {@link io.nativeipc.OwnerDiedException}.
 *
 * <p><b>What is checked.</b> {@code at} checks the alignment, that the lock ends before the region and its object do,
 * and the bytes: a lock of one process, and bytes that are no lock of this process's C library are rejected. Memory of
 * zeros counts as a lock of one process. Bytes that look like a lock by accident are not recognised, and the creation
 * must be complete.
 *
 * <p><b>Trust.</b> The C library trusts the content of the memory. A process that can write to it can crash this
 * process. An object that is truncated between two calls makes the next call throw {@link CorruptException}. No thread
 * sleeps inside the C library, so a truncation during a wait is found in the same way.
 *
 * <p><b>A thread that holds the lock already</b> through this object may acquire the read lock once more if it reads,
 * and releases it as often. In all other cases it would wait for itself: {@code tryAcquire()} returns false, and the
 * methods that wait throw EDEADLK. A thread that reads through another object waits for itself. A reader that waits
 * for the read lock beside a waiting writer of C, in a lock that C made with
 * PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP, waits until an interrupt or its timeout, as it would in C.
 *
 * <p><b>Threads.</b> The writer is a thread of the operating system, and a thread may release only what it has acquired
 * through this object. In a virtual thread the methods that acquire throw {@link IllegalStateException}. An interrupt
 * or a close ends a wait within 100 ms; the lock remains usable after an interrupt.
 *
 * <p><b>Close</b> throws {@link IllegalStateException} while a thread of this process holds the lock through this
 * object. After close every method throws it. <b>Closing the region</b> ends the waits for a lock in it with
 * {@link IllegalStateException}. A thread that holds the lock can still release it, and the memory stays mapped until
 * then. If the thread ends without releasing the lock, the memory stays mapped until the process ends.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_rwlock_rdlock.3p.html">pthread_rwlock_rdlock(3p)</a>
 */
public final class SharedReadWriteLock implements Closeable {
    private static final int ALIGNMENT = 8;

    /** The attempt after which a wait is long enough to look for its cause. */
    private static final int LATE = 4;

    private final Shim shim = Native.shim();
    private final ObjectPlace place;
    private final PageProbe probe;
    private final ReadWriteHolds holds = new ReadWriteHolds();
    private final Lock readLock = new Lock(false);
    private final Lock writeLock = new Lock(true);

    private SharedReadWriteLock(ObjectPlace place) {
        this.place = place;
        this.probe = place.probe((int) byteSize());
    }

    /** {@return the size of a lock in bytes: {@code sizeof(pthread_rwlock_t)}} */
    public static long byteSize() {
        return Native.shim().ipc_pthread_rwlock_sizeof();
    }

    /**
     * Creates a free lock in the region, overwriting the bytes at this offset. No thread may be using a lock there.
     *
     * @param region the memory, which must stay open while the lock is used
     * @param offset the offset of the lock in the region, in bytes; a multiple of 8
     * @return the new lock, which the caller must close
     * @throws IndexOutOfBoundsException if the lock is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region is read-only
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws io.nativeipc.NoSpaceException if the region is sparse and no space is left for its page
     * @throws IpcException if a system call fails for another reason
     */
    public static SharedReadWriteLock create(Region region, long offset) throws IpcException {
        SharedReadWriteLock lock = new SharedReadWriteLock(place(region, offset));
        ObjectPlace.clear(region, offset, (int) byteSize());
        lock.place.call(lock.probe, "pthread_rwlock_init", lock.shim::ipc_pthread_rwlock_init);
        return lock;
    }

    /**
     * Opens the lock at an offset of a region. Read the sections on the death of a holder and on trust in the class description first.
     *
     * @param region the memory, which must stay open while the lock is used
     * @param offset the offset of the lock in the region, in bytes; a multiple of 8
     * @return the lock, which the caller must close
     * @throws IndexOutOfBoundsException if the lock is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, or the region is read-only or not a region
     *     of this library
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws CorruptException if the bytes are no lock of this process's C library, or its object has become too small
     *     for the lock
     * @throws IpcException if the lock was made for one process
     */
    public static SharedReadWriteLock at(Region region, long offset) throws IpcException {
        SharedReadWriteLock lock = new SharedReadWriteLock(place(region, offset));
        if (lock.state().getLong(0) == 0) {
            throw lock.place.isPrivate("PTHREAD_PROCESS_PRIVATE");
        }
        return lock;
    }

    private static ObjectPlace place(Region region, long offset) throws CorruptException {
        Regions.memoryOf(region); // before any call
        return ObjectPlace.of("read-write lock", region, offset, (int) byteSize(), ALIGNMENT);
    }

    /** The fields: shared, writer, self. */
    private ByteBuffer state() throws IpcException {
        return place.describe(
                probe, "read-write lock", Shim.RWLOCK_FIELDS, "pthread_rwlock_stat", shim::ipc_pthread_rwlock_stat);
    }

    /** {@return the side for readers: any number of threads hold it while no thread holds the other} */
    public Lock readLock() {
        return readLock;
    }

    /** {@return the side for writers: one thread holds it while no other thread holds the lock} */
    public Lock writeLock() {
        return writeLock;
    }

    /**
     * {@return the thread that holds the lock for writing, as the kernel's number (gettid); 0 for none; −1 if a thread
     * does and the lock does not store it, as with musl} The answer may be out of date when this method returns. The
     * readers are not recorded.
     *
     * @throws CorruptException if another process has overwritten the lock, or truncated the memory
     */
    public long holder() throws IpcException {
        if (holds.isClosed()) {
            throw isClosed();
        }
        return state().getLong(Long.BYTES);
    }

    /** One side of a read-write lock. */
    public final class Lock {
        private final boolean writing;

        private Lock(boolean writing) {
            this.writing = writing;
        }

        /**
         * Acquires the lock on this side, waiting without a time limit.
         *
         * @throws CorruptException if another process has truncated the memory, also during the wait
         * @throws IpcException if this thread would wait for itself (EDEADLK), or the lock has too many readers
         *     (EAGAIN)
         * @throws InterruptedException if the thread is interrupted; nothing was acquired
         */
        public void acquire() throws IpcException, InterruptedException {
            boolean acquired = acquire(Deadline.NEVER);
            assert acquired;
        }

        /**
         * Acquires the lock on this side if that is possible now. Never blocks.
         *
         * @return whether the lock was acquired
         * @throws CorruptException if another process has truncated the memory
         * @throws IpcException if the lock has too many readers (EAGAIN)
         */
        public boolean tryAcquire() throws IpcException {
            return attempt();
        }

        /**
         * Acquires the lock on this side, waiting at most {@code timeout}.
         *
         * @param timeout the maximum time to wait; zero does not wait
         * @return whether the lock was acquired; false on timeout
         * @throws CorruptException if another process has truncated the memory, also during the wait
         * @throws IpcException if this thread would wait for itself (EDEADLK), or the lock has too many readers
         *     (EAGAIN)
         * @throws InterruptedException if the thread is interrupted; nothing was acquired
         */
        public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
            return acquire(Deadline.after(timeout));
        }

        private boolean acquire(long deadline) throws IpcException, InterruptedException {
            Waits.throwIfInterrupted();
            if (attempt()) {
                return true;
            } else if (Deadline.remaining(deadline) <= 0) {
                return false;
            }
            refuseToWaitForItself();
            Waiting waiting = Events.waiting();
            try {
                for (int failed = 0; Waits.pause(failed, deadline); failed++) {
                    if (attempt()) {
                        return true;
                    } else if (failed == LATE && isHeldByThisThread()) {
                        throw deadlock(
                                "this thread already holds it for writing through another object, or a thread that has"
                                        + " ended or is of another PID namespace had the same number");
                    }
                }
                return false;
            } finally {
                waiting.end(place.object());
            }
        }

        private void refuseToWaitForItself() throws IpcException {
            Thread current = Thread.currentThread();
            if (holds.has(current, true)) {
                throw deadlock("this thread already holds it for writing");
            } else if (writing && holds.has(current, false)) {
                throw deadlock("this thread already holds it for reading, and cannot also write");
            }
        }

        /** A thread that waits acquires nothing meanwhile, so one look is enough. */
        private boolean isHeldByThisThread() throws IpcException {
            ByteBuffer state = state();
            return state.getLong(Long.BYTES) == state.getLong(2 * Long.BYTES);
        }

        private IpcException deadlock(String hint) {
            String call = writing ? "pthread_rwlock_wrlock" : "pthread_rwlock_rdlock";
            return PosixFailure.exception(Errno.EDEADLK, call, place.object(), hint);
        }

        /** Makes one attempt. A successful attempt keeps its call of the mapping for the unlock. */
        private boolean attempt() throws IpcException {
            if (holds.isClosed()) {
                throw isClosed();
            }
            Waits.refuseVirtualThread(place.object());
            MappedMemory.takeFault(); // of the caller's own reads
            long address = place.enter();
            boolean taken = false;
            try {
                probe.requirePages(place.object());
                int result = writing
                        ? shim.ipc_pthread_rwlock_trywrlock(address)
                        : shim.ipc_pthread_rwlock_tryrdlock(address);
                if (result == 0) {
                    taken = holds.enter(Thread.currentThread(), writing);
                    if (!taken) {
                        shim.ipc_pthread_rwlock_unlock(address);
                        throw isClosed();
                    }
                } else if (result != -Errno.EBUSY && result != -Errno.EDEADLK) {
                    String call = writing ? "pthread_rwlock_trywrlock" : "pthread_rwlock_tryrdlock";
                    throw PosixFailure.exception(-result, call, place.object(), "");
                }
                return taken;
            } finally {
                if (!taken) {
                    place.exit();
                }
            }
        }

        /**
         * Releases the lock, undoing one acquire of this thread on this side of this object. Never blocks.
         *
         * @throws IllegalMonitorStateException if this thread does not hold the lock on this side of this object
         * @throws CorruptException if another process has truncated the memory; the lock is lost
         * @throws IpcException if a system call fails for another reason
         */
        public void release() throws IpcException {
            Thread current = Thread.currentThread();
            if (!holds.has(current, writing)) {
                if (holds.isClosed()) {
                    throw isClosed();
                }
                throw new IllegalMonitorStateException(
                        this + " is not held through this object by the thread " + current.getName());
            }
            InternalError fault = MappedMemory.pendingFault(); // of the caller's own reads
            int result;
            try {
                probe.requirePages(place.object());
                result = shim.ipc_pthread_rwlock_unlock(place.address());
            } finally {
                holds.leave(current, writing);
            }
            PosixFailure.check(result, "pthread_rwlock_unlock", place.object());
            place.exit();
            if (fault != null) {
                throw fault;
            }
        }

        /** Returns the place of the lock and the side, {@code read-write lock at 64 of sysv-shm:0x00001234, write lock}. */
        @Override
        public String toString() {
            return place.object() + (writing ? ", write lock" : ", read lock");
        }
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(this + " is closed");
    }

    /**
     * Closes this object. The lock and the region remain. A second call does nothing.
     *
     * @throws IllegalStateException if a thread holds the lock through this object
     */
    @Override
    public void close() {
        Thread holder = holds.close();
        if (holder != null) {
            throw new IllegalStateException(
                    this + " is held by the thread " + holder.getName() + ", which must release it first");
        }
    }

    /**
     * Returns the place of the lock, {@code read-write lock at 64 of sysv-shm:0x00001234}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return place.object();
    }
}
