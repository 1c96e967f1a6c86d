package io.nativeipc.internal.cdecl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parses C declarations. A declaration that is not understood, such as an inline function, is skipped; its reason is
 * reported if the struct that is asked for is missing.
 */
public final class CParser implements CGrammar {
    /** The keyword in a name such as {@code struct quote}. */
    private static final String KEYWORD = "^(struct|union)\\s+";

    /** What may be between the parameters of a function and its body. */
    private static final Set<String> BODY = Set.of("const", "noexcept", "override", "final", "&", "&&");

    private final CTokens tokens;
    private final CScope scope;
    private final CDirectives directives;
    private final CConstants expressions;
    private final CAttributes attributes;
    private final CSpecifiers specifiers;
    private final CDeclarators declarators;
    private final CRecords records;
    private final CSkipped skipped;
    private int openLinkages;

    private CParser(String text, CAbi abi) {
        tokens = new CTokens(CConditions.removed(CLexer.read(text)));
        Map<String, CNumber> constants = new HashMap<>();
        scope = new CScope(abi);
        skipped = new CSkipped(tokens, scope);
        directives = new CDirectives(tokens, constants);
        expressions = new CConstants(tokens, this, constants, abi);
        attributes = new CAttributes(tokens, this, abi);
        CEnums enums = new CEnums(tokens, this, scope, attributes, directives, constants, abi);
        specifiers = new CSpecifiers(tokens, this, scope, attributes, enums, abi);
        declarators = new CDeclarators(tokens, this, attributes, abi);
        records = new CRecords(tokens, this, scope, attributes, directives, specifiers, declarators, abi);
    }

    /** A struct that was found, and how C writes its type. */
    public record Result(CType type, String written) {}

    public static Result parse(String text, String name, CAbi abi) {
        String plain = name.replaceFirst(KEYWORD, "");
        try {
            CParser parser = new CParser(text, abi);
            parser.all();
            return parser.find(name.substring(0, name.length() - plain.length()).strip(), plain);
        } catch (CUnreadable | CRefusal e) { // the caller knows neither class, so neither is the cause
            throw new IllegalArgumentException("struct " + plain + ": " + e.getMessage());
        }
    }

    private void all() {
        directives.apply();
        while (!tokens.ended()) {
            int from = tokens.position();
            try {
                declaration();
            } catch (CRefusal e) {
                tokens.leaveAll();
                skip(from);
                skipped.add(from, e);
            }
            directives.apply();
        }
    }

    private Result find(String keyword, String plain) {
        CToken asked = new CToken(CToken.Kind.WORD, plain, 0, CFile.NONE, 0);
        Optional<CRefusal> reason = skipped.reason(plain);
        CType type;
        try {
            type = keyword.isEmpty() ? scope.asked(asked, plain) : scope.tag(asked, plain);
        } catch (CRefusal e) {
            throw new IllegalArgumentException(
                    "struct " + plain + ": " + e.text().replaceFirst("^line 0: ", ""));
        }
        if (type != null && type.isRecord() && !keyword.isEmpty() && !keyword.equals(written(type))) {
            throw new IllegalArgumentException(
                    "struct " + plain + ": " + plain + " is a " + written(type) + ", not a " + keyword);
        } else if (type != null && type.isRecord() && type.isComplete()) {
            boolean tag = !keyword.isEmpty() || scope.isTag(plain);
            return new Result(type, tag ? written(type) + " " + plain : plain);
        } else if (reason.isPresent()) {
            throw new IllegalArgumentException(
                    "struct " + plain + ": " + reason.get().text());
        }
        String why =
                type == null ? " is not declared" : type.isRecord() ? " is declared but not defined" : " is no struct";
        List<String> names = scope.records();
        List<String> similar = type == null ? CNames.similar(plain, names) : List.of();
        throw new IllegalArgumentException("struct " + plain + why
                + (similar.isEmpty() ? "" : "; similar names: " + CNames.listed(similar))
                + "; the text has " + (names.isEmpty() ? "no struct" : CNames.listed(names)) + skipped.first());
    }

    private static String written(CType type) {
        return type.kind() == CKind.UNION ? "union" : "struct";
    }

    private void declaration() {
        CToken first = tokens.peek();
        if (tokens.accept(";") || linkage()) {
            return;
        } else if (first.is("static_assert") || first.is("_Static_assert")) {
            skip(tokens.position());
            return;
        } else if (first.is("}")) {
            throw first.refuse("'}' closes nothing");
        }
        boolean typedef = accepted("typedef");
        int from = tokens.position();
        CSpecifiers.Base base = specifiers.parse();
        boolean defines = base.type().isRecord() && tokens.contain("{", from);
        typedef |= tokens.accept("typedef");
        if (tokens.sees(";")) {
            specifiers.requireUse(base);
            tokens.next();
            return;
        } else if (defines && !typedef && tokens.peek().isWord()) {
            throw refuseAfter(base.type());
        }
        do {
            CDeclarators.Declarator declarator = declarators.parse(base.type());
            if (!typedef) {
                scope.declareValue(declarator.name());
            } else {
                typedef(declarator, base.attributes().and(declarator.attributes(), declarator.token()));
            }
            if (declarator.isFunction() && tokens.sees("{")) {
                tokens.skipBalanced();
                return;
            }
        } while (tokens.accept(","));
        tokens.expect(";");
    }

    /** A word after a definition names a variable, or is a macro such as __packed that changes the layout. */
    private CRefusal refuseAfter(CType type) {
        CToken word = tokens.peek();
        CRefusal reason =
                word.refuse("'" + word.text() + "' after the definition may be a macro that changes the layout:"
                        + " give the output of cc -E, or the definition alone");
        scope.refuseTag(type.name(), reason.text());
        return reason;
    }

    /** Skips words that belong to no type, and returns whether {@code word} is among them. */
    private boolean accepted(String word) {
        boolean seen = false;
        while (tokens.sees(word) || tokens.sees("static") || tokens.sees("__extension__")) {
            seen |= tokens.next().is(word);
        }
        return seen;
    }

    /** Skips the start and the end of {@code extern "C" { … }}. */
    private boolean linkage() {
        if (tokens.sees("extern") && tokens.peekSecond().text().equals("\"C\"")) {
            tokens.next();
            tokens.next();
            if (tokens.accept("{")) {
                openLinkages++;
            }
            return true;
        } else if (openLinkages > 0 && tokens.accept("}")) {
            openLinkages--;
            return true;
        }
        return false;
    }

    private void typedef(CDeclarators.Declarator declarator, CFound found) {
        CType type = declarator.type();
        if (declarator.name().isEmpty()) {
            throw declarator.token().refuse("the name of a type is expected");
        } else if (found.packed()) {
            throw declarator.token().refuse("GCC ignores packed here: write it after 'struct' or '}'");
        } else if (found.align() > 0 && !type.isComplete()) {
            throw declarator.token().refuse("the alignment of a type without a size is not understood");
        }
        type.nameBy(declarator.name());
        if (found.align() > 0) {
            type = type.aligned(found.align());
        }
        scope.declareTypedef(declarator.token(), type);
    }

    /** Moves behind a declaration that was not understood, applying the directives in it. */
    private void skip(int from) {
        tokens.moveTo(from);
        boolean block = tokens.sees("namespace") || tokens.sees("extern");
        boolean parameters = false;
        int open = 0;
        CToken before = tokens.peek();
        while (!tokens.ended()) {
            directives.apply();
            if (tokens.ended()) {
                return;
            }
            CToken token = tokens.peek();
            if (open == 0 && token.is("(")) {
                parameters = !CAttributes.startsAt(before);
            } else if (open == 0 && token.is("{")) {
                block |= parameters && (before.is(")") || BODY.contains(before.text()));
            }
            open = Math.max(0, open + (CTokens.opens(token) ? 1 : CTokens.closes(token) ? -1 : 0));
            tokens.skip();
            if (open == 0 && (token.is(";") || (block && token.is("}")))) {
                return;
            }
            before = token;
        }
    }

    @Override
    public CNumber constant() {
        return expressions.evaluate();
    }

    @Override
    public boolean startsType(CToken token) {
        return specifiers.startsType(token);
    }

    @Override
    public CType typeName() {
        CSpecifiers.Base base = specifiers.parse();
        CDeclarators.Declarator declarator = declarators.parse(base.type());
        if (!declarator.name().isEmpty()) {
            throw declarator.token().refuse("a type without a name is expected");
        } else if (base.attributes()
                .and(declarator.attributes(), declarator.token())
                .changesLayout()) {
            throw declarator.token().refuse("an attribute that changes the layout is not understood here");
        }
        return declarator.type();
    }

    @Override
    public CType record(CFound before) {
        return records.parse(before);
    }
}
