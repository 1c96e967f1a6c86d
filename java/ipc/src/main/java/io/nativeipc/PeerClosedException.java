package io.nativeipc;

/** The other end is gone (EPIPE, ECONNRESET, ERROR_BROKEN_PIPE). */
public class PeerClosedException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * A system call that failed.
     *
     * @param call the function that failed
     * @param object the object's address, or the path of a file of this library's own
     * @param error the name of the code, {@code EEXIST}
     * @param code errno, or the value of GetLastError; not 0
     * @param text what the code means, and what is known of the cause
     */
    public PeerClosedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }

    /**
     * A condition that no system call reported.
     *
     * @param object the object's address, or the path of a file of this library's own
     * @param condition the name of the condition, {@code busy}
     * @param text what is known of it
     */
    public PeerClosedException(String object, String condition, String text) {
        super(object, condition, text);
    }
}
