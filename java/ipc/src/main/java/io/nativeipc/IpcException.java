package io.nativeipc;

import java.io.IOException;

/**
 * A call to the operating system failed, or an object is not in the state that the caller needs.
 *
 * <p>The message of a failed call names the call, the object and the code:
 * {@code shm_open("posix-shm:/prices"): EEXIST (17): File exists}. A condition that this library itself detected has no
 * call and no code: {@code "ring:/prices": busy: it has a consumer already, process 412}.
 *
 * <p>Subclasses exist for the errors that callers handle separately: {@link AlreadyExistsException},
 * {@link NotFoundException}, {@link AccessDeniedException}, {@link PeerClosedException}, {@link OwnerDiedException},
 * {@link NoSpaceException}, {@link CorruptException}.
 */
public class IpcException extends IOException {
    private static final long serialVersionUID = 1;

    /** The C function. */
    private final String call;

    /** The object's address. */
    private final String object;

    /** The code's name. */
    private final String error;

    /** The code. */
    private final int code;

    /** The meaning of the code. */
    private final String text;

    /**
     * Creates an exception for a failed system call.
     *
     * @param call the C function, {@code shm_open}
     * @param object the object's address, {@code posix-shm:/prices}, or the path of a file of this library
     * @param error the name of the code, {@code EEXIST}
     * @param code the code, 17; not 0
     * @param text what the code means, and the cause if it is known
     */
    public IpcException(String call, String object, String error, int code, String text) {
        this(call + "(\"" + object + "\"): " + error + " (" + code + "): " + text, call, object, error, code, text);
        if (call.isEmpty() || code == 0) {
            throw new IllegalArgumentException("a failed call has a name and a code: " + object + ": " + error);
        }
    }

    /**
     * Creates an exception for a condition that no system call reported. It has no call and no code.
     *
     * @param object the object's address, {@code ring:/prices}, or the path of a file of this library
     * @param condition the name of the condition, {@code busy}
     * @param text the details that are known
     */
    public IpcException(String object, String condition, String text) {
        this("\"" + object + "\": " + condition + ": " + text, "", object, condition, 0, text);
    }

    private IpcException(String message, String call, String object, String error, int code, String text) {
        super(message);
        this.call = call;
        this.object = object;
        this.error = error;
        this.code = code;
        this.text = text;
    }

    /** {@return the C function that failed; empty for a condition that no call reported} */
    public String call() {
        return call;
    }

    /**
     * {@return the address that the caller used for the object, {@code posix-shm:/prices}, which
     * {@link IpcAddress#parse} accepts; for a file of this library its path; for a descriptor, a user or a group a text
     * that identifies it}
     */
    public String object() {
        return object;
    }

    /**
     * {@return the name of the code, {@code EEXIST}; its number if this library has no name for it; or the name of the
     * condition}
     */
    public String error() {
        return error;
    }

    /** {@return the code: errno, or GetLastError on Windows; 0 for a condition that no call reported} */
    public int code() {
        return code;
    }

    /** {@return the meaning of the code or the condition, and the cause if it is known} */
    public String text() {
        return text;
    }
}
