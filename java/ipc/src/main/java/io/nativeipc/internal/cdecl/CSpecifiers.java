package io.nativeipc.internal.cdecl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the words of a declaration that name its type: {@code const unsigned long}, {@code struct x}, a typedef. */
final class CSpecifiers {
    private static final Set<String> IGNORED = Set.of("""
            const volatile register extern inline restrict __const __volatile __volatile__
            __restrict __restrict__ __inline __inline__ _Noreturn __cdecl __stdcall mutable
            __forceinline __w64
            """.split("\\s+"));
    private static final Set<String> KEYWORDS = Set.of(
            "char",
            "short",
            "int",
            "long",
            "signed",
            "unsigned",
            "float",
            "double",
            "void",
            "_Bool",
            "__int8",
            "__int16",
            "__int32",
            "__int64");
    private static final Map<String, String> UNKNOWN = Map.of(
            "__int128", "__int128 has no equivalent in Java",
            "_Complex", "complex numbers are not understood",
            "class", "a C++ class has no layout that its text alone defines: declare a plain struct",
            "template", "a C++ template has no layout",
            "namespace", "namespaces are not understood: give the struct without its namespace",
            "typeof", "typeof is not understood",
            "__typeof__", "typeof is not understood",
            "decltype", "decltype is not understood",
            "auto", "auto is not understood: name the type",
            "virtual", "a class with virtual functions has no layout that its text alone defines");

    private final CTokens tokens;
    private final CGrammar grammar;
    private final CScope scope;
    private final CAttributes attributes;
    private final CEnums enums;
    private final CAbi abi;

    /** A type, with the attributes among its words, which belong to what is declared. */
    record Base(CType type, CFound attributes) {}

    CSpecifiers(CTokens tokens, CGrammar grammar, CScope scope, CAttributes attributes, CEnums enums, CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.scope = scope;
        this.attributes = attributes;
        this.enums = enums;
        this.abi = abi;
    }

    boolean startsType(CToken token) {
        return token.isWord()
                && (KEYWORDS.contains(token.text())
                        || IGNORED.contains(token.text())
                        || List.of("struct", "union", "enum", "_Atomic", "std", "__signed__", "__signed")
                                .contains(token.text())
                        || scope.isType(token.text()));
    }

    Base parse() {
        CToken first = tokens.peek();
        CFound found = CFound.NONE;
        Map<String, Integer> words = new HashMap<>();
        @Nullable CType type = null;
        boolean atomic = false;
        while (true) {
            found = found.and(attributes.parse(), tokens.peek());
            CToken token = tokens.peek();
            String word = token.isWord() ? token.text() : "";
            boolean typed = type != null || !words.isEmpty();
            if (IGNORED.contains(word)) {
                tokens.next();
            } else if (UNKNOWN.containsKey(word)) {
                throw token.refuse(UNKNOWN.get(word));
            } else if (KEYWORDS.contains(word) || word.startsWith("__signed")) {
                tokens.next();
                words.merge(word.startsWith("__signed") ? "signed" : word, 1, Integer::sum);
            } else if (word.equals("_Atomic")) {
                tokens.next();
                atomic = true;
                if (!typed && tokens.accept("(")) {
                    type = grammar.typeName();
                    tokens.expect(")");
                }
            } else if (!typed && (word.equals("struct") || word.equals("union"))) {
                int from = tokens.position();
                boolean belongs = abi.isMsvc() && found.form() == CFound.Form.DECLSPEC;
                type = grammar.record(belongs ? found : CFound.NONE);
                found = belongs && tokens.contain("{", from) ? CFound.NONE : found;
            } else if (!typed && word.equals("enum")) {
                type = enums.parse();
            } else if (!typed && word.equals("std")) {
                CStd std = standard();
                atomic |= std.atomic();
                type = std.type();
            } else if (!typed && token.isWord()) {
                type = named(token);
            } else {
                break;
            }
        }
        CType result = finish(first, words, type);
        return new Base(atomic ? atomic(first, result) : result, found);
    }

    /** Refuses attributes before a type with which nothing is declared, where compilers give them a meaning. */
    void requireUse(Base base) {
        if (abi.isMsvc() && base.attributes().changesLayout()) {
            throw tokens.peek().refuse("MSVC and Clang differ in an alignment before 'struct': write it after");
        }
    }

    private record CStd(CType type, boolean atomic) {}

    /** Parses {@code std::int32_t} or {@code std::atomic<T>}. */
    private CStd standard() {
        tokens.next();
        tokens.expect("::");
        CToken token = tokens.next();
        if (token.is("atomic")) {
            tokens.expect("<");
            CType type = grammar.typeName();
            tokens.expect(">");
            return new CStd(type, true);
        }
        CType type = scope.type(token, "std::" + token.text());
        if (type == null) {
            throw token.refuse(
                    "std::" + token.text() + " has no layout that C++ defines; an array can be declared as in C");
        }
        return new CStd(type, false);
    }

    private CType named(CToken token) {
        tokens.next();
        CType type = scope.type(token, token.text());
        if (type == null) {
            throw token.refuse("the type " + token.text() + " is not declared: add its declaration, or give the output"
                    + " of cc -E");
        } else if (tokens.sees("::") || tokens.sees("<")) {
            throw token.refuse("namespaces and templates are not understood");
        }
        return type;
    }

    private CType finish(CToken first, Map<String, Integer> words, @Nullable CType type) {
        if (type != null && words.isEmpty()) {
            return type;
        } else if (type != null) {
            throw first.refuse("this declaration names two types");
        } else if (words.isEmpty()) {
            throw tokens.refuse("a type is expected");
        }
        boolean unsigned = words.containsKey("unsigned");
        boolean signed = words.containsKey("signed");
        int longs = words.getOrDefault("long", 0);
        words.keySet().removeAll(Set.of("unsigned", "signed", "long"));
        boolean hasInt = (words.size() > 1 && words.remove("int") != null) || words.isEmpty();
        String base = words.isEmpty() ? "int" : words.keySet().iterator().next();
        boolean sign = unsigned || signed;
        boolean valid = words.size() <= 1
                && words.values().stream().allMatch(count -> count == 1)
                && !(unsigned && signed)
                && longs <= (base.equals("int") ? 2 : base.equals("double") ? 1 : 0)
                && !(sign && Set.of("float", "double", "void", "_Bool").contains(base))
                && (!hasInt || Set.of("int", "short").contains(base));
        if (!valid) {
            throw first.refuse("these words name no type");
        }
        return switch (base) {
            case "float" -> new CType(CKind.FLOAT, base, 4, 4);
            case "double" -> longs == 0 ? new CType(CKind.FLOAT, base, 8, abi.eightAlignment()) : longDouble();
            case "void" -> CType.incomplete(CKind.OPAQUE, base);
            case "_Bool" -> new CType(CKind.BOOL, "bool", 1, 1);
            case "char" -> character(unsigned, signed);
            case "short", "__int16" -> integer("short", unsigned, 2);
            case "__int8" -> integer("signed char", unsigned, 1);
            case "__int64" -> integer("long long", unsigned, 8);
            case "__int32" -> integer("int", unsigned, 4);
            default ->
                longs == 2
                        ? integer("long long", unsigned, 8)
                        : longs == 1 ? integer("long", unsigned, abi.longSize()) : integer("int", unsigned, 4);
        };
    }

    private CType character(boolean unsigned, boolean signed) {
        return unsigned || signed
                ? new CType(unsigned ? CKind.UNSIGNED : CKind.SIGNED, unsigned ? "unsigned char" : "signed char", 1, 1)
                : new CType(CKind.CHARACTER, "char", 1, 1);
    }

    private CType integer(String name, boolean unsigned, int size) {
        String full = unsigned ? "unsigned " + name.replace("signed ", "") : name;
        return new CType(unsigned ? CKind.UNSIGNED : CKind.SIGNED, full, size, size == 8 ? abi.eightAlignment() : size);
    }

    private CType longDouble() {
        return new CType(CKind.OPAQUE, "long double", abi.longDoubleSize(), abi.longDoubleAlignment());
    }

    private static CType atomic(CToken token, CType type) {
        boolean scalar = type.isInteger() || type.kind() == CKind.BOOL || type.kind() == CKind.POINTER;
        if (!scalar) {
            throw token.refuse("an atomic " + type + " is not understood; only integers, bool and pointers are");
        }
        return type.atomic();
    }
}
