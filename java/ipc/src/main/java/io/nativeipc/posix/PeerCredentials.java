package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;

/**
 * The process at the other end of a Unix socket, as the kernel recorded it when the connection was made (SO_PEERCRED).
 *
 * @param pid the process id; 0 if the system does not report it
 * @param uid the user id of the process, from 0 to 4294967295
 * @param gid the group id of the process, from 0 to 4294967295
 */
public record PeerCredentials(long pid, long uid, long gid) {
    static PeerCredentials of(int fd, String name) throws IpcException {
        Fields credentials = new Fields(Shim.UCRED_FIELDS);
        int result = Native.shim().ipc_getpeercred(fd, credentials.buffer());
        PosixFailure.check(result, "getsockopt", name);
        long pid = credentials.nextLong();
        long uid = credentials.nextId();
        return new PeerCredentials(pid, uid, credentials.nextId());
    }
}
