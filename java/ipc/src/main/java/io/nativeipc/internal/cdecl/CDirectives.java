package io.nativeipc.internal.cdecl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies the directives that remain after {@link CConditions}: {@code #pragma pack} and integer constants. */
final class CDirectives {
    private static final Pattern DEFINE = Pattern.compile("#\\s*define\\s+(\\w+)(\\(.*|\\s+.*)?", Pattern.DOTALL);
    private static final Pattern UNDEF = Pattern.compile("#\\s*undef\\s+(\\w+)\\s*");
    private static final Pattern INCLUDE =
            Pattern.compile("#\\s*(include|include_next|import)\\s*([<\"])(.+)[>\"]\\s*");
    /** Names such as pshpack1.h, poppack.h and pack_begin.h. */
    private static final Pattern PACKING_HEADER = Pattern.compile("(?i)(.*[/_.-])?(psh|push|pop|pre|post|begin|end)?"
            + "[_-]?pack(ed|ing)?([_-]?(push|pop|begin|end|start|stop|on|off|\\d+))?\\.\\w+");

    private static final Pattern SAVED =
            Pattern.compile("#\\s*pragma\\s+(push|pop)_macro\\s*\\(\\s*\"(\\w+)\"\\s*\\)\\s*;?");
    private static final Pattern PRAGMA_OPERATOR =
            Pattern.compile("\\b(_Pragma|__pragma)\\b(?!\\s*+\\(\\s*+\"?+\\s*+((GCC|clang)\\s+diagnostic|warning)\\b)");
    private static final Pattern PACK = Pattern.compile("#\\s*pragma\\s+pack\\s*\\(([^)]*)\\)\\s*;?");
    private static final Pattern HARMLESS = Pattern.compile(
            "#\\s*(ident.*|sccs.*|warning.*|pragma\\s+(once|GCC\\s+(diagnostic|system_header|visibility|poison"
                    + "|push_options|pop_options|reset_options|target(?!.*(bitfields|double)))"
                    + "|clang\\s+(diagnostic|system_header)|warning|region|endregion|mark|message|comment"
                    + "|intrinsic|weak|STDC|omp)\\b.*)");
    /** A macro of the headers of Windows with the value 8, which GCC leaves in its preprocessed text. */
    private static final String CRT_PACKING = "_CRT_PACKING";

    private static final Set<Integer> PACKS = Set.of(1, 2, 4, 8, 16);

    private final CTokens tokens;
    private final Map<String, CNumber> constants;
    private final Deque<Integer> pushed = new ArrayDeque<>();
    private final Set<String> defined = new HashSet<>();
    private final Map<String, Deque<Macro>> saved = new HashMap<>();
    private int pack;
    private int applied = -1;

    /** The meaning of a name for the preprocessor, which {@code #pragma push_macro} saves. */
    private record Macro(@Nullable CNumber constant, boolean isMacro) {}

    CDirectives(CTokens tokens, Map<String, CNumber> constants) {
        this.tokens = tokens;
        this.constants = constants;
    }

    /** Returns the largest alignment of a member, or 0 if {@code #pragma pack} sets none. */
    int pack() {
        return pack;
    }

    /** Applies the directives at this position. Those that the parser reads again after an error are skipped. */
    void apply() {
        apply(false);
    }

    /** Applies the directives at this position inside of a type, whose members cannot be in another file. */
    void applyInside() {
        apply(true);
    }

    private void apply(boolean inside) {
        while (tokens.peek().isDirective()) {
            CToken token = tokens.peek();
            if (inside && INCLUDE.matcher(token.text()).matches()) {
                throw fatal(token, "the members of this type are in another file: give the output of cc -E");
            }
            if (tokens.position() > applied) {
                applied = tokens.position();
                apply(token);
            }
            tokens.moveTo(tokens.position() + 1);
        }
    }

    private void apply(CToken token) {
        String text = token.text();
        Matcher define = DEFINE.matcher(text);
        Matcher undef = UNDEF.matcher(text);
        Matcher packing = PACK.matcher(text);
        Matcher include = INCLUDE.matcher(text);
        Matcher macro = SAVED.matcher(text);
        if (packing.matches()) {
            String arguments = packing.group(1).replaceAll("\\s", "");
            pack(token, defined.contains(CRT_PACKING) ? arguments : arguments.replace(CRT_PACKING, "8"));
        } else if (define.matches()) {
            define(
                    define.group(1),
                    define.group(2) == null ? "" : define.group(2).strip());
        } else if (undef.matches()) {
            constants.remove(undef.group(1));
            tokens.removeMacro(undef.group(1));
        } else if (macro.matches()) {
            save(macro.group(1).equals("push"), macro.group(2));
        } else if (include.matches()) {
            include(token, include.group(2), include.group(3));
        } else if (!HARMLESS.matcher(text).matches()) {
            throw fatal(token, "'" + text + "' is not understood");
        }
    }

    /** Returns a refusal of the whole text: what follows would have a layout that is not known. */
    private static CUnreadable fatal(CToken token, String reason) {
        return new CUnreadable(token.place() + ": " + reason);
    }

    /** The headers of the system, between angle brackets, leave the packing as it was, but for those that change it. */
    private static void include(CToken token, String quote, String header) {
        if (quote.equals("\"")) {
            throw fatal(token, header + " is not read, and may change the packing: give the output of cc -E");
        } else if (PACKING_HEADER.matcher(header).matches()) {
            throw fatal(token, header + " may change the packing: give the output of cc -E");
        }
    }

    private void define(String name, String value) {
        String number = value.matches("\\(.*\\)")
                ? value.substring(1, value.length() - 1).strip()
                : value;
        CNumber constant = CNumber.parse(number);
        boolean again = !defined.add(name);
        if (value.equals(name) && !again) {
            return; // so are the constants of glibc's enums defined
        } else if (constant == null) {
            if (PRAGMA_OPERATOR.matcher(value).find()) {
                tokens.addPragma();
            }
            constants.remove(name);
            tokens.addMacro(name);
        } else {
            tokens.removeMacro(name);
            constants.put(name, constant);
        }
    }

    private void save(boolean push, String name) {
        Deque<Macro> macros = saved.computeIfAbsent(name, absent -> new ArrayDeque<>());
        if (push) {
            macros.push(new Macro(constants.get(name), tokens.isMacro(name)));
            return;
        }
        Macro before = macros.poll();
        if (before == null) {
            return; // compilers ignore it
        }
        constants.remove(name);
        tokens.removeMacro(name);
        if (before.isMacro) {
            tokens.addMacro(name);
        } else if (before.constant != null) {
            constants.put(name, before.constant);
        }
    }

    private void pack(CToken token, String arguments) {
        Matcher number = Pattern.compile("(?:push,)?(\\d{1,2})").matcher(arguments);
        if (arguments.startsWith("push")) {
            pushed.push(pack);
        }
        if (arguments.equals("pop")) {
            if (pushed.isEmpty()) {
                throw fatal(token, "#pragma pack(pop) without a push");
            }
            pack = pushed.pop();
        } else if (arguments.isEmpty() || arguments.equals("0")) {
            pack = 0;
        } else if (number.matches() && PACKS.contains(Integer.parseInt(number.group(1)))) {
            pack = Integer.parseInt(number.group(1));
        } else if (!arguments.equals("push")) {
            throw fatal(token, "'" + token.text() + "' is not understood; the packing is 1, 2, 4, 8 or 16");
        }
    }
}
