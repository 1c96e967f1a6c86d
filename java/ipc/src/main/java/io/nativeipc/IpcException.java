package io.nativeipc;

import java.io.IOException;

/**
 * A call to the operating system failed, or an object is not in the state that the caller needs.
 *
 * <p>The message of a failed call names the call, the object and the code: {@code shm_open("/prices"): EEXIST (17): File
 * exists}. A condition that this library found by itself has no call and no code: {@code "ring:/prices": busy: it has a
 * consumer already, process 412}.
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

    /** What it means. */
    private final String text;

    /**
     * A call that failed, or with code 0 a condition that no call reported.
     *
     * @param call the C function, {@code shm_open}; ignored if the code is 0
     * @param object the object of the call: a name, a path, a key
     * @param error the name of the code, {@code EEXIST}, or of the condition, {@code busy}
     * @param code the code, 17, or 0
     * @param text what the code means, and what is known of the cause
     */
    public IpcException(String call, String object, String error, int code, String text) {
        super((code == 0 ? quoted(object) : call + "(" + quoted(object) + ")")
                + ": "
                + error
                + (code == 0 ? "" : " (" + code + ")")
                + ": "
                + text);
        this.call = code == 0 ? "" : call;
        this.object = object;
        this.error = error;
        this.code = code;
        this.text = text;
    }

    /** The same error of an object that the caller knows by another name, for a call that failed. */
    IpcException named(String address) {
        IpcException same;
        if (this instanceof AlreadyExistsException) {
            same = new AlreadyExistsException(call, address, error, code, text);
        } else if (this instanceof NotFoundException) {
            same = new NotFoundException(call, address, error, code, text);
        } else if (this instanceof AccessDeniedException) {
            same = new AccessDeniedException(call, address, error, code, text);
        } else if (this instanceof NoSpaceException) {
            same = new NoSpaceException(call, address, error, code, text);
        } else if (getClass() == IpcException.class) {
            same = new IpcException(call, address, error, code, text);
        } else {
            return this;
        }
        same.initCause(this);
        return same;
    }

    private static String quoted(String object) {
        return object.startsWith("0x") || object.startsWith("id=") ? object : '"' + object + '"';
    }

    /** {@return the C function that failed; empty for a condition that no call reported} */
    public String call() {
        return call;
    }

    /** {@return the object: a name, a path, a key} */
    public String object() {
        return object;
    }

    /** {@return the name of the code, {@code EEXIST}, its number if it has no name here, or the name of the condition} */
    public String error() {
        return error;
    }

    /** {@return the code: errno, or GetLastError on Windows; 0 for a condition that no call reported} */
    public int code() {
        return code;
    }
}
