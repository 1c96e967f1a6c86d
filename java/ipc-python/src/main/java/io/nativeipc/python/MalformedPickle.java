package io.nativeipc.python;

/** What is wrong with a pickle, on its way to a CorruptException. */
final class MalformedPickle extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedPickle(String text) {
        super(text, null, false, false);
    }
}
