package io.nativeipc.internal.locks;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.PageProbe;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.wait.SlicedWait;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * The calls of a {@code sem_t} in memory, whether sem_open found it or it lies in a region. A thread that is killed
 * inside any of them leaves a semaphore that other processes can use.
 */
public final class SemaphoreCalls {
    /** Keeps the memory mapped during each call. */
    public interface Memory {
        /** Begins a call, and returns the address; throws IllegalStateException after close. */
        long enter();

        /** Ends a call that {@link #enter} began. */
        void exit();
    }

    private final Posix posix = Native.posix();
    private final Memory memory;
    private final PageProbe probe;
    private final String object;

    /**
     * @param probe reads the memory before each call
     * @param object the name in errors
     */
    public SemaphoreCalls(Memory memory, PageProbe probe, String object) {
        this.memory = memory;
        this.probe = probe;
        this.object = object;
    }

    /** Makes a call. */
    private interface Call {
        int at(long address) throws IpcException;
    }

    private int call(Call call) throws IpcException {
        MappedMemory.takeFault(); // of the caller's own reads
        return callNow(call);
    }

    private int callNow(Call call) throws IpcException {
        long address = memory.enter();
        try {
            probe.requirePages(object);
            return call.at(address);
        } finally {
            memory.exit();
        }
    }

    /** Initialises the semaphore for use by several processes. */
    public void initialise(int value) throws IpcException {
        PosixFailure.check(call(address -> posix.sem_init(address, 1, value)), "sem_init", object);
    }

    /** Decrements the semaphore, waiting until its value is positive. */
    public void acquire() throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        boolean acquired = tryAcquire() || acquire(Deadline.NEVER);
        assert acquired;
    }

    /** Decrements the semaphore, waiting at most this long. */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return tryAcquire() || acquire(Deadline.after(timeout));
    }

    private boolean acquire(long deadline) throws IpcException, InterruptedException {
        return SlicedWait.until(deadline, object, this::attempt);
    }

    /** Decrements the semaphore if its value is positive. */
    public boolean tryAcquire() throws IpcException {
        return attempt(0);
    }

    private boolean attempt(long nanos) throws IpcException {
        int result = nanos == 0
                ? call(posix::sem_trywait)
                : call(address -> Native.shim().ipc_sem_timedwait(address, nanos));
        if (result < 0 && result != -Errno.EAGAIN && result != -Errno.ETIMEDOUT && result != -Errno.EINTR) {
            throw PosixFailure.exception(-result, nanos == 0 ? "sem_trywait" : "sem_clockwait", object, "");
        }
        return result >= 0;
    }

    /** Increments the semaphore and wakes one waiter. A fault of the caller's own reads is thrown afterwards. */
    public void release() throws IpcException {
        InternalError fault = MappedMemory.pendingFault();
        int result = callNow(posix::sem_post);
        if (result < 0) {
            String hint = "the value is at SEM_VALUE_MAX = " + Constants.SEM_VALUE_MAX;
            throw PosixFailure.exception(-result, "sem_post", object, hint);
        } else if (fault != null) {
            throw fault;
        }
    }

    /** Returns the value. */
    public int value() throws IpcException {
        ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        PosixFailure.check(call(address -> posix.sem_getvalue(address, value)), "sem_getvalue", object);
        return value.getInt(0);
    }
}
