package io.nativeipc;

/** There is no such object, or it was removed while in use (ENOENT, EIDRM, ERROR_FILE_NOT_FOUND). */
public class NotFoundException extends IpcException {
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
    public NotFoundException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
