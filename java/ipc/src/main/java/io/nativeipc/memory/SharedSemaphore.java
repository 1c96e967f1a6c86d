package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.locks.SemaphoreCalls;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Shim;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A counter inside shared memory that C programs use as well: the {@code sem_t} that {@code sem_init(&s, 1, n)} makes.
 *
 * <pre>{@code
 * try (SysVSharedMemory segment = SysVSharedMemory.open(key);
 *         SharedSemaphore toJava = SharedSemaphore.at(segment, 0); // offsetof(Shared, to_java)
 *         SharedSemaphore toCpp = SharedSemaphore.at(segment, SharedSemaphore.byteSize())) {
 *     toJava.acquire();
 *     int number = segment.buffer().getInt(64); // offsetof(Shared, number)
 *     segment.buffer().putInt(64, number + 100);
 *     System.out.println("read " + number);
 *     toCpp.release();
 * }
 * }</pre>
 *
 * <p>C calls: {@code sem_init} to {@link #create}, none to open an existing semaphore with {@link #at};
 * {@code sem_trywait}, and {@code sem_clockwait} in slices of 50 ms, to acquire; {@code sem_post} to release;
 * {@code sem_getvalue}. The semaphore is never destroyed: it ends with the memory. Linux only: macOS has no semaphores
 * in memory.
 *
 * <p><b>What is checked.</b> {@code at} checks the alignment, that the semaphore ends before the region and its object
 * do, and its bytes: a semaphore of one process ({@code sem_init(&s, 0, n)}), which would never wake another, and bytes
 * that are no semaphore of this process's C library are rejected. With glibc this includes memory of zeros; musl's
 * semaphore of value 0 consists of zeros. Bytes that look like a semaphore by accident are not recognised.
 *
 * <p><b>Trust.</b> The C library trusts the content of the memory. A process that can write to it can crash this
 * process. An object that is truncated between two calls makes the next call throw {@link CorruptException}. If it is
 * truncated during a wait, the JVM ends; System V segments and sealed memfds cannot shrink.
 *
 * <p><b>Death of a process.</b> A process that is killed while it waits leaves the semaphore usable for the others. What
 * a dead process has acquired is not released, in C as in Java; a robust {@link SharedMutex} reports it.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, including virtual threads, whose carriers are never
 * blocked. {@link #acquire()} and {@link #tryAcquire(Duration)} block. An interrupt or a close ends them within 100 ms;
 * the semaphore remains usable after an interrupt.
 *
 * <p><b>After close</b> every method throws {@link IllegalStateException}, and waits end with it. The same applies after
 * a close of the region, which waits for calls in flight before it unmaps the memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sem_init.3.html">sem_init(3)</a>
 */
public final class SharedSemaphore implements Closeable {
    private final ObjectPlace place;
    private final PageProbe probe;
    private final SemaphoreCalls calls;
    private volatile boolean closed;

    private SharedSemaphore(ObjectPlace place) {
        this.place = place;
        this.probe = place.probe((int) byteSize());
        this.calls = new SemaphoreCalls(
                new SemaphoreCalls.Memory() {
                    @Override
                    public long enter() {
                        requireOpen();
                        return place.enter();
                    }

                    @Override
                    public void exit() {
                        place.exit();
                    }
                },
                probe,
                place.object());
    }

    /** {@return the size of a semaphore in bytes: {@code sizeof(sem_t)}} */
    public static long byteSize() {
        return Platform.current().isLinux() ? Native.shim().ipc_sem_sizeof() : -Errno.ENOSYS;
    }

    /**
     * Creates a semaphore in the region, overwriting the bytes at this offset. No thread may be using a semaphore there.
     *
     * @param region the memory, which must stay open while the semaphore is used
     * @param offset the offset of the semaphore in the region, in bytes; a multiple of its alignment, 8 or with musl 4
     * @param value the initial value, at least 0
     * @return the new semaphore, which the caller must close
     * @throws IndexOutOfBoundsException if the semaphore is not inside the region
     * @throws IllegalArgumentException if the offset is misaligned, the value negative, or the region read-only
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws io.nativeipc.NoSpaceException if the region is sparse and no space is left for its page
     * @throws IpcException if a system call fails for another reason
     */
    public static SharedSemaphore create(Region region, long offset, int value) throws IpcException {
        if (value < 0) {
            throw new IllegalArgumentException("the value of a semaphore is 0 or more: " + value);
        }
        SharedSemaphore semaphore = new SharedSemaphore(place(region, offset));
        ObjectPlace.clear(region, offset, (int) byteSize());
        semaphore.calls.initialise(value);
        return semaphore;
    }

    /**
     * Opens the semaphore at an offset of a region. Read the section on trust in the class description first.
     *
     * @param region the memory, which must stay open while the semaphore is used
     * @param offset the offset of the semaphore in the region, in bytes; a multiple of its alignment, 8 or with musl 4
     * @return the semaphore, which the caller must close
     * @throws IndexOutOfBoundsException if the semaphore is not inside the region
     * @throws IllegalArgumentException if the offset is misaligned, or the region is read-only or not a region of this
     *     library
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws CorruptException if the bytes are no semaphore of this process's C library, or its object has become too
     *     small for the semaphore
     * @throws IpcException if the semaphore was made for one process
     */
    public static SharedSemaphore at(Region region, long offset) throws IpcException {
        SharedSemaphore semaphore = new SharedSemaphore(place(region, offset));
        semaphore.requireShared();
        return semaphore;
    }

    private static ObjectPlace place(Region region, long offset) throws CorruptException {
        Regions.memoryOf(region); // before any call
        return ObjectPlace.of(
                "semaphore", region, offset, (int) byteSize(), Native.shim().ipc_sem_alignof());
    }

    private void requireShared() throws IpcException {
        ByteBuffer state = place.describe(probe, "semaphore", Shim.SEM_FIELDS, "sem_stat", Native.shim()::ipc_sem_stat);
        if (state.getLong(Long.BYTES) == 0) {
            throw place.isPrivate("sem_init with pshared 0");
        }
    }

    /**
     * Decrements the semaphore, waiting until its value is positive.
     *
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted; nothing was acquired
     */
    public void acquire() throws IpcException, InterruptedException {
        calls.acquire();
    }

    /**
     * Decrements the semaphore if its value is positive. Never blocks.
     *
     * @return whether the semaphore was decremented
     * @throws CorruptException if another process has truncated the memory
     */
    public boolean tryAcquire() throws IpcException {
        return calls.tryAcquire();
    }

    /**
     * Decrements the semaphore, waiting at most {@code timeout} until its value is positive.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the semaphore was decremented; false on timeout
     * @throws CorruptException if another process has truncated the memory
     * @throws InterruptedException if the thread is interrupted; nothing was acquired
     */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return calls.tryAcquire(timeout);
    }

    /**
     * Increments the semaphore and wakes one waiter, of whatever process. Never blocks.
     *
     * @throws CorruptException if another process has truncated the memory
     * @throws IpcException if the value is at its maximum (EOVERFLOW)
     */
    public void release() throws IpcException {
        calls.release();
    }

    /**
     * {@return the value, which may have changed when this method returns}
     *
     * @throws CorruptException if another process has truncated the memory
     */
    public int value() throws IpcException {
        return calls.value();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Closes this object. The semaphore and the region remain. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * Returns the place of the semaphore, {@code semaphore at 64 of sysv-shm:0x00001234}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return place.object();
    }
}
