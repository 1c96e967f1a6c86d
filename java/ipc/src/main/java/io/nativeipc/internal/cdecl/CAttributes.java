package io.nativeipc.internal.cdecl;

import java.util.Set;

/**
 * Parses attributes and alignment specifiers. Those that cannot change a layout are skipped; an attribute that is not
 * in the list is refused, because it might.
 */
final class CAttributes {
    private static final Set<String> HARMLESS = Set.of("""
        access alias alloc_align alloc_size always_inline artificial assume_aligned
        availability cdecl cold const constructor counted_by deprecated designated_init
        destructor dllexport dllimport error fallthrough fastcall flatten format format_arg
        gnu_inline hot ifunc leaf malloc may_alias no_instrument_function noclone noinline
        noipa nonnull nonstring noreturn nothrow null_terminated_string_arg optimize pure
        regparm retain returns_nonnull returns_twice section sentinel stdcall target thiscall
        transparent_union type_visibility unavailable unused used visibility
        warn_unused_result warning weak
        """.split("\\s+"));
    private static final Set<String> WORDS =
            Set.of("__attribute__", "__attribute", "__declspec", "_declspec", "alignas", "_Alignas");
    private static final Set<String> HARMLESS_OF_CPP = Set.of("maybe_unused", "deprecated", "nodiscard", "noreturn");
    private static final Set<String> HARMLESS_OF_MSVC =
            Set.of("deprecated", "dllexport", "dllimport", "noalias", "noinline", "noreturn", "nothrow", "restrict");

    private final CTokens tokens;
    private final CGrammar grammar;
    private final CAbi abi;

    /** Returns whether a parenthesis follows this word that contains no parameters. */
    static boolean startsAt(CToken token) {
        return WORDS.contains(token.text());
    }

    CAttributes(CTokens tokens, CGrammar grammar, CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.abi = abi;
    }

    /** Parses all attributes at this position. */
    CFound parse() {
        CFound found = CFound.NONE;
        while (true) {
            if (tokens.sees("__attribute__") || tokens.sees("__attribute")) {
                found = found.and(ofGcc(), tokens.peek());
            } else if (tokens.sees("__declspec") || tokens.sees("_declspec")) {
                found = found.and(ofMsvc(), tokens.peek());
            } else if (tokens.sees("alignas") || tokens.sees("_Alignas")) {
                tokens.next();
                found = found.and(new CFound(false, alignment(true), CFound.Form.ALIGNAS), tokens.peek());
            } else if (tokens.sees("[") && tokens.peekSecond().is("[")) {
                ofCpp();
            } else if (tokens.sees("__extension__")) {
                tokens.next();
            } else {
                return found;
            }
        }
    }

    /** Parses the attributes where those that change a layout have no meaning that compilers agree on. */
    void parseHarmless(String where) {
        CToken first = tokens.peek();
        if (parse().changesLayout()) {
            throw first.refuse("an attribute that changes the layout is not understood " + where);
        }
    }

    private CFound ofGcc() {
        CFound found = CFound.NONE;
        tokens.next();
        tokens.expect("(");
        tokens.expect("(");
        while (!tokens.accept(")")) {
            if (!tokens.accept(",")) {
                found = found.and(attribute(), tokens.peek());
            }
        }
        tokens.expect(")");
        return found;
    }

    private CFound attribute() {
        CToken token = tokens.next();
        String name = token.text().replaceAll("^__(\\w+)__$", "$1");
        if (HARMLESS.contains(name)) {
            skipArguments();
            return CFound.NONE;
        } else if (!name.equals("packed") && !name.equals("aligned")) {
            throw token.refuse("the attribute " + name + " is not understood; it could change the layout");
        } else if (abi.isMsvc()) {
            throw token.refuse("MSVC has no attribute " + name + ": use #pragma pack or alignas, or the ABI of MinGW");
        } else if (name.equals("packed")) {
            return CFound.PACKED;
        }
        return new CFound(false, tokens.sees("(") ? alignment(false) : 16, CFound.Form.ATTRIBUTE);
    }

    private void skipArguments() {
        if (tokens.sees("(")) {
            tokens.skipBalanced();
        }
    }

    private CFound ofMsvc() {
        tokens.next();
        tokens.expect("(");
        CFound found = CFound.NONE;
        while (!tokens.accept(")")) {
            CToken token = tokens.next();
            if (token.is("align") && abi.isMsvc()) {
                found = found.and(new CFound(false, alignment(false), CFound.Form.DECLSPEC), token);
            } else if (HARMLESS_OF_MSVC.contains(token.text())) {
                skipArguments();
            } else {
                throw token.refuse("__declspec(" + token.text() + ") is not understood; "
                        + (token.is("align") ? "compilers other than MSVC ignore it" : "it could change the layout"));
            }
        }
        return found;
    }

    private void ofCpp() {
        tokens.next();
        tokens.next();
        while (!tokens.accept("]")) {
            CToken token = tokens.next();
            if (!HARMLESS_OF_CPP.contains(token.text())) {
                throw token.refuse("the attribute " + token.text() + " is not understood; it could change the layout");
            }
            skipArguments();
            tokens.accept(",");
        }
        tokens.expect("]");
    }

    private long alignment(boolean mayBeType) {
        CToken open = tokens.peek();
        tokens.expect("(");
        long value = mayBeType && grammar.startsType(tokens.peek())
                ? grammar.typeName().alignment()
                : grammar.constant().value();
        tokens.expect(")");
        if (mayBeType && value == 0) {
            return 0; // C: no effect
        } else if (value < 1 || value > 1 << 16 || Long.bitCount(value) != 1) {
            throw open.refuse("an alignment is a power of two up to 65536, not " + value);
        }
        return value;
    }
}
