package io.nativeipc;

/** The other end is gone (EPIPE, ECONNRESET, ERROR_BROKEN_PIPE). */
public class PeerClosedException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public PeerClosedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
