package io.nativeipc.internal.cdecl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Parses what follows the type in a declaration: {@code *p[2]}, {@code (*f)(int)}, {@code x[N][3]}. */
final class CDeclarators {
    private static final int MAX_STARS = 20;
    /** The length of the longest name of a type that the name of a pointer repeats. */
    private static final int MAX_NAME = 100;

    private static final List<String> QUALIFIERS = List.of(
            "const",
            "volatile",
            "restrict",
            "__const",
            "__volatile__",
            "__restrict",
            "__restrict__",
            "_Nullable",
            "_Nonnull",
            "__cdecl",
            "__stdcall",
            "__ptr64",
            "_Atomic");

    private final CTokens tokens;
    private final CGrammar grammar;
    private final CAttributes attributes;
    private final CAbi abi;

    /** A declared name, which is empty for a type name, with its type and the attributes after it. */
    record Declarator(CToken token, String name, CType type, boolean isFunction, CFound attributes) {}

    CDeclarators(CTokens tokens, CGrammar grammar, CAttributes attributes, CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.attributes = attributes;
        this.abi = abi;
    }

    Declarator parse(CType base) {
        tokens.enter();
        CFound found = attributes.parse();
        CType type = base;
        while (tokens.accept("*")) {
            type = pointer(tokens.peek(), type.name());
            while (QUALIFIERS.contains(tokens.peek().text())) {
                type = tokens.next().is("_Atomic") ? type.atomic() : type;
            }
            attributes.parseHarmless("after '*'");
        }
        refuseReferences();
        CToken token = tokens.peek();
        Declarator declarator =
                tokens.sees("(") && isNested(tokens.peekSecond()) ? nested(type, found) : plain(token, type, found);
        tokens.leave();
        return declarator;
    }

    private void refuseReferences() {
        if (tokens.sees("&") || tokens.sees("&&")) {
            throw tokens.peek().refuse("a reference has no meaning in another process");
        } else if (tokens.sees("^")) {
            throw tokens.peek().refuse("blocks are not understood");
        }
    }

    /** Whether a parenthesis before this token is part of a name, as in {@code (*f)(int)}, or begins parameters. */
    private boolean isNested(CToken second) {
        return second.is("*") || second.is("(") || (second.isWord() && !grammar.startsType(second));
    }

    private Declarator plain(CToken token, CType type, CFound before) {
        String name = "";
        if (token.isWord() && !token.is("__attribute__") && !token.is("__asm__")) {
            name = tokens.next().text();
        }
        Declarator typed = suffixes(token, name, type);
        return new Declarator(token, name, typed.type, typed.isFunction, before.and(attributes.parse(), tokens.peek()));
    }

    /** Parses {@code (*f)(int)}: the type of what is inside of the parentheses depends on what follows them. */
    private Declarator nested(CType type, CFound before) {
        CToken open = tokens.peek();
        int inside = tokens.position() + 1;
        tokens.skipBalanced();
        CType outer = suffixes(open, "", type).type;
        int after = tokens.position();
        tokens.moveTo(inside);
        while (tokens.accept("__cdecl") || tokens.accept("__stdcall")) {
            attributes.parse();
        }
        Declarator inner = parse(outer);
        tokens.expect(")");
        tokens.moveTo(after);
        return new Declarator(
                inner.token,
                inner.name,
                inner.type,
                inner.isFunction,
                before.and(inner.attributes, open).and(attributes.parse(), open));
    }

    /** Parses array bounds and parameters. */
    private Declarator suffixes(CToken token, String name, CType type) {
        if (tokens.sees("(")) {
            tokens.skipBalanced();
            CType function = CType.incomplete(CKind.OPAQUE, "function");
            return new Declarator(token, name, function, true, CFound.NONE);
        }
        List<Long> bounds = new ArrayList<>();
        while (tokens.sees("[") && !tokens.peekSecond().is("[")) {
            tokens.next();
            bounds.add(tokens.sees("]") ? 0 : bound());
            tokens.expect("]");
        }
        Collections.reverse(bounds);
        CType array = type;
        for (long bound : bounds) {
            array = array(token, array, bound);
        }
        return new Declarator(token, name, array, false, CFound.NONE);
    }

    private long bound() {
        CToken token = tokens.peek();
        long count = grammar.constant().value();
        if (count < 0) {
            throw token.refuse("an array has no " + count + " elements");
        }
        return count;
    }

    private static CType array(CToken token, CType element, long count) {
        if (!element.isComplete()) {
            throw token.refuse("an array of " + element + " has no size: " + element + element.whyIncomplete());
        } else if (element.size() == 0) {
            throw token.refuse("only the first bound of an array may be absent or 0");
        } else if (element.size() % element.alignment() != 0) {
            throw token.refuse("the size of " + element + " is no multiple of its alignment: no array of it exists");
        } else if (element.depth() >= CTokens.MAX_DEPTH) {
            throw token.refuse("types are nested more than " + CTokens.MAX_DEPTH + " levels deep");
        } else if (count > CType.MAX_SIZE / element.size()) {
            throw token.refuse("this array has more than " + CType.MAX_SIZE + " bytes");
        }
        return CType.array(element, count);
    }

    /** Returns a pointer; its name grows with each level, also over a chain of typedefs. */
    private CType pointer(CToken token, String target) {
        if (target.endsWith("*".repeat(MAX_STARS))) {
            throw token.refuse("this is a pointer of more than " + MAX_STARS + " levels");
        }
        String start = target.length() > MAX_NAME ? target.substring(0, MAX_NAME) + "… *" : target;
        String name = start.endsWith("*") ? start + "*" : start + " *";
        return new CType(CKind.POINTER, name, abi.pointerSize(), abi.pointerSize());
    }
}
