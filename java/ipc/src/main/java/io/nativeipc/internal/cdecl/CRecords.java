package io.nativeipc.internal.cdecl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parses structs and unions. */
final class CRecords {
    private static final Set<String> CLASSES =
            Set.of("public", "private", "protected", "friend", "explicit", "operator");

    private final CTokens tokens;
    private final CGrammar grammar;
    private final CScope scope;
    private final CAttributes attributes;
    private final CDirectives directives;
    private final CSpecifiers specifiers;
    private final CDeclarators declarators;
    private final CAbi abi;
    /** The names of the members of structs without a tag, which belong to the enclosing struct if it gives no name. */
    private final IdentityHashMap<CType, Set<String>> inner = new IdentityHashMap<>();

    CRecords(
            CTokens tokens,
            CGrammar grammar,
            CScope scope,
            CAttributes attributes,
            CDirectives directives,
            CSpecifiers specifiers,
            CDeclarators declarators,
            CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.scope = scope;
        this.attributes = attributes;
        this.directives = directives;
        this.specifiers = specifiers;
        this.declarators = declarators;
        this.abi = abi;
    }

    /** Parses a definition or a reference from {@code struct} or {@code union} on. */
    CType parse(CFound before) {
        tokens.enter();
        CToken keyword = tokens.next();
        CKind kind = keyword.is("union") ? CKind.UNION : CKind.STRUCT;
        CFound found = attributes.parse();
        CToken named = tokens.peek();
        String tag = named.isWord() ? tokens.next().text() : "";
        if (tokens.sees(":")) {
            throw tokens.peek().refuse("a struct with a base class has no layout that its text alone defines");
        } else if (tokens.sees("<")) {
            throw tokens.peek().refuse("a C++ template has no layout");
        }
        CType type;
        if (tokens.sees("{")) {
            refuseMacro(named, tag);
            type = defined(keyword, named, tag, kind, before.and(found, keyword));
        } else if (tag.isEmpty()) {
            throw tokens.refuse("a name or '{' is expected");
        } else if (found.changesLayout()) {
            CRefusal refusal = keyword.refuse("compilers differ in the meaning of an attribute without a definition");
            CType known = scope.tag(named, tag);
            if (known == null || !known.isComplete()) {
                scope.refuseTag(tag, refusal.text());
            }
            throw refusal;
        } else {
            type = reference(named, tag, kind);
        }
        tokens.leave();
        return type;
    }

    /** Refuses {@code struct PACKED} before a brace: the word is more likely a macro of another header than the name. */
    private static void refuseMacro(CToken named, String tag) {
        boolean spelledSo = tag.startsWith("__") || tag.equals(tag.toUpperCase(Locale.ROOT));
        if (spelledSo && tag.matches("(?i)(.*_)?(packed|pack|aligned|align)(_.*)?")) {
            throw named.refuse("'" + tag + "' may be a macro that changes the layout: give the output of cc -E");
        }
    }

    private CType reference(CToken named, String tag, CKind kind) {
        CType before = scope.tag(named, tag);
        if (before == null) {
            before = CType.incomplete(kind, tag);
            scope.declareTag(tag, before);
        } else if (before.kind() != kind) {
            throw named.refuse(tag + " is declared as another kind of type before");
        }
        return before;
    }

    private CType defined(CToken keyword, CToken named, String tag, CKind kind, CFound before) {
        try {
            return definition(keyword, named, tag, kind, before);
        } catch (CRefusal e) {
            scope.refuseDefinition(tag, e.text());
            throw e;
        }
    }

    private CType definition(CToken keyword, CToken named, String tag, CKind kind, CFound before) {
        CType type = CType.incomplete(kind, tag.isEmpty() ? keyword.text() : tag);
        if (!tag.isEmpty()) {
            CType declared = scope.tag(named, tag);
            if (declared != null && (declared.isComplete() || declared.kind() != kind)) {
                throw scope.declareTwice(named, tag);
            }
            type = reference(named, tag, kind);
            scope.addOrigin(named);
            scope.checkTypedef(named, tag);
        }
        int pack = directives.pack();
        tokens.expect("{");
        List<CLayout.Declared> members = new ArrayList<>();
        directives.applyInside();
        while (!tokens.accept("}")) {
            members(members);
            directives.applyInside();
        }
        if (members.isEmpty()) {
            throw keyword.refuse("an empty struct has size 0 in C and 1 in C++");
        } else if (type.isComplete()) {
            throw scope.declareTwice(named, tag);
        } else if (directives.pack() != pack) {
            throw keyword.refuse("#pragma pack inside of a struct is not understood");
        }
        checkFlexible(members, kind);
        Set<String> names = names(members);
        if (tag.isEmpty()) {
            inner.put(type, names);
        }
        if (members.stream().anyMatch(member -> member.type().depth() >= CTokens.MAX_DEPTH)) {
            throw keyword.refuse("types are nested more than " + CTokens.MAX_DEPTH + " levels deep");
        } else if (members.stream().allMatch(CRecords::hasNoSize)) {
            throw keyword.refuse("a struct without a member of a size is not understood");
        }
        CLayout.define(type, members, before.and(afterBrace(), keyword), pack, abi);
        return type;
    }

    private static boolean hasNoSize(CLayout.Declared member) {
        return member.bits() == 0 || (member.bits() < 0 && member.type().size() == 0);
    }

    /** Parses the attributes after a definition. An alignment in another form belongs to what is declared with it. */
    private CFound afterBrace() {
        CToken first = tokens.peek();
        CFound found = attributes.parse();
        if (found.align() > 0 && found.form() != CFound.Form.ATTRIBUTE) {
            throw first.refuse("the alignment of a struct is written after 'struct'");
        }
        return found;
    }

    /** Parses one declaration of members. */
    private void members(List<CLayout.Declared> members) {
        CToken first = tokens.peek();
        if (tokens.accept(";")) {
            return;
        } else if (first.is("static_assert") || first.is("_Static_assert")) {
            skipAssertion();
            return;
        } else if (CLASSES.contains(first.text()) || first.is("~")) {
            throw first.refuse("a C++ class has no layout that its text alone defines: declare a plain struct");
        } else if (first.is("static") || first.is("typedef") || first.is("using")) {
            throw first.refuse("only data members are understood");
        }
        int from = tokens.position();
        CSpecifiers.Base base = specifiers.parse();
        if (tokens.sees(";")) {
            CType type = base.type();
            boolean anonymous =
                    type.isRecord() && List.of("struct", "union").contains(type.name()) && tokens.contain("{", from);
            tokens.next();
            if (abi.isWindows() && type.isRecord() && !anonymous) {
                throw first.refuse(
                        "compilers for Windows may make this a member without a name: declare the type before");
            } else if (anonymous && base.attributes().changesLayout()) {
                throw first.refuse("GCC ignores an attribute before an anonymous struct or union: write it after '"
                        + type.name() + "' or '}'");
            } else if (anonymous) {
                members.add(new CLayout.Declared(first, "", type, -1, base.attributes()));
            } else if ((!type.isRecord() && !type.isEnum()) || !tokens.contain("{", from)) {
                throw first.refuse("the name of a member is expected");
            }
            return;
        }
        do {
            members.add(member(base));
        } while (tokens.accept(","));
        if (tokens.sees("=") || tokens.sees("{")) {
            throw tokens.peek().refuse("a member with an initialiser is not understood");
        }
        tokens.expect(";");
    }

    private void skipAssertion() {
        tokens.next();
        if (tokens.sees("(")) {
            tokens.skipBalanced();
        }
        tokens.expect(";");
    }

    private CLayout.Declared member(CSpecifiers.Base base) {
        CToken start = tokens.peek();
        if (tokens.sees(":")) {
            return bits(start, "", base.type(), base.attributes());
        }
        CDeclarators.Declarator declarator = declarators.parse(base.type());
        CFound found = base.attributes().and(declarator.attributes(), declarator.token());
        if (declarator.isFunction()) {
            throw declarator.token().refuse("a member function is not understood: declare the data members alone");
        } else if (declarator.name().isEmpty()) {
            throw tokens.refuse("the name of a member is expected");
        } else if (tokens.sees(":")) {
            return bits(declarator.token(), declarator.name(), declarator.type(), found);
        } else if (!declarator.type().isComplete()) {
            throw declarator
                    .token()
                    .refuse("the type of " + declarator.name() + ", " + declarator.type() + ","
                            + declarator.type().whyIncomplete());
        }
        return new CLayout.Declared(declarator.token(), declarator.name(), declarator.type(), -1, found);
    }

    private CLayout.Declared bits(CToken token, String name, CType type, CFound before) {
        tokens.expect(":");
        long width = grammar.constant().value();
        CFound found = before.and(attributes.parse(), tokens.peek());
        boolean integer = type.isInteger() || type.kind() == CKind.BOOL;
        long most = type.kind() == CKind.BOOL ? 1 : 8 * type.size();
        if (!integer || type.isAtomic()) {
            throw token.refuse("a bit-field is an integer or a bool, not " + type);
        } else if (found.align() > 0 || type.isRealigned()) {
            throw token.refuse("an aligned bit-field is not understood: compilers differ");
        } else if (width < 0 || width > most) {
            throw token.refuse("a bit-field of " + type + " has at most " + most + " bits, not " + width);
        } else if (width == 0 && !name.isEmpty()) {
            throw token.refuse("a bit-field of width 0 has no name");
        } else if (width == 0 && abi.isWindows()) {
            throw token.refuse("':0' is not understood for Windows: its compilers differ");
        }
        return new CLayout.Declared(token, name, type, (int) width, found);
    }

    /** Returns the names of the members, with those of structs without a name, and refuses one that occurs twice. */
    private Set<String> names(List<CLayout.Declared> members) {
        Set<String> names = new HashSet<>();
        for (CLayout.Declared member : members) {
            Set<String> fewer = Set.of(member.name());
            if (member.name().isEmpty()) {
                fewer = inner.getOrDefault(member.type(), new HashSet<>());
                if (fewer.size() > names.size()) { // the larger set is kept, so that deep nesting copies few names
                    Set<String> larger = fewer;
                    fewer = names;
                    names = larger;
                }
            }
            for (String name : fewer) {
                if (!names.add(name)) {
                    throw member.token().refuse("two fields have the name '" + name + "'");
                }
            }
        }
        return names;
    }

    private static void checkFlexible(List<CLayout.Declared> members, CKind kind) {
        for (int i = 0; i < members.size(); i++) {
            CLayout.Declared member = members.get(i);
            boolean flexible =
                    member.type().kind() == CKind.ARRAY && member.type().count() == 0;
            if (flexible && (i + 1 < members.size() || i == 0 || kind == CKind.UNION)) {
                throw member.token().refuse("an array without a bound is the last of several members of a struct");
            }
        }
    }
}
