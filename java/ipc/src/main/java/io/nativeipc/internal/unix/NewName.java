package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Posix;

/** A FIFO or socket that this process has just created under a name, and of which it has no descriptor. */
public final class NewName {
    private NewName() {}

    /**
     * Returns the status of the name. In a folder in which other users can rename files, the name may already belong to
     * a symbolic link or to another file. This method uses no descriptor, because there may be none left.
     *
     * @param object the address, for errors
     * @param type the type of the file (S_IFMT)
     * @param mode the mode with which it was created, less the umask
     * @throws IpcException if this process did not create what has the name
     */
    public static FileStat stat(String path, String object, int type, int mode) throws IpcException {
        FileStat stat = OpenFile.stat(path, object);
        boolean widened = Platform.current().isLinux() && (stat.mode() & ~(Constants.S_IFMT | mode)) != 0;
        if ((stat.mode() & Constants.S_IFMT) != type || stat.uid() != Native.userId() || widened) {
            throw replaced(object);
        }
        return stat;
    }

    /**
     * Sets the group, unless it is −1, and the mode. Nothing is changed if another file has the name now.
     *
     * @param object the address, for errors
     * @param own the result of {@link #stat}
     */
    public static void setPermissions(String path, String object, FileStat own, int mode, long gid)
            throws IpcException {
        if (!Platform.current().isLinux()) {
            set(path, object, mode, gid);
            return;
        }
        try (PinnedFile file = PinnedFile.of(path, object)) {
            FileStat now = file.stat();
            if (now.uid() != own.uid() || !OpenFile.isSame(now, own)) {
                throw replaced(object);
            }
            set(file.self(), object, mode, gid);
        }
    }

    private static IpcException replaced(String object) {
        return new IpcException(
                object,
                "another object",
                "another process has replaced it, or the file system changes owners; what has its name was not changed");
    }

    private static void set(String path, String object, int mode, long gid) throws IpcException {
        Posix posix = Native.posix();
        if (gid >= 0) {
            PosixFailure.check(posix.chown(path, -1, (int) gid), "chown", object);
        }
        PosixFailure.check(posix.chmod(path, mode), "chmod", object);
    }
}
