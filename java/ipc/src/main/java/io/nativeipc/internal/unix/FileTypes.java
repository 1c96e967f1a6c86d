package io.nativeipc.internal.unix;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import org.jspecify.annotations.Nullable;

/** What a file is, for errors that reject it. */
public final class FileTypes {
    private static final int MODE = 07777;

    private FileTypes() {}

    /** Rejects a file of another type. */
    public static void require(FileStat stat, int type, String object, String what) throws IpcException {
        if ((stat.mode() & Constants.S_IFMT) != type) {
            throw new IpcException(object, "not " + what, "it is " + name(stat.mode()));
        }
    }

    /** Returns the type in the mode as words: {@code a socket}. */
    public static String name(int mode) {
        int type = mode & Constants.S_IFMT;
        if (type == Constants.S_IFREG) {
            return "a file or shared memory";
        } else if (type == Constants.S_IFIFO) {
            return "a pipe";
        } else if (type == Constants.S_IFSOCK) {
            return "a socket";
        } else if (type == Constants.S_IFDIR) {
            return "a directory";
        } else if (type == Constants.S_IFLNK) {
            return "a symbolic link";
        }
        return "something else";
    }

    /**
     * Returns why a file is not of this type, owned by this user and of exactly this mode, and with one name:
     * {@code belongs to uid 5, and this process has uid 0}. Null if it is all of that.
     */
    public static @Nullable String refusal(FileStat stat, int type, int mode) {
        if ((stat.mode() & Constants.S_IFMT) != type) {
            return "is " + name(stat.mode());
        } else if (stat.uid() != Native.userId()) {
            return "belongs to uid " + stat.uid() + ", and this process has uid " + Native.userId();
        } else if ((stat.mode() & MODE) != mode) {
            return "has the mode " + Integer.toOctalString(stat.mode() & MODE) + ", not " + Integer.toOctalString(mode);
        }
        return type != Constants.S_IFDIR && stat.links() > 1 ? "has " + stat.links() + " names" : null;
    }
}
