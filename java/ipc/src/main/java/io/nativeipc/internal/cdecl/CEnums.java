package io.nativeipc.internal.cdecl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses enums, whose constants may be used in array bounds. */
final class CEnums {
    private final CTokens tokens;
    private final CGrammar grammar;
    private final CScope scope;
    private final CAttributes attributes;
    private final CDirectives directives;
    private final Map<String, CNumber> constants;
    private final Map<String, CNumber> all = new HashMap<>();
    /** The constants that cannot be used, because their value depends on the language or the scope. */
    private final Set<String> ambiguous = new HashSet<>();

    private final CAbi abi;

    CEnums(
            CTokens tokens,
            CGrammar grammar,
            CScope scope,
            CAttributes attributes,
            CDirectives directives,
            Map<String, CNumber> constants,
            CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.scope = scope;
        this.attributes = attributes;
        this.directives = directives;
        this.constants = constants;
        this.abi = abi;
    }

    CType parse() {
        tokens.expect("enum");
        boolean scoped = tokens.accept("class") || tokens.accept("struct");
        CFound found = attributes.parse();
        CToken named = tokens.peek();
        String tag = named.isWord() ? tokens.next().text() : "";
        @Nullable CType underlying = scoped ? new CType(CKind.SIGNED, "int", 4, 4) : null;
        if (tokens.sees(":") && grammar.startsType(tokens.peekSecond())) { // otherwise a bit-field without a name
            tokens.next();
            underlying = grammar.typeName();
            if (!underlying.isInteger()) {
                throw named.refuse("the type of an enum is an integer");
            }
        }
        String name = "enum" + (tag.isEmpty() ? "" : " " + tag);
        if (!tokens.sees("{")) {
            return reference(named, tag, name, underlying, found);
        }
        Map<String, CNumber> values = new LinkedHashMap<>();
        try {
            enumerators(values);
        } catch (CRefusal e) {
            values.keySet().forEach(this::refuseConstant);
            throw e;
        }
        long[] range = {0, 0};
        for (CNumber value : values.values()) {
            range[0] = Math.min(range[0], value.value());
            range[1] = Math.max(range[1], value.value());
        }
        declare(values, range, scoped);
        found = found.and(attributes.parse(), tokens.peek());
        if (found.align() > 0) {
            throw named.refuse("an aligned enum is not understood");
        }
        Map<String, Long> enumerators = new LinkedHashMap<>();
        boolean wraps = abi.isMsvc() && underlying == null;
        values.forEach((each, value) -> enumerators.put(each, wraps ? (int) value.value() : value.value()));
        CType type = underlying != null
                ? of(name, underlying, enumerators)
                : sized(named, name, range, found.packed(), enumerators);
        if (!tag.isEmpty()) {
            CType before = scope.tag(named, tag);
            if (before != null && (before.isRecord() || before.isComplete())) {
                throw scope.declareTwice(named, tag);
            }
            scope.declareTag(tag, type);
        }
        return type;
    }

    private CType reference(CToken named, String tag, String name, @Nullable CType underlying, CFound found) {
        if (found.changesLayout()) {
            throw named.refuse("compilers differ in the meaning of an attribute without a definition");
        }
        CType before = scope.tag(named, tag);
        if (before != null && before.isEnum()) {
            return before;
        } else if (underlying != null) {
            CType type = of(name, underlying, Map.of());
            scope.declareTag(tag, type);
            return type;
        }
        throw named.refuse("enum " + tag + " is not declared");
    }

    /** Parses the constants and adds their values. */
    private void enumerators(Map<String, CNumber> values) {
        tokens.expect("{");
        CNumber next = CNumber.ofInt(0);
        directives.applyInside();
        while (!tokens.accept("}")) {
            CToken token = tokens.next();
            if (!token.isWord()) {
                throw token.refuse("the name of a constant is expected");
            }
            attributes.parseHarmless("here");
            CNumber value = tokens.accept("=") ? grammar.constant() : next;
            boolean fitsInt = value.value() >= Integer.MIN_VALUE && value.value() <= Integer.MAX_VALUE;
            CNumber constant = fitsInt ? CNumber.ofInt(value.value()) : value;
            values.put(token.text(), constant);
            constants.put(token.text(), constant);
            if (value.value() == Long.MAX_VALUE) {
                throw token.refuse("a constant of an enum has at most 62 bits");
            }
            long following = value.value() + 1;
            boolean isInt = following >= Integer.MIN_VALUE && following <= Integer.MAX_VALUE;
            next = isInt ? CNumber.ofInt(following) : new CNumber(following, false, 64, false);
            directives.applyInside();
            if (!tokens.accept(",") && !tokens.sees("}")) {
                throw tokens.refuse("',' or '}' is expected");
            }
            directives.applyInside();
        }
    }

    private void refuseConstant(String name) {
        constants.remove(name);
        ambiguous.add(name);
    }

    /**
     * Declares the constants for what follows. If they do not fit an int, languages and compilers differ in their type:
     * MSVC wraps them, and C++ gives all of them the type of the enum. As unsigned numbers they have a value only in
     * expressions in which the difference does not matter. Beside a negative constant there are none.
     */
    private void declare(Map<String, CNumber> values, long[] range, boolean scoped) {
        boolean wide = range[0] < Integer.MIN_VALUE || range[1] > Integer.MAX_VALUE;
        values.forEach((name, value) -> {
            if (!scoped) {
                scope.declareValue(name);
            }
            CNumber other = all.put(name, value);
            boolean differs = other != null && other.value() != value.value();
            if (scoped || differs || (wide && (abi.isMsvc() || range[0] < 0)) || ambiguous.contains(name)) {
                refuseConstant(name);
            } else if (wide) {
                constants.put(name, new CNumber(value.value(), true, range[1] > 0xffffffffL ? 64 : 32, false));
            }
        });
    }

    private static CType of(String name, CType underlying, Map<String, Long> enumerators) {
        boolean signed = underlying.kind() == CKind.SIGNED;
        return CType.enumeration(name, signed, underlying.size(), underlying.alignment(), enumerators);
    }

    /** Returns the type that compilers choose for the values. */
    private CType sized(CToken named, String name, long[] range, boolean packed, Map<String, Long> enumerators) {
        boolean signed = range[0] < 0;
        int size = packed ? 1 : 4;
        while (size < 8 && !fits(range, signed, size)) {
            size *= 2;
        }
        if (abi.isMsvc()) {
            if (!fits(range, true, 4) && !fits(range, signed, 4)) {
                throw named.refuse("the values of an enum have at most 32 bits for MSVC");
            }
            return CType.enumeration(name, true, 4, 4, enumerators);
        }
        return CType.enumeration(name, signed, size, size == 8 ? abi.eightAlignment() : size, enumerators);
    }

    private static boolean fits(long[] range, boolean signed, int size) {
        long limit = 1L << (8 * size - (signed ? 1 : 0));
        return range[0] >= -limit && range[1] < limit;
    }
}
