package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.memory;
import static io.nativeipc.ffm.Calls.string;

import io.nativeipc.internal.sys.Shim;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** The part of {@link Shim} for sockets. See {@link FfmShim}. */
abstract class FfmShimSockets extends FfmShimWaits {

    // socket.c

    private static final class Socket {
        // int ipc_bind(int fd, const char *path)
        static final MethodHandle ipc_bind = shim("ipc_bind", INT, INT, POINTER);

        // int ipc_connect(int fd, const char *path)
        static final MethodHandle ipc_connect = shim("ipc_connect", INT, INT, POINTER);

        // int ipc_getpeercred(int fd, struct ipc_ucred *cred)
        static final MethodHandle ipc_getpeercred = shim("ipc_getpeercred", INT, INT, POINTER);

        // int64_t ipc_sendmsg(int fd, const void *bytes, int64_t count, const int *fds, int nfds)
        static final MethodHandle ipc_sendmsg = shim("ipc_sendmsg", LONG, INT, POINTER, LONG, POINTER, INT);

        // int64_t ipc_recvmsg(int fd, void *bytes, int64_t count, int *fds, int nfds, struct ipc_rights *rights)
        static final MethodHandle ipc_recvmsg = shim("ipc_recvmsg", LONG, INT, POINTER, LONG, POINTER, INT, POINTER);
    }

    @Override
    public int ipc_bind(int fd, String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Socket.ipc_bind.invokeExact(fd, string(arena, path));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_connect(int fd, String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Socket.ipc_connect.invokeExact(fd, string(arena, path));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_getpeercred(int fd, ByteBuffer cred) {
        try {
            return (int) Socket.ipc_getpeercred.invokeExact(fd, memory(cred));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long ipc_sendmsg(int fd, ByteBuffer bytes, long count, ByteBuffer fds, int nfds) {
        try {
            return (long) Socket.ipc_sendmsg.invokeExact(fd, memory(bytes), count, memory(fds), nfds);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long ipc_recvmsg(int fd, ByteBuffer bytes, long count, ByteBuffer fds, int nfds, ByteBuffer rights) {
        try {
            return (long) Socket.ipc_recvmsg.invokeExact(fd, memory(bytes), count, memory(fds), nfds, memory(rights));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}
