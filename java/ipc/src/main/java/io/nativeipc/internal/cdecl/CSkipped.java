package io.nativeipc.internal.cdecl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The declarations that are not understood. What they may declare is refused, instead of having another meaning. */
final class CSkipped {
    private static final Set<String> NAME_ENDS = Set.of(",", ";", "[", "__attribute__", "__attribute");

    private final CTokens tokens;
    private final CScope scope;
    private final List<Skipped> skipped = new ArrayList<>();

    /** The positions of a declaration's tokens, and why it is not understood. */
    private record Skipped(int from, int to, CRefusal reason) {}

    CSkipped(CTokens tokens, CScope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    /** Adds the declaration from a position to the current one. */
    void add(int from, CRefusal reason) {
        skipped.add(new Skipped(from, tokens.position(), reason));
        refuseNames(from, tokens.position(), reason);
        refuseTag(from, tokens.position(), reason);
    }

    /** Returns the reason of the first declaration that may be that of a struct. */
    Optional<CRefusal> reason(String name) {
        return skipped.stream()
                .filter(each -> names(each, name))
                .map(Skipped::reason)
                .findFirst();
    }

    private boolean names(Skipped declaration, String name) {
        for (int i = declaration.from; i < declaration.to; i++) {
            if (tokens.earlier(i).is(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first reason of all as the end of a message, or an empty text. */
    String first() {
        return skipped.isEmpty()
                ? ""
                : "; not understood: " + skipped.get(0).reason.text();
    }

    /**
     * Refuses the names of the typedefs in text that was not understood: the text gives them another meaning than C's
     * headers do.
     */
    private void refuseNames(int from, int to, CRefusal reason) {
        int open = 0;
        boolean typedef = false;
        for (int i = from; i < to; i++) {
            CToken token = tokens.earlier(i);
            CToken next = tokens.earlier(i + 1);
            open += CTokens.opens(token) ? 1 : CTokens.closes(token) ? -1 : 0;
            boolean alias = i > from && tokens.earlier(i - 1).is("using") && next.is("=");
            boolean inside = open == 1 && tokens.earlier(Math.max(i - 1, from)).is("*") && next.is(")");
            boolean pointer = i + 2 < to && tokens.earlier(i + 2).is("*");
            boolean ends = open == 0 && (next.is("(") ? !pointer : NAME_ENDS.contains(next.text()));
            typedef = open == 0 ? (typedef || token.is("typedef")) && !token.is(";") : typedef;
            if (token.isWord() && (alias || (typedef && (inside || ends)))) {
                scope.refuseTypedef(token.text(), reason.text());
            }
        }
    }

    /** Refuses the struct of a declaration such as {@code struct __attribute__((x)) a;}, whose attribute may hold for it. */
    private void refuseTag(int from, int to, CRefusal reason) {
        String tag = "";
        int open = 0;
        CToken first = tokens.earlier(from);
        for (int i = from + 1; i < to && (first.is("struct") || first.is("union")); i++) {
            CToken token = tokens.earlier(i);
            open += CTokens.opens(token) ? 1 : CTokens.closes(token) ? -1 : 0;
            boolean ends = open == 0 && token.isWord() && tokens.earlier(i + 1).is(";");
            tag = ends ? token.text() : tag;
            if (open == 0 && (token.is("=") || token.is("*") || token.is("}"))) {
                return;
            }
        }
        scope.refuseTag(tag, reason.text());
    }
}
