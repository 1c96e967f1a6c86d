package io.nativeipc.internal.region;

import java.nio.ReadOnlyBufferException;

/** A {@link ReadOnlyBufferException} with a message. That of the JDK has none, and no constructor for one. */
public final class ReadOnlyMemory extends ReadOnlyBufferException {
    private static final long serialVersionUID = 1;

    private final String message;

    public ReadOnlyMemory(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
