package io.nativeipc;

/** The other end has closed the connection (EPIPE, ECONNRESET, ERROR_BROKEN_PIPE). */
public class PeerClosedException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception for a failed system call.
     *
     * @param call the function that failed
     * @param object the object's address, or the path of a file of this library
     * @param error the name of the code, {@code EEXIST}
     * @param code errno, or the value of GetLastError; not 0
     * @param text what the code means, and the cause if it is known
     */
    public PeerClosedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }

    /**
     * Creates an exception for a condition that no system call reported.
     *
     * @param object the object's address, or the path of a file of this library
     * @param condition the name of the condition, {@code busy}
     * @param text the details that are known
     */
    public PeerClosedException(String object, String condition, String text) {
        super(object, condition, text);
    }
}
