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
     * Sets the group, unless it is −1, and the mode. In a folder in which other users can rename files, the name may
     * already belong to a symbolic link or to another file: only what this user created is changed.
     *
     * @param object the address, for errors
     * @param type the type of the file (S_IFMT)
     */
    public static void setPermissions(String path, String object, int type, int mode, long gid) throws IpcException {
        if (!Platform.current().isLinux()) {
            set(path, object, mode, gid);
            return;
        }
        try (PinnedFile file = PinnedFile.of(path, object)) {
            FileStat stat = file.stat();
            if ((stat.mode() & Constants.S_IFMT) != type || stat.uid() != Native.userId()) {
                throw new IpcException(
                        object, "another object", "another process has replaced it; what has its name was not changed");
            }
            set(file.self(), object, mode, gid);
        }
    }

    private static void set(String path, String object, int mode, long gid) throws IpcException {
        Posix posix = Native.posix();
        if (gid >= 0) {
            PosixFailure.check(posix.chown(path, -1, (int) gid), "chown", object);
        }
        PosixFailure.check(posix.chmod(path, mode), "chmod", object);
    }
}
