package io.nativeipc.python;

/** An error in a pickle, which is reported to the caller as a CorruptException. */
final class MalformedPickle extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedPickle(String text) {
        super(text, null, false, false);
    }
}
