package io.nativeipc;

/** Memory, disk space or one of the system's limits is used up (ENOSPC, ENOMEM, EDQUOT); the message names the limit where it is known. */
public class NoSpaceException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public NoSpaceException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
