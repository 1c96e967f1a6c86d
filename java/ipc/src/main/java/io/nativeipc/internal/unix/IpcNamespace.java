package io.nativeipc.internal.unix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;

/**
 * The IPC namespace of this thread, which System V objects and message queues are in. Its inode number may come again when
 * it is dead, so that of a container proves nothing; since Linux 6.18 its file handle has a number that never comes again. The
 * namespace that the system begins with never dies, and has a number of its own.
 */
public final class IpcNamespace {
    /** PROC_IPC_INIT_INO of the kernel, which no header shows. */
    private static final String INITIAL = "4026531839";

    private IpcNamespace() {}

    /** {@code INODE/HANDLE}; {@link Identity#NONE} where the system does not tell. */
    public static String current() {
        String path = "/proc/thread-self/ns/ipc";
        int fd = Native.shim().ipc_open(path, Constants.O_RDONLY | Constants.O_CLOEXEC, 0);
        if (fd < 0) {
            return FileHandle.NONE;
        }
        try (OpenFile namespace = new OpenFile(fd, path)) {
            return namespace.stat().inode() + "/" + FileHandle.of(fd);
        } catch (IpcException unknown) {
            return FileHandle.NONE;
        }
    }

    /** Whether no other namespace has ever had, or will have, this text. */
    public static boolean isProven(String namespace) {
        int slash = namespace.indexOf('/');
        return slash > 0
                && (namespace.startsWith(INITIAL + "/")
                        || !namespace.substring(slash + 1).equals(FileHandle.NONE));
    }
}
