package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;

/**
 * Who is at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED).
 *
 * @param pid the process; 0 where the system does not tell
 * @param uid its user, from 0 to 4294967295
 * @param gid its group, from 0 to 4294967295
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
