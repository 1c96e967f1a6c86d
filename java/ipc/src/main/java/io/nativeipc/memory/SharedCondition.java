package io.nativeipc.memory;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.Region;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.liveness.MappedObject;
import io.nativeipc.internal.liveness.MappedObject.Position;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A condition inside shared memory that C programs use as well: a process-shared {@code pthread_cond_t}, with the
 * {@link SharedMutex} that guards its data.
 *
 * <pre>{@code
 * try (SysVSharedMemory segment = SysVSharedMemory.open(key);
 *         SharedMutex mutex = SharedMutex.at(segment, 0); // offsetof(Queue, mutex)
 *         SharedCondition notEmpty = SharedCondition.at(segment, 64, mutex)) { // offsetof(Queue, not_empty)
 *     ByteBuffer queue = segment.buffer();
 *     mutex.acquire();
 *     try {
 *         notEmpty.await(() -> queue.getInt(128) > 0); // offsetof(Queue, count)
 *         System.out.println("took " + queue.getInt(132)); // offsetof(Queue, order)
 *         queue.putInt(128, 0);
 *     } finally {
 *         mutex.release();
 *     }
 * }
 * }</pre>
 *
 * <p>C calls: {@code pthread_cond_init} with PTHREAD_PROCESS_SHARED to {@link #create}, none to open an existing
 * condition with {@link #at}; {@code pthread_cond_signal} and {@code pthread_cond_broadcast}; those of the mutex to
 * wait. The condition is never destroyed: it ends with the memory. Linux only.
 *
 * <p><b>Waiting.</b> Where C writes {@code while (!predicate) pthread_cond_wait(…)}, Java writes
 * {@code await(predicate)}. The wait releases the mutex, pauses, from 50 µs up to 5 ms, acquires the mutex again, and
 * asks the predicate again. It never enters the {@code pthread_cond_t}, so a process that is killed during the wait
 * leaves nothing in it. In return it does not see a signal, whether from C or from Java: it notices up to 5 ms late that
 * the predicate holds. POSIX allows both, because a wait may return spuriously. The predicate is called with the mutex
 * held; it reads the memory, and neither blocks nor uses the mutex.
 *
 * <p><b>Signalling.</b> Threads of C sleep inside the {@code pthread_cond_t}, so Java calls {@link #signal} or
 * {@link #broadcast} for them. With a glibc before 2.41 both are refused with {@link UnsupportedOperationException}: if
 * a waiter of C was killed, such a call waits for ever. Let Java only wait, use a {@link SharedSemaphore} or a
 * {@link SharedWord} for the other direction, or accept the risk with
 * {@link ConditionOption#SIGNAL_BEFORE_GLIBC_2_41}. The processes of C have the same risk among themselves.
 *
 * <p><b>What is checked.</b> {@code at} checks the alignment, that the condition ends before the region and its object
 * do, and the bytes: a condition of one process, and bytes that are no condition of this process's C library are
 * rejected. Memory of zeros counts as a condition of one process. Bytes that look like a condition by accident are not
 * recognised, and the creation must be complete. A condition has one mutex: in one process a second mutex is rejected, whatever region
 * either was opened in; in another process it is not noticed.
 *
 * <p><b>Trust.</b> The C library trusts the content of the memory. A process that can write to it can crash this
 * process. Memory that is truncated between two calls makes the next call throw {@link CorruptException}. A process that
 * is killed inside its own signal or broadcast can block the condition, in C as in Java.
 *
 * <p><b>An owner's death.</b> A wait holds the mutex for some microseconds after each pause. A process that is killed in
 * that moment, as at any other moment in which it holds the mutex, leaves the mutex locked unless it is robust. If the
 * owner of a robust mutex dies meanwhile, {@code await} throws
 * {@link io.nativeipc.OwnerDiedException}, and the thread holds the mutex. A mutex that is not robust stays locked, and
 * the wait lasts until its region or the mutex is closed, whatever its timeout.
 *
 * <p><b>Threads.</b> A thread that waits holds the mutex through the given object, and once; otherwise {@code await}
 * throws {@link IllegalMonitorStateException}. However the wait ends, the thread holds the mutex again, unless the mutex
 * or its region is closed or unusable. A timeout or an interrupt therefore ends a wait within 100 ms, but not before
 * the other owner of the mutex releases it, as in C. Virtual threads are rejected, as by the mutex. {@link #signal} and
 * {@link #broadcast} may be called from any thread, with or without the mutex.
 *
 * <p><b>After close</b> every method throws {@link IllegalStateException}, and waits end with it. The same applies after
 * a close of the region.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_cond_wait.3p.html">pthread_cond_wait(3p)</a>
 */
public final class SharedCondition implements Closeable {
    private static final int ALIGNMENT = 8;

    /** The first glibc whose signal does not wait for dead waiters, in the form of the shim. */
    private static final int SAFE_GLIBC = 2_041;

    private final Shim shim = Native.shim();
    private final ObjectPlace place;
    private final PageProbe probe;
    private final SharedMutex mutex;
    private final boolean maySignal;
    private volatile boolean closed;

    private SharedCondition(ObjectPlace place, SharedMutex mutex, ConditionOption... options) {
        this.place = place;
        this.probe = place.probe((int) byteSize());
        this.mutex = mutex;
        boolean asked = OptionList.onlyOf(ConditionOption.SIGNAL_BEFORE_GLIBC_2_41, (Object[]) options);
        this.maySignal = asked || signalsSafely(shim.ipc_glibc_version());
    }

    /**
     * Whether a killed waiter leaves pthread_cond_signal usable.
     *
     * @param glibc its version in the form of the shim, 0 for another C library
     */
    static boolean signalsSafely(int glibc) {
        return glibc == 0 || glibc >= SAFE_GLIBC;
    }

    /** {@return the size of a condition in bytes: {@code sizeof(pthread_cond_t)}} */
    public static long byteSize() {
        return Native.shim().ipc_pthread_cond_sizeof();
    }

    /**
     * Creates a condition in the region, overwriting the bytes at this offset. No thread may be using a condition
     * there. C's timed waits for it use the default clock, CLOCK_REALTIME.
     *
     * @param region the memory, which must stay open while the condition is used
     * @param offset the offset of the condition in the region, in bytes; a multiple of 8
     * @param mutex the mutex that guards the condition's data, in this or another region
     * @param options {@link ConditionOption#SIGNAL_BEFORE_GLIBC_2_41}
     * @return the new condition, which the caller must close
     * @throws IndexOutOfBoundsException if the condition is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, the region is read-only, the condition
     *     would overlap the mutex, or this process uses the condition with another mutex
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws io.nativeipc.NoSpaceException if the region is sparse and no space is left for its page
     * @throws IpcException if a system call fails for another reason
     */
    public static SharedCondition create(Region region, long offset, SharedMutex mutex, ConditionOption... options)
            throws IpcException {
        SharedCondition condition = new SharedCondition(place(region, offset), mutex, options);
        ConditionMutexes.enter(condition, mutex, condition.locate());
        try {
            ObjectPlace.clear(region, offset, (int) byteSize());
            condition.place.call(condition.probe, "pthread_cond_init", condition.shim::ipc_pthread_cond_init);
            return condition;
        } catch (IpcException | RuntimeException failed) {
            condition.close();
            throw failed;
        }
    }

    /**
     * Opens the condition at an offset of a region. Read the sections on signalling and on trust in the class description first.
     *
     * @param region the memory, which must stay open while the condition is used
     * @param offset the offset of the condition in the region, in bytes; a multiple of 8
     * @param mutex the mutex that guards the condition's data, in this or another region
     * @param options {@link ConditionOption#SIGNAL_BEFORE_GLIBC_2_41}
     * @return the condition, which the caller must close
     * @throws IndexOutOfBoundsException if the condition is not inside the region
     * @throws IllegalArgumentException if the offset is not a multiple of 8, the region is read-only or not a region of
     *     this library, the condition would overlap the mutex, or this process uses the condition with another mutex
     * @throws UnsupportedOperationException on systems other than Linux
     * @throws CorruptException if the bytes are no condition of this process's C library, or its object has become too
     *     small for the condition
     * @throws IpcException if the condition was made for one process
     */
    public static SharedCondition at(Region region, long offset, SharedMutex mutex, ConditionOption... options)
            throws IpcException {
        SharedCondition condition = new SharedCondition(place(region, offset), mutex, options);
        ConditionMutexes.Use use = condition.locate();
        ByteBuffer state = condition.place.describe(
                condition.probe,
                "condition",
                Shim.COND_FIELDS,
                "pthread_cond_stat",
                condition.shim::ipc_pthread_cond_stat);
        if (state.getLong(0) == 0) {
            throw condition.place.isPrivate("PTHREAD_PROCESS_PRIVATE");
        }
        ConditionMutexes.enter(condition, mutex, use);
        return condition;
    }

    private static ObjectPlace place(Region region, long offset) throws CorruptException {
        Regions.memoryOf(region); // before any call
        return ObjectPlace.of("condition", region, offset, (int) byteSize(), ALIGNMENT);
    }

    /** Returns where the condition and its mutex are, which must not overlap. Both may be mapped several times. */
    private ConditionMutexes.Use locate() throws IpcException {
        Position here = MappedObject.position(place.address(), place.object());
        Position there = MappedObject.position(mutex.mutex().address(), mutex.toString());
        if (here.object().equals(there.object())
                && here.offset() < there.offset() + SharedMutex.byteSize()
                && there.offset() < here.offset() + byteSize()) {
            throw new IllegalArgumentException(place.object() + " overlaps its mutex, " + mutex);
        }
        return new ConditionMutexes.Use(here, there);
    }

    /**
     * Waits until the predicate holds. Returns at once if it holds already.
     *
     * @param predicate reads the memory that the mutex guards; it is called with the mutex held
     * @throws IllegalMonitorStateException if this thread does not hold the mutex through its object, or holds it more
     *     than once
     * @throws io.nativeipc.OwnerDiedException if another owner of the mutex died; this thread holds the mutex now
     * @throws CorruptException if another process has truncated the memory
     * @throws IpcException if the mutex is permanently unusable (ENOTRECOVERABLE); it is not held
     * @throws InterruptedException if the thread is interrupted
     */
    public void await(BooleanSupplier predicate) throws IpcException, InterruptedException {
        boolean holds = await(predicate, Deadline.NEVER);
        assert holds;
    }

    /**
     * Waits until the predicate holds, for at most {@code timeout}, and until the mutex is acquired again.
     *
     * @param predicate reads the memory that the mutex guards; it is called with the mutex held
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the predicate holds; false on timeout
     * @throws IllegalMonitorStateException if this thread does not hold the mutex through its object, or holds it more
     *     than once
     * @throws io.nativeipc.OwnerDiedException if another owner of the mutex died; this thread holds the mutex now
     * @throws CorruptException if another process has truncated the memory
     * @throws IpcException if the mutex is permanently unusable (ENOTRECOVERABLE); it is not held
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(BooleanSupplier predicate, Duration timeout) throws IpcException, InterruptedException {
        return await(predicate, Deadline.after(timeout));
    }

    private boolean await(BooleanSupplier predicate, long deadline) throws IpcException, InterruptedException {
        requireOpen();
        Waits.refuseVirtualThread(mutex);
        Waits.throwIfInterrupted();
        mutex.mutex().requireHeldOnce();
        if (predicate.getAsBoolean()) {
            return true;
        }
        Waiting waiting = Events.waiting();
        try {
            for (int failed = 0; Deadline.remaining(deadline) > 0; failed++) {
                pauseWithoutMutex(failed, deadline);
                requireOpen();
                place.call(probe, "pthread_cond_wait", address -> 0); // the memory is still there
                if (predicate.getAsBoolean()) {
                    return true;
                }
            }
            return false;
        } finally {
            waiting.end(place.object());
        }
    }

    /** Releases the mutex, pauses, and acquires the mutex however the pause ends, as pthread_cond_wait does. */
    private void pauseWithoutMutex(int attempt, long deadline) throws IpcException, InterruptedException {
        MappedMemory.takeFault(); // of the predicate's reads, while the mutex is still held
        mutex.release();
        boolean interrupted = false;
        boolean held = false;
        try {
            try {
                Waits.pause(attempt, deadline);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            while (!held) {
                try {
                    mutex.acquire();
                    held = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (OwnerDiedException e) {
            throw e; // the mutex is held
        } catch (IpcException e) {
            mutex.mutex().lost(e);
            throw e;
        } finally {
            if (interrupted && !held) {
                Thread.currentThread().interrupt(); // the exception reports something else
            }
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    /**
     * Wakes at least one thread of C that waits for the condition, if there is one. Threads of Java look themselves.
     *
     * @throws UnsupportedOperationException if a killed waiter could make the call wait for ever, with a glibc before
     *     2.41, and {@link ConditionOption#SIGNAL_BEFORE_GLIBC_2_41} was not given
     * @throws CorruptException if another process has truncated the memory
     * @throws IpcException if a system call fails
     */
    public void signal() throws IpcException {
        requireOpen();
        requireSignal();
        place.call(probe, "pthread_cond_signal", shim::ipc_pthread_cond_signal);
    }

    /**
     * Wakes all threads of C that wait for the condition. Threads of Java look themselves.
     *
     * @throws UnsupportedOperationException if a killed waiter could make the call wait for ever, with a glibc before
     *     2.41, and {@link ConditionOption#SIGNAL_BEFORE_GLIBC_2_41} was not given
     * @throws CorruptException if another process has truncated the memory
     * @throws IpcException if a system call fails
     */
    public void broadcast() throws IpcException {
        requireOpen();
        requireSignal();
        place.call(probe, "pthread_cond_broadcast", shim::ipc_pthread_cond_broadcast);
    }

    private void requireSignal() {
        if (!maySignal) {
            int glibc = shim.ipc_glibc_version();
            throw new UnsupportedOperationException(place.object() + ": a notifier of glibc " + glibc / 1000 + "."
                    + glibc % 1000 + " waits for ever once a waiter was killed; use a semaphore, or glibc 2.41, or"
                    + " accept that with ConditionOption.SIGNAL_BEFORE_GLIBC_2_41");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Closes this object. The condition, the mutex and the region remain. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            ConditionMutexes.leave(this);
        }
    }

    /**
     * Returns the place of the condition, {@code condition at 64 of sysv-shm:0x00001234}. This is not an
     * {@link io.nativeipc.IpcAddress}.
     */
    @Override
    public String toString() {
        return place.object();
    }
}
