package io.nativeipc;

/** A shared object does not hold what it must: it was truncated under its mapping, or its contents contradict themselves. */
public class CorruptException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * A condition that no system call reported.
     *
     * @param object the object's address
     * @param text what is wrong with it
     */
    public CorruptException(String object, String text) {
        super(object, "corrupt", text);
    }
}
