package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.wait.SlicedWait;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A mutex of pthreads in mapped memory, of whatever kind, and the thread of this process that holds it through this
 * object.
 *
 * <p>The C library keeps the robust mutexes that a thread holds in a list of that thread, whose links are in the
 * mutexes themselves. If the memory of a held robust mutex is unmapped, the thread's next lock or unlock of <em>any</em>
 * robust mutex crashes, and the thread's death is not reported. Each successful lock therefore keeps its call of the
 * {@link Mapping} until the unlock: after a close the memory stays mapped until the last thread has released the mutex.
 * If a thread ended while holding the mutex, the memory stays mapped until another thread acquires the mutex through
 * this object: until then the kernel may still have to walk the dead thread's list. All calls use the mapping that existed when this object was created, so that a region that grows
 * meanwhile does not change the address.
 *
 * <p><b>Why the bookkeeping is correct.</b> {@code holder} names a thread from after its lock until after its unlock.
 * Only a thread that has the mutex enters itself, so apart from the thread that is just leaving, only {@code close}
 * competes for the field. One compareAndSet settles both cases: after a successful close no thread holds the mutex or
 * is inside an unlock, and a thread whose lock succeeds later finds CLOSED, unlocks and throws. A thread that leaves
 * removes only itself. {@code holds} is read and written only between lock and unlock, and the next owner first
 * overwrites it. The next owner reads it only if the former owner is a thread that has ended (Thread.isAlive, which
 * orders that thread's writes before the answer); a thread that is just leaving is alive, and has set it to 0.
 */
public final class PthreadMutex {
    /** Marks the mutex as closed. It represents no thread and is permanent. */
    private static final Thread CLOSED = new Thread("closed");

    private static final String HELD = "this thread holds it already, and it is not recursive";

    /** For {@link #attempt}: do not wait. */
    private static final long NOW = 0;

    private final Shim shim = Native.shim();
    private final Mapping mapping;
    private final long offset;
    private final String object;
    private final PageProbe probe;
    private final Map<Thread, IpcException> losses = Collections.synchronizedMap(new WeakHashMap<>());
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private int holds;
    private volatile boolean closed;

    /**
     * Creates the object for a mutex that already exists, or that {@link #initialise} will create.
     *
     * @param object the name in errors
     */
    public PthreadMutex(Mapping mapping, long offset, String object) {
        this.mapping = mapping;
        this.offset = offset;
        this.object = object;
        this.probe = new PageProbe(mapping.view().buffer(offset, shim.ipc_pthread_mutex_sizeof()), address());
    }

    /** Calls pthread_mutex_init: shared between processes, robust, recursive. */
    public void initialise() throws IpcException {
        enter();
        try {
            probe.requirePages(object);
            PosixFailure.check(shim.ipc_pthread_mutex_init(address()), "pthread_mutex_init", object);
        } finally {
            mapping.exit();
        }
    }

    /**
     * Reads what the bytes of the mutex say.
     *
     * @throws io.nativeipc.CorruptException if they are not those of a mutex, or the memory was truncated
     */
    public MutexState state() throws IpcException {
        requireOpen();
        enter();
        try {
            return MutexState.of(probe.copy(object), object);
        } finally {
            mapping.exit();
        }
    }

    /** Acquires the mutex, waiting until it is free. */
    public void acquire() throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean acquired = tryAcquire() || SlicedWait.until(Deadline.NEVER, object, this::attemptOrRefuse);
        assert acquired;
    }

    /** As {@link #attempt}, but for a wait without end: it is refused if this thread itself would have to end it. */
    private boolean attemptOrRefuse(long nanos) throws IpcException {
        if (holder.get() == Thread.currentThread()) {
            throw PosixFailure.exception(Errno.EDEADLK, "pthread_mutex_lock", object, HELD);
        } else if (attempt(nanos)) {
            return true;
        } else if (nanos >= Waits.SLICE && state().isOwn()) {
            throw failure(Errno.EDEADLK, "pthread_mutex_lock");
        }
        return false;
    }

    /** Acquires the mutex if no other thread holds it. */
    public boolean tryAcquire() throws IpcException {
        return attempt(NOW);
    }

    /** Acquires the mutex, waiting at most the given time. */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return tryAcquire() || SlicedWait.until(Deadline.after(timeout), object, this::attempt);
    }

    /**
     * Makes one attempt, which waits at most this long. A successful attempt keeps its call of the mapping for the
     * unlock.
     */
    private boolean attempt(long nanos) throws IpcException {
        requireOpen();
        Waits.refuseVirtualThread(object);
        MappedMemory.takeFault(); // of the caller's own reads
        enter();
        boolean taken = false;
        try {
            probe.requirePages(object);
            int result = nanos == NOW
                    ? shim.ipc_pthread_mutex_trylock(address())
                    : shim.ipc_pthread_mutex_timedlock(address(), nanos);
            String call = nanos == NOW ? "pthread_mutex_trylock" : "pthread_mutex_clocklock";
            if (result == 0) {
                taken = hold(false);
                if (!taken) {
                    shim.ipc_pthread_mutex_unlock(address());
                    throw isClosed();
                }
            } else if (result == -Errno.EOWNERDEAD) {
                // A concurrent close waits for the release; otherwise the death would not be reported.
                taken = hold(true);
                PosixFailure.check(shim.ipc_pthread_mutex_consistent(address()), "pthread_mutex_consistent", object);
                Events.ownerDied(object, "the thread that held it has ended");
                throw PosixFailure.exception(Errno.EOWNERDEAD, call, object, "this thread holds it now");
            } else if (result != -Errno.EBUSY && result != -Errno.ETIMEDOUT && result != -Errno.EINTR) {
                throw failure(-result, call);
            }
            return taken;
        } finally {
            if (!taken) {
                mapping.exit();
            }
        }
    }

    /** Enters the current thread, which has the mutex. Returns false and enters nothing if close came first. */
    private boolean hold(boolean evenIfClosed) {
        Thread current = Thread.currentThread();
        while (true) {
            Thread before = holder.get();
            if (before == current) {
                holds++;
                return true;
            } else if (before == CLOSED && !evenIfClosed) {
                return false;
            } else if (holder.compareAndSet(before, current)) {
                int abandoned = before == null || before == CLOSED || before.isAlive() ? 0 : holds;
                holds = 1;
                for (; abandoned > 0; abandoned--) {
                    mapping.exit(); // the kernel has taken the mutex out of the dead thread's list
                }
                return true;
            }
        }
    }

    private IpcException failure(int error, String call) {
        String hint = error == Errno.ENOTRECOVERABLE
                ? "its owner died, and the next owner released it without making it consistent: it is lost"
                : error == Errno.EDEADLK
                        ? holder.get() == Thread.currentThread()
                                ? HELD
                                : "this thread holds it already, through another object, or a thread of another PID namespace that has"
                                        + " the same number holds it"
                        : "";
        return PosixFailure.exception(error, call, object, hint);
    }

    /**
     * Requires that the current thread holds the mutex through this object, and that one release makes it free.
     *
     * @throws IllegalMonitorStateException otherwise
     */
    public void requireHeldOnce() throws IpcException {
        requireHeld();
        long count = state().count();
        if (count > 1) {
            throw new IllegalMonitorStateException(object + " is held " + count + " times by the thread "
                    + Thread.currentThread().getName() + ", which cannot make it free by releasing it once");
        }
    }

    /**
     * Records why a wait for a condition could not acquire the mutex again. A release that its thread makes, in a
     * finally block, fails for the same reason.
     */
    public void lost(IpcException failure) {
        losses.put(Thread.currentThread(), failure);
    }

    private void requireHeld() throws IpcException {
        Thread current = Thread.currentThread();
        if (holder.get() != current) {
            IpcException failure = losses.remove(current);
            if (failure != null) {
                throw failure;
            }
            requireOpen();
            if (!mapping.isOpen()) {
                throw isUnmapped();
            }
            throw new IllegalMonitorStateException(
                    object + " is not held through this object by the thread " + current.getName());
        }
    }

    /** Returns where the mutex is mapped. */
    public long address() {
        return mapping.address() + offset;
    }

    /** Releases the mutex once. A fault of the caller's own reads is thrown afterwards. */
    public void release() throws IpcException {
        requireHeld();
        InternalError fault = MappedMemory.pendingFault();
        unlock();
        if (fault != null) {
            throw fault;
        }
    }

    private void unlock() throws IpcException {
        Thread current = Thread.currentThread();
        boolean last = --holds == 0;
        int result;
        try {
            probe.requirePages(object);
            result = shim.ipc_pthread_mutex_unlock(address());
        } finally {
            if (last) {
                holder.compareAndSet(current, closed ? CLOSED : null);
            }
        }
        if (result < 0) {
            throw failure(-result, "pthread_mutex_unlock"); // it may still be in this thread's list, so it stays mapped
        }
        mapping.exit();
    }

    /**
     * Ends the use of this object; the mutex is unchanged.
     *
     * @return false if it was already closed
     */
    public boolean close() {
        while (true) {
            Thread now = holder.get();
            if (now == CLOSED) {
                return false;
            } else if (now != null && now.isAlive()) {
                throw new IllegalStateException(
                        object + " is held by the thread " + now.getName() + ", which must release it first");
            } else if (holder.compareAndSet(now, CLOSED)) {
                closed = true;
                return true;
            }
        }
    }

    /** Throws after close. */
    public void requireOpen() {
        if (closed) {
            throw isClosed();
        }
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(object + " is closed");
    }

    private void enter() {
        if (!mapping.enter()) {
            throw isUnmapped();
        }
    }

    private IllegalStateException isUnmapped() {
        return new IllegalStateException(object + ": its memory is closed");
    }

    @Override
    public String toString() {
        return object;
    }
}
