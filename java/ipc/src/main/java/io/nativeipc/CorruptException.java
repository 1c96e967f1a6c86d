package io.nativeipc;

/** A shared object does not hold what it must: it was truncated under its mapping, or its contents contradict themselves. */
public class CorruptException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * An access that found something wrong; there is no code.
     *
     * @param object the object's address
     * @param text what is wrong with it
     */
    public CorruptException(String object, String text) {
        super("access", object, "corrupt", 0, text);
    }
}
