package io.nativeipc.internal.cdecl;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A position in the tokens of C text. It refuses macros, whose text only the preprocessor knows. */
final class CTokens {
    static final int MAX_DEPTH = 100;

    private final List<CToken> tokens;
    private final Set<String> macros = new HashSet<>();
    private boolean pragmas;
    private int at;
    private int depth;

    CTokens(List<CToken> tokens) {
        this.tokens = tokens;
    }

    /** Adds the name of a macro that is no integer constant. */
    void addMacro(String name) {
        macros.add(name);
    }

    boolean isMacro(String name) {
        return macros.contains(name);
    }

    /** From here on a macro may contain a pragma, so that none may be used, not even in what is skipped. */
    void addPragma() {
        pragmas = true;
    }

    void removeMacro(String name) {
        macros.remove(name);
    }

    boolean ended() {
        return peek().kind() == CToken.Kind.END;
    }

    CToken peek() {
        return tokens.get(at);
    }

    CToken peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    boolean sees(String text) {
        return peek().is(text);
    }

    boolean accept(String text) {
        if (sees(text)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String text) {
        if (!accept(text)) {
            throw refuse("'" + text + "' is expected");
        }
    }

    CToken next() {
        CToken token = peek();
        if (token.kind() == CToken.Kind.END) {
            throw refuse("more text is expected");
        } else if (token.isWord() && macros.contains(token.text())) {
            requireNoPragma(token);
            throw token.refuse(token.text() + " is a macro: give the output of cc -E");
        }
        at++;
        return token;
    }

    /** Moves over a token of what is not understood. */
    void skip() {
        requireNoPragma(peek());
        at++;
    }

    private void requireNoPragma(CToken token) {
        if (pragmas && token.isWord() && macros.contains(token.text())) {
            throw new CUnreadable(token.place() + ": the macro " + token.text()
                    + " may change the packing, because a macro contains a pragma: give the output of cc -E");
        }
    }

    /** Returns a refusal of the token at this position. */
    CRefusal refuse(String reason) {
        CToken token = peek();
        return token.refuse(reason + (ended() ? ", but the text ends" : ", not '" + shortened(token.text()) + "'"));
    }

    static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    /** Returns a token before the current position. */
    CToken earlier(int position) {
        return tokens.get(position);
    }

    /** Reports whether one of the tokens from a position to the current one is this sign. */
    boolean contain(String sign, int from) {
        return tokens.subList(from, at).stream().anyMatch(token -> token.is(sign));
    }

    /** Enters a nested construct. The limit keeps a hostile text from exhausting the stack. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw peek().refuse("this is nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    void leave() {
        depth--;
    }

    void leaveAll() {
        depth = 0;
    }

    /** Skips from an opening sign at this position to the end of what it closes. Macros in it do not matter. */
    void skipBalanced() {
        int open = 0;
        do {
            CToken token = peek();
            if (token.kind() == CToken.Kind.END || token.isDirective()) { // the parser applies it as it skips the rest
                throw refuse("a closing bracket is expected");
            }
            open += opens(token) ? 1 : closes(token) ? -1 : 0;
            skip();
        } while (open > 0);
    }

    static boolean opens(CToken token) {
        return token.is("(") || token.is("[") || token.is("{");
    }

    static boolean closes(CToken token) {
        return token.is(")") || token.is("]") || token.is("}");
    }
}
