package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A file's handle (name_to_handle_at(2)) as text. It contains a generation, which differs for the next file with the
 * same inode.
 */
final class FileHandle {
    /** Means that the file system or the kernel has no handles. */
    static final String NONE = "-";

    /** The type and the handle. */
    private static final int LARGEST = Integer.BYTES + Constants.MAX_HANDLE_SZ;

    private FileHandle() {}

    /** Returns the handle of the file behind a descriptor, as open_by_handle_at(2) accepts it. */
    static String of(int fd) {
        return of(fd, 0);
    }

    /** Returns a handle that identifies the file, which open_by_handle_at(2) need not accept (AT_HANDLE_FID). */
    static String ofIdentity(int fd) {
        return of(fd, 1);
    }

    private static String of(int fd, int identify) {
        ByteBuffer handle = ByteBuffer.allocateDirect(LARGEST);
        int count = Native.shim().ipc_name_to_handle_at(fd, "", identify, handle, LARGEST);
        if (count <= 0) {
            return NONE;
        }
        byte[] bytes = new byte[count];
        handle.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
