package io.nativeipc.internal.cdecl;

/**
 * A token of C text. {@code line} is its line in the text. After a line marker of the preprocessor, {@code file} and
 * {@code fileLine} are the place in the header from which the text came.
 */
record CToken(Kind kind, String text, int line, CFile file, int fileLine) {
    enum Kind {
        WORD,
        NUMBER,
        CHARACTER,
        STRING,
        SIGN,
        /** A whole line that starts with {@code #}, without comments. */
        DIRECTIVE,
        END
    }

    boolean is(String expected) {
        return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(expected);
    }

    boolean isWord() {
        return kind == Kind.WORD;
    }

    boolean isDirective() {
        return kind == Kind.DIRECTIVE;
    }

    String place() {
        return "line " + line + (file.name().isEmpty() ? "" : " (" + file.name() + ", line " + fileLine + ")");
    }

    CRefusal refuse(String reason) {
        return new CRefusal(place() + ": " + reason);
    }
}
