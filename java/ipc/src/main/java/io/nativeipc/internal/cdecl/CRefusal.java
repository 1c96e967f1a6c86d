package io.nativeipc.internal.cdecl;

/** C text that is not understood, or that has no layout which the text alone defines. */
final class CRefusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String text;

    CRefusal(String text) {
        super(text);
        this.text = text;
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
