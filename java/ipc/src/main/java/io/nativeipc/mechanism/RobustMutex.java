package io.nativeipc.mechanism;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.os.Shim;
import io.nativeipc.waiting.Deadline;
import io.nativeipc.waiting.VirtualThreads;
import io.nativeipc.waiting.Waits;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A robust mutex in mapped memory, and which thread of this process holds it through this object.
 *
 * <p>The C library keeps the robust mutexes that a thread holds in a list of that thread, whose links are in the mutexes
 * themselves: where the memory of a held one is unmapped, the thread's next lock or unlock of <em>any</em> robust mutex
 * crashes, and its death is told to nobody. Hence {@link #close} refuses while a thread holds it, and {@link #isHeldHere}
 * tells the owner of the memory whether it may go.
 *
 * <p><b>Why the bookkeeping is right.</b> {@code holder} names a thread from after its lock until after its unlock. Only one
 * who has the mutex enters itself, so beside the thread that is just leaving nobody but {@code close} competes for it, and
 * both are settled by one compareAndSet: after a close that succeeded no thread holds the mutex or is inside an unlock, and
 * one whose lock succeeds later finds CLOSED, unlocks and throws. A thread that is leaving takes out nobody but itself.
 * {@code holds} is read and written between lock and unlock alone, and its next owner begins by overwriting it.
 */
public final class RobustMutex {
    /** Stands for no thread, and for ever. */
    private static final Thread CLOSED = new Thread("closed");

    private final Shim shim = Native.shim();
    private final Region region;
    private final long offset;
    private final String object;
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private int holds;
    private volatile boolean closed;
    private volatile boolean diedHolding;

    /**
     * A mutex that is there already, or will be after {@link #initialise}.
     *
     * @param object what errors name
     */
    public RobustMutex(Region region, long offset, String object) {
        this.region = region;
        this.offset = offset;
        this.object = object;
    }

    /** pthread_mutex_init: shared between processes, robust, recursive. */
    public void initialise() throws IpcException {
        try {
            Errno.check(shim.ipc_pthread_mutex_init(address()), "pthread_mutex_init", object);
        } finally {
            Reference.reachabilityFence(region);
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
        requireUse();
        try {
            return taken(shim.ipc_pthread_mutex_trylock(address()), "pthread_mutex_trylock");
        } finally {
            Reference.reachabilityFence(region);
        }
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
            } else if (slice == Waits.RETRY ? tryAcquire() : waitFor(slice)) {
                return true;
            }
        }
    }

    private boolean waitFor(long nanos) throws IpcException {
        requireUse();
        try {
            return taken(shim.ipc_pthread_mutex_timedlock(address(), nanos), "pthread_mutex_clocklock");
        } finally {
            Reference.reachabilityFence(region);
        }
    }

    /** What an attempt has come to: true with the mutex, false without it, or the exception. */
    private boolean taken(int result, String call) throws IpcException {
        if (result == 0) {
            if (!hold(false)) {
                shim.ipc_pthread_mutex_unlock(address());
                throw isClosed();
            }
            return true;
        } else if (result == -Errno.EOWNERDEAD) {
            // A close that came meanwhile waits for the release: otherwise the death would be told to nobody.
            hold(true);
            Errno.check(shim.ipc_pthread_mutex_consistent(address()), "pthread_mutex_consistent", object);
            throw Errno.exception(Errno.EOWNERDEAD, call, object, "this thread holds it now");
        } else if (result == -Errno.EBUSY || result == -Errno.ETIMEDOUT || result == -Errno.EINTR) {
            return false;
        }
        throw failure(-result, call);
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
                ? "its owner died, and who was told so released it without making it consistent: it is lost for good"
                : "";
        return Errno.exception(error, call, object, hint);
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
        try {
            int result = shim.ipc_pthread_mutex_unlock(address());
            if (result < 0) {
                throw failure(-result, "pthread_mutex_unlock");
            }
        } finally {
            Reference.reachabilityFence(region);
            if (last) {
                holder.compareAndSet(current, closed ? CLOSED : null);
            }
        }
    }

    /** Ends the use; the mutex stays as it is. */
    public void close() {
        Thread now = holder.get();
        while (now != CLOSED) {
            if (now != null && now.isAlive()) {
                throw new IllegalStateException(
                        object + " is held by the thread " + now.getName() + ", which must release it first");
            } else if (holder.compareAndSet(now, CLOSED)) {
                diedHolding = now != null;
                closed = true;
            }
            now = holder.get();
        }
    }

    /**
     * Whether the memory must stay mapped although nobody uses this object any more: a thread holds the mutex, or ended with
     * it. When Java says that a thread has ended, the kernel may still have to walk its list.
     */
    public boolean isHeldHere() {
        Thread now = holder.get();
        return diedHolding || (now != null && now != CLOSED);
    }

    private void requireUse() {
        requireOpen();
        VirtualThreads.refuse(object);
    }

    private void requireOpen() {
        if (closed) {
            throw isClosed();
        }
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(object + " is closed");
    }

    private long address() {
        return region.address() + offset;
    }

    @Override
    public String toString() {
        return object;
    }
}
