package io.nativeipc.internal.cdecl;

/** C text that is not understood, or that has no layout which the text alone defines. */
final class CRefusal extends IllegalArgumentException {
    static final String NOT_UNDERSTOOD = " is not understood: ";

    private static final long serialVersionUID = 1;

    private static final int HALF = 300;

    private final String text;

    CRefusal(String text) {
        super(shortened(text));
        this.text = shortened(text);
    }

    /** Returns a message without its middle if a word of the text makes it very long. */
    static String shortened(String message) {
        int end = message.length();
        return end <= 2 * HALF ? message : message.substring(0, HALF) + "…" + message.substring(end - HALF);
    }

    /** Returns the first reason of a chain of types that are not understood. */
    static String cause(String reason) {
        int cause = reason.lastIndexOf(NOT_UNDERSTOOD);
        return cause < 0 ? reason : reason.substring(cause + NOT_UNDERSTOOD.length());
    }

    String text() {
        return text;
    }

    /** A large text may have many refusals, which are reported without the stack of the parser. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
