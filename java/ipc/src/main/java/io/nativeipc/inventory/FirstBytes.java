package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads the beginning of a file in a folder in which every user can create names. O_NONBLOCK is needed because a FIFO
 * may have taken the name, or the file's owner may hold a lease (F_SETLEASE).
 */
final class FirstBytes {
    private static final int FLAGS =
            Constants.O_RDONLY | Constants.O_NONBLOCK | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;

    private FirstBytes() {}

    /** Returns the first bytes in native byte order, fewer if the file has fewer. */
    static ByteBuffer of(Path file, int count, String address) throws IpcException {
        int fd = PosixFailure.check(Native.shim().ipc_open(file.toString(), FLAGS, 0), "open", address);
        try {
            ByteBuffer bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
            long read = PosixFailure.check(Native.posix().read(fd, bytes, count), "read", address);
            return bytes.limit((int) read);
        } finally {
            Native.posix().close(fd);
        }
    }
}
