package io.nativeipc.internal.failure;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
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
        if (code == Win32Error.ERROR_ALREADY_EXISTS || code == Win32Error.ERROR_FILE_EXISTS) {
            return new AlreadyExistsException(call, object, error, code, text);
        } else if (code == Win32Error.ERROR_FILE_NOT_FOUND || code == Win32Error.ERROR_PATH_NOT_FOUND) {
            return new NotFoundException(call, object, error, code, text);
        } else if (code == Win32Error.ERROR_ACCESS_DENIED) {
            return new AccessDeniedException(call, object, error, code, text);
        } else if (code == Win32Error.ERROR_BROKEN_PIPE
                || code == Win32Error.ERROR_NO_DATA
                || code == Win32Error.ERROR_PIPE_NOT_CONNECTED) {
            return new PeerClosedException(call, object, error, code, text);
        } else if (code == Win32Error.ERROR_NOT_ENOUGH_MEMORY
                || code == Win32Error.ERROR_DISK_FULL
                || code == Win32Error.ERROR_COMMITMENT_LIMIT) {
            return new NoSpaceException(call, object, error, code, text);
        }
        return new IpcException(call, object, error, code, text);
    }
}
