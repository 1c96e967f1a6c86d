package io.nativeipc;

/** There is no such object, or it was removed while in use (ENOENT, EIDRM, ERROR_FILE_NOT_FOUND). */
public class NotFoundException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public NotFoundException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
