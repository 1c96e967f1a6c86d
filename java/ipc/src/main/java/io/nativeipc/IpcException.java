package io.nativeipc;

import java.io.IOException;

/**
 * A call to the operating system failed. The message names the call, the object and the code:
 * {@code shm_open("/prices"): EEXIST (17): File exists}.
 *
 * <p>A subclass exists where a caller would catch it: {@link AlreadyExistsException}, {@link NotFoundException},
 * {@link AccessDeniedException}, {@link PeerClosedException}, {@link OwnerDiedException}, {@link NoSpaceException},
 * {@link CorruptException}.
 */
public class IpcException extends IOException {
    private static final long serialVersionUID = 1;

    /** The C function. */
    private final String call;

    /** What it was called for. */
    private final String object;

    /** The code's name. */
    private final String error;

    /** The code. */
    private final int code;

    /**
     * A call that failed.
     *
     * @param call the C function, {@code shm_open}
     * @param object what it was called for: a name, a path, a key
     * @param error the code's name, {@code EEXIST}
     * @param code the code, 17
     * @param text what the code means, and what is known of the cause
     */
    public IpcException(String call, String object, String error, int code, String text) {
        super(call + "(" + quoted(object) + "): " + error + " (" + code + "): " + text);
        this.call = call;
        this.object = object;
        this.error = error;
        this.code = code;
    }

    private static String quoted(String object) {
        return object.startsWith("0x") || object.startsWith("id=") ? object : '"' + object + '"';
    }

    /** {@return the C function that failed} */
    public String call() {
        return call;
    }

    /** {@return what the function was called for: a name, a path, a key} */
    public String object() {
        return object;
    }

    /** {@return the name of the code, {@code EEXIST}; the number itself where this library has no name for it} */
    public String error() {
        return error;
    }

    /** {@return the code: errno, or GetLastError on Windows} */
    public int code() {
        return code;
    }
}
