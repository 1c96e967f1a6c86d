package io.nativeipc;

/** Who held the mutex has died; the caller holds it now (EOWNERDEAD, WAIT_ABANDONED). */
public class OwnerDiedException extends IpcException {
    private static final long serialVersionUID = 1;

    /** As {@link IpcException#IpcException}. */
    public OwnerDiedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
