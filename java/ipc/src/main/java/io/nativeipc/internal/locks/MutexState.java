package io.nativeipc.internal.locks;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the bytes of a {@code pthread_mutex_t} say.
 *
 * @param kind 0 normal, 1 recursive, 2 error-checking, 3 adaptive
 * @param isShared whether it was made for several processes
 * @param isRobust whether the death of its owner is reported
 * @param holder the kernel's number of the thread that holds it, 0 for none, −1 if the mutex does not store it
 * @param isOwn whether the holder has the number of the current thread
 * @param count how often the holder has locked it
 */
public record MutexState(int kind, boolean isShared, boolean isRobust, long holder, boolean isOwn, long count) {

    /**
     * Describes a mutex.
     *
     * @param copy a direct buffer with a copy of its bytes
     * @param object the name in errors
     */
    static MutexState of(ByteBuffer copy, String object) throws IpcException {
        ByteBuffer fields =
                ByteBuffer.allocateDirect(Shim.MUTEX_FIELDS * Long.BYTES).order(ByteOrder.nativeOrder());
        int result = Native.shim().ipc_pthread_mutex_stat(copy, fields);
        if (result == -Errno.EINVAL) {
            throw new CorruptException(object, "its bytes are not a mutex of this process's C library");
        } else if (result == -Errno.ENOTSUP) {
            String text = "it has a priority ceiling (PTHREAD_PRIO_PROTECT), which changes the scheduling of its owner";
            throw new IpcException(object, "not supported", text);
        }
        PosixFailure.check(result, "pthread_mutex_stat", object);
        long holder = fields.getLong(3 * Long.BYTES);
        return new MutexState(
                (int) fields.getLong(0),
                fields.getLong(Long.BYTES) != 0,
                fields.getLong(2 * Long.BYTES) != 0,
                holder,
                holder == fields.getLong(4 * Long.BYTES),
                fields.getLong(5 * Long.BYTES));
    }
}
