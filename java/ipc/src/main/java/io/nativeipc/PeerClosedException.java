package io.nativeipc;

/** The other end is gone (EPIPE, ECONNRESET, ERROR_BROKEN_PIPE). */
public class PeerClosedException extends IpcException {
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
    public PeerClosedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
