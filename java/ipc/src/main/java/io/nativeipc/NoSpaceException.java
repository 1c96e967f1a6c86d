package io.nativeipc;

/** Memory, disk space or one of the system's limits is used up (ENOSPC, ENOMEM, EDQUOT); the message names the limit where it is known. */
public class NoSpaceException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * As {@link IpcException#IpcException}.
     *
     * @param call the function that failed
     * @param object what it was called for: a name, a path, a key
     * @param error the code's name, {@code EEXIST}
     * @param code errno, or what GetLastError says
     * @param text what the code means, and what is known of the cause
     */
    public NoSpaceException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
