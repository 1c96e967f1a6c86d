package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;

/** What the three System V kinds do alike. */
final class SysVObjects {
    private SysVObjects() {}

    /**
     * What shmget, semget and msgget are told to create. Without the C library what they create could not be removed again,
     * so who creates asks for the library first.
     */
    static int creationFlags(Permissions permissions) {
        Native.shim().ipc_version();
        return Constants.IPC_CREAT | Constants.IPC_EXCL | permissions.mode();
    }

    /** How a list names what is about to be created. */
    static String intended(SysVKey key) {
        return key.isPrivate() ? "private" : key.toString();
    }

    /** How a list names what was created. */
    static String named(SysVKey key, int id) {
        return key.isPrivate() ? "id=" + id : key.toString();
    }

    /** Returns what a call returned that was given an id and valid arguments, or throws what its −errno means. */
    static int check(int result, String call, String object) throws IpcException {
        return (int) check((long) result, call, object);
    }

    /** {@link #check(int, String, String)} of a call that returns a long. */
    static long check(long result, String call, String object) throws IpcException {
        if (result == -Errno.EINVAL) {
            throw removed(call, object);
        }
        return PosixFailure.check(result, call, object);
    }

    /**
     * The exception for an id that no object has. The kernel reports EINVAL for it, and EIDRM only to threads that wait in the
     * object when it is removed, or if the id's place in the table has a new object.
     */
    static NotFoundException removed(String call, String object) {
        String cause = object.contains(":id=") ? "no object has this id, or it was removed" : "it was removed";
        return new NotFoundException(
                call, object, Errno.name(Errno.EINVAL), Errno.EINVAL, Errno.text(Errno.EINVAL) + "; " + cause);
    }
}
