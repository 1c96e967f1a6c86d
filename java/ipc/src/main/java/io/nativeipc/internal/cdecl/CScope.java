package io.nativeipc.internal.cdecl;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types that a text declares, by their names, and those that C's own headers declare. */
final class CScope {
    private static final Pattern WIDTH = Pattern.compile("(?:__)?u?int(8|16|32|64)_t");

    private final Map<String, CType> builtIn = new HashMap<>();
    private final Map<String, CType> typedefs = new LinkedHashMap<>();
    private final Map<String, CType> tags = new LinkedHashMap<>();
    /** Where the text that defines the name of a struct comes from. */
    private final Map<String, CFile.Origin> origins = new HashMap<>();
    /** The names of constants, variables and functions, which hide tags in C++ and share no name with a typedef. */
    private final Set<String> values = new HashSet<>();
    /** Names that cannot be used, because their declarations are not understood or differ, with the reason. */
    private final Map<String, String> unusableTypes = new HashMap<>();

    private final Map<String, String> unusableTags = new HashMap<>();

    CScope(CAbi abi) {
        for (int bits : new int[] {8, 16, 32, 64}) {
            long alignment = bits == 64 ? abi.eightAlignment() : bits / 8;
            for (String kind : List.of("int", "int_least")) {
                integer(kind + bits + "_t", true, bits / 8, alignment);
                integer("u" + kind + bits + "_t", false, bits / 8, alignment);
            }
        }
        integer("intmax_t", true, 8, abi.eightAlignment());
        integer("uintmax_t", false, 8, abi.eightAlignment());
        for (String name : List.of("size_t", "uintptr_t")) {
            integer(name, false, abi.pointerSize(), abi.pointerSize());
        }
        for (String name : List.of("ptrdiff_t", "intptr_t")) {
            integer(name, true, abi.pointerSize(), abi.pointerSize());
        }
        integer("char8_t", false, 1, 1);
        integer("char16_t", false, 2, 2);
        integer("char32_t", false, 4, 4);
        integer("wchar_t", abi.wcharIsSigned(), abi.wcharSize(), abi.wcharSize());
        builtIn.put("bool", new CType(CKind.BOOL, "bool", 1, 1));
        if (abi.isWindows()) {
            windows(abi);
        } else {
            integer("ssize_t", true, abi.pointerSize(), abi.pointerSize());
            integer("pid_t", true, 4, 4);
            integer("uid_t", false, 4, 4);
            integer("gid_t", false, 4, 4);
            integer("key_t", true, 4, 4);
        }
        if (abi.longSize() == 8) { // the time of a 32-bit program depends on how it is compiled
            integer("time_t", true, 8, 8);
            integer("off_t", true, 8, 8);
        }
        atomics(abi);
    }

    /** The names of stdatomic.h. */
    private void atomics(CAbi abi) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("char", 1);
        sizes.put("short", 2);
        sizes.put("int", 4);
        sizes.put("long", abi.longSize());
        sizes.put("llong", 8);
        sizes.forEach((name, size) -> {
            atomic("atomic_" + (name.equals("char") ? "schar" : name), CKind.SIGNED, size);
            atomic("atomic_u" + name, CKind.UNSIGNED, size);
        });
        atomic("atomic_bool", CKind.BOOL, 1);
        for (String name : List.copyOf(builtIn.keySet())) {
            CType type = builtIn.get(name);
            if (type != null && name.matches("u?int\\w*_t|size_t|ptrdiff_t|wchar_t|char(8|16|32)_t")) {
                builtIn.put("atomic_" + name, type.atomic());
            }
        }
    }

    private void atomic(String name, CKind kind, long size) {
        builtIn.put(name, new CType(kind, name, size, size).atomic());
    }

    private void windows(CAbi abi) {
        for (String name : List.of("BYTE", "UCHAR", "BOOLEAN")) {
            integer(name, false, 1, 1);
        }
        for (String name : List.of("WORD", "USHORT", "WCHAR")) {
            integer(name, false, 2, 2);
        }
        for (String name : List.of("DWORD", "ULONG", "UINT")) {
            integer(name, false, 4, 4);
        }
        for (String name : List.of("BOOL", "INT", "LONG")) {
            integer(name, true, 4, 4);
        }
        integer("SHORT", true, 2, 2);
        integer("LONGLONG", true, 8, 8);
        integer("ULONGLONG", false, 8, 8);
        integer("DWORD64", false, 8, 8);
        integer("SIZE_T", false, abi.pointerSize(), abi.pointerSize());
        builtIn.put("HANDLE", new CType(CKind.POINTER, "HANDLE", abi.pointerSize(), abi.pointerSize()));
    }

    private void integer(String name, boolean signed, long size, long alignment) {
        CType type = new CType(signed ? CKind.SIGNED : CKind.UNSIGNED, name, size, alignment);
        builtIn.put(name, type);
        builtIn.put("std::" + name, type);
    }

    /** Returns the type of a name that is used without {@code struct}, or null. C++ finds tags in this way too. */
    @Nullable
    CType type(CToken token, String name) {
        refuseUnusable(token, unusableTypes, name);
        CType declared = typedefs.get(name);
        if (declared != null) {
            return declared;
        }
        boolean tagged = tags.containsKey(name) || unusableTags.containsKey(name);
        if (tagged && (builtIn.containsKey(name) || values.contains(name))) {
            throw token.refuse(name + " is the name of a struct, and in C it also names "
                    + (values.contains(name) ? "a value" : "a type of its headers") + ": write 'struct " + name + "'");
        }
        return tagged ? tag(token, name) : builtIn.get(name);
    }

    boolean isType(String name) {
        boolean tag = tags.containsKey(name) && !values.contains(name);
        return typedefs.containsKey(name) || builtIn.containsKey(name) || tag;
    }

    @Nullable
    CType tag(CToken token, String name) {
        refuseUnusable(token, unusableTags, name);
        return tags.get(name);
    }

    /** Returns the type that a program asks for by a name without {@code struct}, or null. */
    @Nullable
    CType asked(CToken token, String name) {
        refuseUnusable(token, unusableTypes, name);
        CType declared = typedefs.get(name);
        if (declared != null && !declared.isRecord() && tags.containsKey(name)) {
            throw token.refuse(name + " is a typedef of " + declared + "; ask for 'struct " + name + "'");
        }
        return declared != null ? declared : tag(token, name);
    }

    private static void refuseUnusable(CToken token, Map<String, String> unusable, String name) {
        String reason = unusable.get(name);
        if (reason != null) {
            throw token.refuse(reason);
        }
    }

    /** Declares the name of a constant, a variable or a function. */
    void declareValue(String name) {
        values.add(name);
    }

    void declareTag(String name, CType type) {
        tags.put(name, type);
    }

    /** Keeps where a tag is defined, or a typedef of a struct declared. */
    void addOrigin(CToken name) {
        origins.putIfAbsent(name.text(), name.file().origin());
    }

    /** Refuses a struct whose typedef of the same name is another type, if a program asks for that name alone. */
    void checkTypedef(CToken named, String tag) {
        CType declared = typedefs.get(tag);
        if (declared != null && declared.isRecord() && declared != tags.get(tag)) {
            refuseTwice(named, unusableTypes, tag);
        }
    }

    /** Makes a typedef unusable, because its declaration is not understood. */
    void refuseTypedef(String name, String reason) {
        if (!typedefs.containsKey(name)) {
            unusableTypes.putIfAbsent(name, reason(name, reason));
        }
    }

    /** Makes a tag unusable, because its declaration is not understood. */
    void refuseTag(String name, String reason) {
        unusableTags.putIfAbsent(name, reason(name, reason));
    }

    /** Keeps why the definition of a tag is not understood, for the types that contain it. */
    void refuseDefinition(String tag, String reason) {
        CType declared = tags.get(tag);
        if (declared != null && !declared.isComplete()) {
            declared.refuse(reason);
        }
    }

    private static String reason(String name, String reason) {
        return "the declaration of " + name + CRefusal.NOT_UNDERSTOOD + CRefusal.cause(reason);
    }

    /** Makes a tag unusable, because the text gives it two meanings. */
    CRefusal declareTwice(CToken token, String tag) {
        return refuseTwice(token, unusableTags, tag);
    }

    private static CRefusal refuseTwice(CToken token, Map<String, String> unusable, String name) {
        CRefusal refusal = token.refuse(name + " is declared twice with different layouts, or as two types");
        unusable.putIfAbsent(name, refusal.text());
        return refusal;
    }

    void declareTypedef(CToken token, CType type) {
        Matcher width = WIDTH.matcher(token.text());
        if (width.matches() && type.isInteger() && 8 * type.size() != Integer.parseInt(width.group(1))) {
            throw new CUnreadable(token.place() + ": " + token.text() + " has " + 8 * type.size()
                    + " bits here: the text is of another ABI; give the output of cc -E for this one");
        }
        addOrigin(token);
        CType before = typedefs.put(token.text(), type);
        boolean same = before == null
                || before == type
                || (!before.isRecord()
                        && before.kind() == type.kind()
                        && before.size() == type.size()
                        && before.alignment() == type.alignment()
                        && before.count() == type.count());
        CType tag = tags.get(token.text());
        if (!same || (tag != null && tag != type && type.isRecord())) {
            throw refuseTwice(token, unusableTypes, token.text());
        }
    }

    /** Returns whether C writes the name of a struct with {@code struct} or {@code union} before it. */
    boolean isTag(String name) {
        return !typedefs.containsKey(name);
    }

    /**
     * Returns the names of the structs and unions that can be asked for: first those of the file that the preprocessor
     * was given, and last those of the system's headers.
     */
    List<String> records() {
        Map<String, CType> all = new LinkedHashMap<>(tags);
        typedefs.forEach(all::putIfAbsent);
        return all.entrySet().stream()
                .filter(each -> each.getValue().isRecord() && each.getValue().isComplete())
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(name -> origins.getOrDefault(name, CFile.Origin.MAIN)))
                .toList();
    }
}
