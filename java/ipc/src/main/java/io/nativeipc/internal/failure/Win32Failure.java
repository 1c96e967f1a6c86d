package io.nativeipc.internal.failure;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Win32Error;

/** Creates exceptions for the GetLastError codes of failed calls. */
public final class Win32Failure {
    private Win32Failure() {}

    /** Returns the result of a call, or throws the exception for its −GetLastError. */
    public static int check(int result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception(-result, call, object, "");
        }
        return result;
    }

    /** Returns the result of a call, or throws the exception for its −GetLastError. */
    public static long check(long result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception((int) -result, call, object, "");
        }
        return result;
    }

    /**
     * Returns the exception for a code.
     *
     * @param hint what the caller knows about the cause; may be empty
     */
    public static IpcException exception(int code, String call, String object, String hint) {
        String error = Win32Error.name(code);
        String text = Win32Error.text(code) + (hint.isEmpty() ? "" : "; " + hint);
        return kind(code).call.create(call, object, error, code, text);
    }

    private static FailureKind kind(int code) {
        if (code == Win32Error.ERROR_ALREADY_EXISTS || code == Win32Error.ERROR_FILE_EXISTS) {
            return FailureKind.EXISTS;
        } else if (code == Win32Error.ERROR_FILE_NOT_FOUND || code == Win32Error.ERROR_PATH_NOT_FOUND) {
            return FailureKind.NOT_FOUND;
        } else if (code == Win32Error.ERROR_ACCESS_DENIED) {
            return FailureKind.DENIED;
        } else if (code == Win32Error.ERROR_BROKEN_PIPE
                || code == Win32Error.ERROR_NO_DATA
                || code == Win32Error.ERROR_PIPE_NOT_CONNECTED) {
            return FailureKind.PEER_CLOSED;
        }
        return code == Win32Error.ERROR_NOT_ENOUGH_MEMORY
                        || code == Win32Error.ERROR_DISK_FULL
                        || code == Win32Error.ERROR_COMMITMENT_LIMIT
                ? FailureKind.NO_SPACE
                : FailureKind.OTHER;
    }
}
