package io.nativeipc.internal.cdecl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Applies the directives that remain after {@link CConditions}: {@code #pragma pack} and integer constants. */
final class CDirectives {
    private static final Pattern DEFINE = Pattern.compile("#\\s*define\\s+(\\w+)(\\(.*|\\s+.*)?", Pattern.DOTALL);
    private static final Pattern UNDEF = Pattern.compile("#\\s*undef\\s+(\\w+)\\s*");
    private static final Pattern INCLUDE =
            Pattern.compile("#\\s*(include|include_next|import)\\s*([<\"])(.+)[>\"]\\s*");
    private static final Pattern PACKED_HEADER = Pattern.compile("(?i)(?:.*/)?psh?pack(\\d)\\.h");
    private static final Pattern PACK = Pattern.compile("#\\s*pragma\\s+pack\\s*\\(([^)]*)\\)\\s*;?");
    private static final Pattern HARMLESS = Pattern.compile(
            "#\\s*(ident.*|sccs.*|warning.*|pragma\\s+(once|GCC\\s+(diagnostic|system_header|visibility|poison)"
                    + "|clang\\s+(diagnostic|system_header)|warning|region|endregion|mark|message|comment"
                    + "|push_macro|pop_macro|intrinsic)\\b.*)");
    private static final Set<Integer> PACKS = Set.of(1, 2, 4, 8, 16);

    private final CTokens tokens;
    private final Map<String, CNumber> constants;
    private final Deque<Integer> pushed = new ArrayDeque<>();
    private int pack;
    private int applied = -1;

    CDirectives(CTokens tokens, Map<String, CNumber> constants) {
        this.tokens = tokens;
        this.constants = constants;
    }

    /** Returns the largest alignment of a member, or 0 if {@code #pragma pack} sets none. */
    int pack() {
        return pack;
    }

    /** Applies the directives at this position. Those that the parser meets again after an error are skipped. */
    void apply() {
        while (tokens.peek().isDirective()) {
            CToken token = tokens.peek();
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
        if (packing.matches()) {
            pack(token, packing.group(1).replaceAll("\\s", ""));
        } else if (define.matches()) {
            define(
                    define.group(1),
                    define.group(2) == null ? "" : define.group(2).strip());
        } else if (undef.matches()) {
            constants.remove(undef.group(1));
            tokens.removeMacro(undef.group(1));
        } else if (include.matches()) {
            include(token, include.group(3));
        } else if (!HARMLESS.matcher(text).matches()) {
            throw fatal(token, "'" + text + "' is not understood");
        }
    }

    /** Returns a refusal of the whole text: what follows would have a layout that is not known. */
    private static CUnreadable fatal(CToken token, String reason) {
        return new CUnreadable(token.place() + ": " + reason);
    }

    private void include(CToken token, String header) {
        Matcher packed = PACKED_HEADER.matcher(header);
        if (packed.matches() || header.matches("(?i)(.*/)?poppack\\.h")) {
            throw fatal(token, header + " changes the packing: give the output of cc -E");
        }
    }

    private void define(String name, String value) {
        String number = value.matches("\\(.*\\)")
                ? value.substring(1, value.length() - 1).strip()
                : value;
        CNumber constant = CNumber.parse(number);
        if (constant == null) {
            constants.remove(name);
            tokens.addMacro(name);
        } else {
            tokens.removeMacro(name);
            constants.put(name, constant);
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
