package io.nativeipc.posix;

import io.nativeipc.internal.sys.Constants;

/** The names of file types, for errors that report the actual type of a file. */
final class FileTypes {
    private FileTypes() {}

    static String name(int mode) {
        int type = mode & Constants.S_IFMT;
        if (type == Constants.S_IFREG) {
            return "a file or shared memory";
        } else if (type == Constants.S_IFIFO) {
            return "a pipe";
        } else if (type == Constants.S_IFSOCK) {
            return "a socket";
        } else if (type == Constants.S_IFDIR) {
            return "a directory";
        }
        return "something else";
    }
}
