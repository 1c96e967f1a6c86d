package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;

/** Helper methods for the three kinds of System V objects. */
final class SysVObjects {
    private SysVObjects() {}

    /**
     * Returns the flags with which shmget, semget and msgget create an object. Loads the C shim first, because without
     * it a created object could not be removed again.
     */
    static int creationFlags(Permissions permissions) {
        Native.shim().ipc_version();
        return Constants.IPC_CREAT | Constants.IPC_EXCL | permissions.mode();
    }

    /** Returns the name by which a list refers to an object that is about to be created. */
    static String intended(SysVKey key) {
        return key.isPrivate() ? "private" : key.toString();
    }

    /** Returns the name by which a list refers to a created object. */
    static String named(SysVKey key, int id) {
        return key.isPrivate() ? "id=" + id : key.toString();
    }

    /** Returns the result of a call with an id and valid arguments, or throws the exception for its −errno. */
    static int check(int result, String call, String object) throws IpcException {
        return (int) check((long) result, call, object);
    }

    /** Checks the result like {@link #check(int, String, String)}, for a call that returns a long. */
    static long check(long result, String call, String object) throws IpcException {
        if (result == -Errno.EINVAL) {
            throw removed(call, object);
        }
        return PosixFailure.check(result, call, object);
    }

    /**
     * Returns the exception for an id that no object has. The kernel reports EINVAL for such an id. It reports EIDRM
     * only to threads that wait on the object when it is removed, or if a new object has the id's slot in the table.
     */
    static NotFoundException removed(String call, String object) {
        String cause = object.contains(":id=") ? "no object has this id, or it was removed" : "it was removed";
        return new NotFoundException(
                call, object, Errno.name(Errno.EINVAL), Errno.EINVAL, Errno.text(Errno.EINVAL) + "; " + cause);
    }
}
