package io.nativeipc;

/** A shared object has invalid contents: it was truncated while mapped, or its contents contradict each other. */
public class CorruptException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception for a condition that no system call reported.
     *
     * @param object the object's address
     * @param text what is wrong with it
     */
    public CorruptException(String object, String text) {
        super(object, "corrupt", text);
    }
}
