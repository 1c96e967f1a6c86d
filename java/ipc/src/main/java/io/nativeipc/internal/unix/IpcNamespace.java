package io.nativeipc.internal.unix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;

/**
 * The IPC namespace of this thread, which contains its System V objects and message queues. A namespace's inode number
 * may be reused after its end, so the number of a container's namespace proves nothing. Since Linux 6.18 its file
 * handle contains a number that is never reused. The system's initial namespace never ends, and has its own number.
 */
public final class IpcNamespace {
    /** PROC_IPC_INIT_INO of the kernel, which no header defines. */
    private static final String INITIAL = "4026531839";

    private IpcNamespace() {}

    /** Returns {@code INODE/HANDLE}; {@link Identity#NONE} if the system does not report it. */
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

    /** Reports whether no other namespace has ever had, or will ever have, this text. */
    public static boolean isProven(String namespace) {
        int slash = namespace.indexOf('/');
        return slash > 0
                && (namespace.startsWith(INITIAL + "/")
                        || !namespace.substring(slash + 1).equals(FileHandle.NONE));
    }
}
