package io.nativeipc;

/** The object's permissions, or the system's rules, forbid it (EACCES, EPERM, ERROR_ACCESS_DENIED). */
public class AccessDeniedException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public AccessDeniedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
