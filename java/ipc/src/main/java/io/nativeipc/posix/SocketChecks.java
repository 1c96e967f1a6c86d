package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Checks whether a descriptor from another process can become a {@link UnixSocket}. */
final class SocketChecks {
    /** {@code (uid_t) -1}. */
    private static final long NO_USER = 0xffff_ffffL;

    private SocketChecks() {}

    static void requireConnectedStream(String name, int fd) throws IpcException {
        FileTypes.require(new OpenFile(fd, name).stat(), Constants.S_IFSOCK, name, "a socket");
        int family = option(fd, Constants.SO_DOMAIN, name);
        if (family != Constants.AF_UNIX) {
            throw refused(name, "not a Unix socket", "its address family is " + family + ", not AF_UNIX");
        }
        int type = option(fd, Constants.SO_TYPE, name);
        if (type != Constants.SOCK_STREAM) {
            throw refused(name, "not a stream socket", "its type is " + type + ", not SOCK_STREAM");
        }
        // The kernel records the peer's user on connecting: no user means no peer. A listening socket records its own.
        if (option(fd, Constants.SO_ACCEPTCONN, name) != 0) {
            throw refused(name, "not connected", "it listens");
        } else if (PeerCredentials.of(fd, name).uid() == NO_USER) {
            throw refused(name, "not connected", "it has no peer");
        }
    }

    private static IpcException refused(String name, String error, String text) {
        return new IpcException(name, error, text);
    }

    private static int option(int fd, int option, String name) throws IpcException {
        ByteBuffer value = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        value.putInt(Integer.BYTES, Integer.BYTES);
        ByteBuffer size = value.duplicate().position(Integer.BYTES);
        PosixFailure.check(
                Native.posix().getsockopt(fd, Constants.SOL_SOCKET, option, value, size), "getsockopt", name);
        return value.getInt(0);
    }
}
