package io.nativeipc.internal.failure;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;

/** Creates exceptions for the error numbers of failed calls. */
public final class PosixFailure {
    private PosixFailure() {}

    /** Returns the result of a call, or throws the exception for its −errno. */
    public static int check(int result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception(-result, call, object, "");
        }
        return result;
    }

    /** Returns the result of a call, or throws the exception for its −errno. */
    public static long check(long result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception((int) -result, call, object, "");
        }
        return result;
    }

    /**
     * Returns the exception for a file that the JDK could not open. Its exceptions contain no error number, so the open
     * is repeated to get one.
     *
     * @param path the path that the JDK was given
     * @param flags the flags of the open
     * @param failed the JDK's exception, which becomes the cause
     */
    public static IpcException ofJdk(String path, int flags, String object, IOException failed) {
        int fd = Native.shim().ipc_open(path, flags | Constants.O_CLOEXEC | Constants.O_NONBLOCK, 0);
        if (fd >= 0) {
            Native.posix().close(fd);
        }
        IpcException failure = fd < 0
                ? exception(-fd, "open", object, "")
                : new IpcException(object, "unreadable", String.valueOf(failed.getMessage()));
        failure.initCause(failed);
        return failure;
    }

    /** Reports whether the number means that descriptors, memory or space are used up, whatever the call was about. */
    public static boolean isShortage(int errno) {
        return errno == Errno.EMFILE || errno == Errno.ENFILE || kind(errno) == FailureKind.NO_SPACE;
    }

    /**
     * Returns the exception for an error number.
     *
     * @param hint what the caller knows about the cause, for example a limit and its value. If it is empty and the
     *     number means a limit, that limit is named
     */
    public static IpcException exception(int errno, String call, String object, String hint) {
        String error = Errno.name(errno);
        // The caller's hint is about free space, which has not run out if the file is too large.
        String limit = hint.isEmpty() || errno == Errno.EFBIG ? Limits.hint(errno, call, object) : "";
        String cause = limit.isEmpty() ? hint : limit;
        String text = Errno.text(errno) + (cause.isEmpty() ? "" : "; " + cause);
        return kind(errno).call.create(call, object, error, errno, text);
    }

    private static FailureKind kind(int errno) {
        if (errno == Errno.EEXIST || errno == Errno.EADDRINUSE) {
            return FailureKind.EXISTS;
        } else if (errno == Errno.ENOENT || errno == Errno.EIDRM) {
            return FailureKind.NOT_FOUND;
        } else if (errno == Errno.EACCES || errno == Errno.EPERM) {
            return FailureKind.DENIED;
        } else if (errno == Errno.EPIPE || errno == Errno.ECONNRESET) {
            return FailureKind.PEER_CLOSED;
        } else if (errno == Errno.ENOSPC || errno == Errno.ENOMEM || errno == Errno.EDQUOT) {
            return FailureKind.NO_SPACE;
        }
        return errno == Errno.EOWNERDEAD ? FailureKind.OWNER_DIED : FailureKind.OTHER;
    }
}
