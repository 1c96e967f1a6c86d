package io.nativeipc;

/** The name or key is in use (EEXIST, ERROR_ALREADY_EXISTS). */
public class AlreadyExistsException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public AlreadyExistsException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
