package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.internal.wait.WaitedHandle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One overlapped call at a time, and its result. OVERLAPPED and the data are in memory of this object, which outlives
 * the call whatever happens to the caller's buffer. The system writes to both until the call has completed, and
 * {@link #run} does not return earlier.
 */
final class OverlappedCall {
    private final Win32 win32 = Native.win32();
    private final long event;
    private final ByteBuffer overlapped = Win32Structs.allocate(Win32Structs.OVERLAPPED_SIZE);
    private final ByteBuffer count = Win32Structs.allocate(Integer.BYTES);
    private ByteBuffer data = Win32Structs.allocate(1 << 12);
    private int transferred;
    private int error;

    private OverlappedCall(String address) throws IpcException {
        event = Win32Failure.check(win32.CreateEventW(null, 1, 0, null, new int[1]), "CreateEventW", address);
        overlapped.putLong(Win32Structs.OVERLAPPED_hEvent, event);
    }

    /** A function that takes an OVERLAPPED. */
    @FunctionalInterface
    interface Start {
        int call(long handle, ByteBuffer data, ByteBuffer overlapped);
    }

    /** Calls that are free for reuse. Each thread in a channel uses one. */
    static final class Pool {
        private final String address;
        private final ArrayDeque<OverlappedCall> free = new ArrayDeque<>();
        private boolean closed;

        Pool(String address) {
            this.address = address;
        }

        /** Returns a call with room for this many bytes. */
        OverlappedCall take(int capacity) throws IpcException {
            OverlappedCall call;
            synchronized (this) {
                call = free.pollLast();
            }
            call = call == null ? new OverlappedCall(address) : call;
            if (call.data.capacity() < capacity) {
                call.data = Win32Structs.allocate(Math.max(capacity, 2 * call.data.capacity()));
            }
            call.data.clear();
            return call;
        }

        synchronized void give(OverlappedCall call) {
            if (closed) {
                call.end();
            } else {
                free.addLast(call);
            }
        }

        synchronized void close() {
            closed = true;
            free.forEach(OverlappedCall::end);
            free.clear();
        }
    }

    /**
     * The bytes to write, or the bytes that were read. The caller may use them until it returns the call to the pool.
     */
    ByteBuffer data() {
        return data;
    }

    /** The number of bytes that the call has transferred. */
    int transferred() {
        return transferred;
    }

    /** GetLastError of the call, 0 after success; ERROR_OPERATION_ABORTED on timeout, or if the handle was closed. */
    int error() {
        return error;
    }

    /**
     * Makes the call and waits for its completion. On an interrupt, on timeout, or when the handle is being closed, the
     * call is cancelled (CancelIoEx); if it completes successfully anyway, its result is kept.
     *
     * @param handle a handle that the caller has entered
     * @throws InterruptedException if the call was cancelled because the thread was interrupted
     */
    void run(WaitedHandle handle, Start start, long deadline) throws InterruptedException {
        transferred = 0;
        error = 0;
        int started = start.call(handle.handle(), data, overlapped);
        if (started < 0 && started != -Win32Error.ERROR_IO_PENDING && started != -Win32Error.ERROR_MORE_DATA) {
            error = -started;
            return;
        }
        InterruptedException interrupted = null;
        if (started == -Win32Error.ERROR_IO_PENDING) {
            interrupted = awaitOrCancel(handle, deadline);
        }
        int finished = win32.GetOverlappedResult(handle.handle(), overlapped, count, 1);
        error = finished < 0 ? -finished : 0;
        transferred = count.getInt(0);
        if (interrupted != null && error == Win32Error.ERROR_OPERATION_ABORTED) {
            throw interrupted;
        } else if (interrupted != null) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable InterruptedException awaitOrCancel(WaitedHandle handle, long deadline) {
        InterruptedException interrupted = null;
        try {
            if (handle.await(event, deadline) == Win32Constants.WAIT_OBJECT_0) {
                return null;
            }
        } catch (InterruptedException e) {
            interrupted = e;
        }
        win32.CancelIoEx(handle.handle(), overlapped);
        return interrupted;
    }

    private void end() {
        win32.CloseHandle(event);
    }
}
