package io.nativeipc.internal.cdecl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes the conditions of the preprocessor that no layout depends on: an include guard, and those around
 * {@code extern "C"}. Any other condition is refused, because both branches could declare the same struct.
 */
final class CConditions {
    private static final Pattern CONDITION = Pattern.compile("#\\s*(if|ifdef|ifndef|elif\\w*|else|endif)\\b.*");
    private static final Pattern CPLUSPLUS =
            Pattern.compile("#\\s*(ifdef\\s+__cplusplus|if\\s+defined\\s*(\\(\\s*__cplusplus\\s*\\)|\\s__cplusplus))");

    private final List<CToken> tokens;
    private final List<CToken> kept = new ArrayList<>();

    private CConditions(List<CToken> tokens) {
        this.tokens = tokens;
    }

    static List<CToken> removed(List<CToken> tokens) {
        CConditions conditions = new CConditions(tokens);
        conditions.remove();
        return conditions.kept;
    }

    private void remove() {
        int end = tokens.size() - 1; // the last token is END
        int at = 0;
        int guard = guard();
        if (guard >= 0) {
            end--;
        }
        while (at < end) {
            CToken token = tokens.get(at);
            if (at == guard) {
                at++;
            } else if (!token.isDirective() || !CONDITION.matcher(token.text()).matches()) {
                kept.add(token);
                at++;
            } else if (CPLUSPLUS.matcher(token.text()).matches()) {
                at = afterLinkage(at);
            } else {
                throw refuse(token);
            }
        }
        kept.add(tokens.get(tokens.size() - 1));
    }

    private static CUnreadable refuse(CToken token) {
        return new CUnreadable(
                token.place() + ": the layout depends on '" + token.text() + "': give the output of cc -E");
    }

    /** Returns the position of an {@code #ifndef} that encloses the whole text, or −1. */
    private int guard() {
        int first = 0;
        while (tokens.get(first).text().matches("#\\s*pragma\\s+once")) {
            first++;
        }
        int last = tokens.size() - 2;
        if (last <= first + 1 || !tokens.get(first).isDirective()) {
            return -1;
        }
        String name = tokens.get(first).text().replaceFirst("#\\s*(ifndef|if\\s*!\\s*defined)\\s*\\(?\\s*", "");
        boolean guards =
                tokens.get(first).text().matches("#\\s*(ifndef\\s+|if\\s*!\\s*defined\\s*\\(?\\s*)\\w+\\s*\\)?")
                        && tokens.get(first + 1).isDirective()
                        && tokens.get(first + 1)
                                .text()
                                .matches(
                                        "#\\s*define\\s+" + Pattern.quote(name.replaceAll("\\s*\\)", "")) + "(\\s+1?)?")
                        && tokens.get(last).isDirective()
                        && tokens.get(last).text().matches("#\\s*endif\\b.*");
        return guards ? first : -1;
    }

    /** Returns the position after the condition, which must contain the start or the end of a linkage block alone. */
    private int afterLinkage(int condition) {
        int end = condition + 1;
        StringBuilder content = new StringBuilder();
        while (end < tokens.size() && end <= condition + 3 && !tokens.get(end).isDirective()) {
            content.append(tokens.get(end).text()).append(' ');
            end++;
        }
        boolean linkage = List.of("extern \"C\" { ", "} ").contains(content.toString());
        if (!linkage || end == tokens.size() || !tokens.get(end).text().matches("#\\s*endif\\b.*")) {
            throw refuse(tokens.get(condition));
        }
        return end + 1;
    }
}
