package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.region.Mapping;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.VirtualThreads;
import io.nativeipc.internal.wait.Waits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A robust mutex in mapped memory, and which thread of this process holds it through this object.
 *
 * <p>The C library keeps the robust mutexes that a thread holds in a list of that thread, whose links are in the mutexes
 * themselves: where the memory of a held one is unmapped, the thread's next lock or unlock of <em>any</em> robust mutex
 * crashes, and its death stays unreported. Hence each successful lock keeps its call of the {@link Mapping} until the unlock:
 * whoever closes the memory, it stays mapped until the last thread has released the mutex, and for good if a thread ended
 * with it, because the kernel may still have to walk that thread's list. All calls use the mapping of this object's creation,
 * so that a region that grows meanwhile does not change the address.
 *
 * <p><b>Why the bookkeeping is right.</b> {@code holder} names a thread from after its lock until after its unlock. Only a
 * thread that has the mutex enters itself, so apart from the thread that is just leaving only {@code close} competes for it,
 * and both are settled by one compareAndSet: after a close that succeeded no thread holds the mutex or is inside an unlock,
 * and one whose lock succeeds later finds CLOSED, unlocks and throws. A thread that is leaving takes out only itself.
 * {@code holds} is read and written between lock and unlock alone, and its next owner begins by overwriting it.
 */
public final class RobustMutex {
    /** Stands for no thread, and for ever. */
    private static final Thread CLOSED = new Thread("closed");

    /** For {@link #attempt}: does not wait. */
    private static final long NOW = 0;

    private final Shim shim = Native.shim();
    private final Mapping mapping;
    private final long offset;
    private final String object;
    private final PageProbe probe;
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private int holds;
    private volatile boolean closed;

    /**
     * A mutex that is there already, or will be after {@link #initialise}.
     *
     * @param object what errors name
     */
    public RobustMutex(Mapping mapping, long offset, String object) {
        this.mapping = mapping;
        this.offset = offset;
        this.object = object;
        int byteSize = shim.ipc_pthread_mutex_sizeof();
        this.probe = new PageProbe(mapping.view().buffer(offset, byteSize), address());
    }

    /** pthread_mutex_init: shared between processes, robust, recursive. */
    public void initialise() throws IpcException {
        enter();
        try {
            probe.requirePages(object);
            PosixFailure.check(shim.ipc_pthread_mutex_init(address()), "pthread_mutex_init", object);
        } finally {
            mapping.exit();
        }
    }

    /** Takes the mutex, waiting for it as long as it takes. */
    public void acquire() throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean acquired = tryAcquire() || acquire(Deadline.NEVER);
        assert acquired;
    }

    /** Takes the mutex if nobody else holds it. */
    public boolean tryAcquire() throws IpcException {
        return attempt(NOW);
    }

    /** Takes the mutex, waiting for it at most this long. */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return tryAcquire() || acquire(Deadline.after(timeout));
    }

    private boolean acquire(long deadline) throws IpcException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            long slice = Waits.slice(attempt, deadline);
            if (slice == Waits.EXPIRED) {
                return false;
            } else if (attempt(slice == Waits.RETRY ? NOW : slice)) {
                return true;
            }
        }
    }

    /** One attempt, which waits at most so long; a successful one keeps its call of the mapping for the unlock. */
    private boolean attempt(long nanos) throws IpcException {
        requireOpen();
        VirtualThreads.refuse(object);
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
                // A close that came meanwhile waits for the release: otherwise the death would stay unreported.
                taken = hold(true);
                PosixFailure.check(shim.ipc_pthread_mutex_consistent(address()), "pthread_mutex_consistent", object);
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

    /** Enters the current thread, which has the mutex; false, and nothing is entered, where close was first. */
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
                holds = 1;
                return true;
            }
        }
    }

    private IpcException failure(int error, String call) {
        String hint = error == Errno.ENOTRECOVERABLE
                ? "its owner died, and the next owner released it without making it consistent: it is lost"
                : error == Errno.EDEADLK
                        ? "this thread holds it through another object, or a thread of another PID namespace that has the"
                                + " same number holds it"
                        : "";
        return PosixFailure.exception(error, call, object, hint);
    }

    /** Gives back what one acquire has taken. */
    public void release() throws IpcException {
        Thread current = Thread.currentThread();
        if (holder.get() != current) {
            requireOpen();
            throw new IllegalMonitorStateException(
                    object + " is not held through this object by the thread " + current.getName());
        }
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
            throw failure(-result, "pthread_mutex_unlock"); // it may still be in this thread's list: it stays mapped
        }
        mapping.exit();
    }

    /**
     * Ends the use; the mutex stays as it is.
     *
     * @return false if that was done before
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

    private void requireOpen() {
        if (closed) {
            throw isClosed();
        }
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(object + " is closed");
    }

    private void enter() {
        if (!mapping.enter()) {
            throw new IllegalStateException(object + ": its memory is closed");
        }
    }

    private long address() {
        return mapping.address() + offset;
    }

    @Override
    public String toString() {
        return object;
    }
}
