package io.nativeipc.internal.cdecl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Divides C text into tokens. It removes comments, joins continued lines, and follows the preprocessor's markers. */
final class CLexer {
    /** The preprocessor's output for all of windows.h has 2 million characters. */
    static final int MAX_LENGTH = 8 << 20;

    private static final int MAX_TOKENS = 2_000_000;
    private static final Pattern MARKER = Pattern.compile("#\\s*(?:line\\s+)?(\\d{1,9})(?:\\s+\"([^\"]*)\"(.*))?\\s*");
    private static final Pattern SYSTEM_FLAG = Pattern.compile("\\s3(\\s|$)");
    private static final String SPELLING = "digraphs and trigraphs are not understood";
    /** There is no closing quote before the end of the line. */
    private static final int NO_QUOTE = -1;
    /** There is no closing quote, and no end of the line. */
    private static final int NO_LINE = -2;

    private static final List<String> SIGNS =
            List.of("...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "::", "->", "++", "--");

    private final String text;
    private final List<CToken> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private CFile file = CFile.NONE;
    private String main = "";
    private int fileOffset;
    private boolean lineStarts = true;

    private CLexer(String text) {
        this.text = text;
    }

    static List<CToken> read(String declarations) {
        if (declarations.length() > MAX_LENGTH) {
            throw new CUnreadable("the text has " + declarations.length() + " characters; the limit is " + MAX_LENGTH);
        }
        String text =
                declarations.replaceFirst("^(\ufeff|\u00ef\u00bb\u00bf)", "").replace("\r\n", "\n");
        CLexer lexer = new CLexer(joined(text));
        while (lexer.next()) {
            if (lexer.tokens.size() > MAX_TOKENS) {
                throw lexer.refuse("the text has more than " + MAX_TOKENS + " tokens");
            }
        }
        lexer.add(CToken.Kind.END, "");
        return lexer.tokens;
    }

    /** Joins lines that end in a backslash. The line breaks follow after the joined line, which keeps the numbers. */
    private static String joined(String text) {
        if (!text.contains("\\\n")) {
            return text;
        }
        StringBuilder joined = new StringBuilder(text.length());
        int owed = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\\n", i)) {
                owed++;
                i++;
            } else {
                joined.append(text.charAt(i));
                if (text.charAt(i) == '\n') {
                    joined.append("\n".repeat(owed));
                    owed = 0;
                }
            }
        }
        return joined.toString();
    }

    private CUnreadable refuse(String reason) {
        CToken here = new CToken(CToken.Kind.END, "", line, file, line + fileOffset);
        return new CUnreadable(here.place() + ": " + reason);
    }

    private void add(CToken.Kind kind, String token) {
        tokens.add(new CToken(kind, token, line, file, line + fileOffset));
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private boolean next() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        if (c == '\n') {
            line++;
            at++;
            lineStarts = true;
        } else if (c == ' ' || c == '\t' || c == '\f' || c == 0x0b) {
            at++;
        } else if (c == '/' && (peek(1) == '/' || peek(1) == '*')) {
            skipComment();
        } else if (c == '#' && lineStarts) {
            directive();
        } else {
            lineStarts = false;
            token(c);
        }
        return true;
    }

    /** Skips a comment, whose line breaks are counted. */
    private void skipComment() {
        int end;
        if (peek(1) == '/') {
            end = endOfLine();
            requireEnd(at, end);
        } else {
            end = text.indexOf("*/", at + 2) + 2;
            if (end < 2) {
                throw refuse("this comment does not end");
            }
        }
        for (int i = at; i < end; i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        at = end;
    }

    private void directive() {
        int first = line;
        int from = at;
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            int start = at;
            if (peek(0) == '/' && (peek(1) == '/' || peek(1) == '*')) {
                skipComment();
                content.append(' ');
            } else {
                directivePart();
                content.append(text, start, at);
            }
        }
        requireEnd(from, at);
        String whole = content.toString().strip();
        Matcher marker = MARKER.matcher(whole);
        if (marker.matches()) {
            file = marker.group(2) == null ? file : file(marker.group(2), marker.group(3));
            fileOffset = Integer.parseInt(marker.group(1)) - line - 1;
        } else if (!whole.equals("#")) {
            tokens.add(new CToken(CToken.Kind.DIRECTIVE, whole, first, file, first + fileOffset));
        }
    }

    /** Returns the file of a marker. The first marker of all names the file that the preprocessor was given. */
    private CFile file(String name, String flags) {
        main = main.isEmpty() ? name : main;
        boolean system = SYSTEM_FLAG.matcher(flags).find();
        CFile.Origin included = system ? CFile.Origin.SYSTEM : CFile.Origin.INCLUDED;
        return name.equals(file.name()) ? file : new CFile(name, name.equals(main) ? CFile.Origin.MAIN : included);
    }

    /** Moves over a word, a number, quotes or one character of a directive, in which a comment has no start. */
    private void directivePart() {
        char c = peek(0);
        if (isWordStart(c)) {
            word();
        } else if (isDigit(c)) {
            number();
        } else if (c == '"' || c == '\'') {
            at = c == '"' || closing(c) > 0 ? endOfQuoted(c) : endOfApostrophe();
        } else {
            at++;
        }
    }

    /** Returns the end of what an apostrophe begins that is no quote, as in {@code #warning don't}: that of its line. */
    private int endOfApostrophe() {
        int end = endOfLine();
        if (text.substring(at, end).contains("/*")) {
            throw refuse("compilers differ in whether a comment starts after this apostrophe");
        }
        return end;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    /** Refuses a comment or directive that ends with its line for some compilers, and not for others. */
    private void requireEnd(int from, int end) {
        String whole = text.substring(from, end).stripTrailing();
        if (whole.endsWith("\\") || whole.endsWith("??/") || whole.indexOf('\r') >= 0) {
            throw refuse("compilers differ in where this line ends: it has "
                    + (whole.endsWith("\\") ? "a space after its last backslash" : "a trigraph or a carriage return"));
        }
    }

    private String word() {
        int start = at;
        while (isWordStart(peek(0)) || isDigit(peek(0))) {
            at++;
        }
        String word = text.substring(start, at);
        if (peek(0) == '"' && word.endsWith("R")) {
            throw refuse("a raw string is not understood");
        }
        return word;
    }

    private void token(char c) {
        int start = at;
        if (isWordStart(c)) {
            String word = word();
            if (word.equals("_Pragma") || word.equals("__pragma")) {
                throw refuse(word + " may change the packing: give the output of cc -E");
            }
            add(CToken.Kind.WORD, word);
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
            add(CToken.Kind.NUMBER, text.substring(start, at));
        } else if (c == '"' || c == '\'') {
            at = endOfQuoted(c);
            add(c == '"' ? CToken.Kind.STRING : CToken.Kind.CHARACTER, text.substring(start, at));
        } else {
            refuseSpelling(c);
            String sign = String.valueOf(c);
            for (String longer : SIGNS) {
                sign = sign.length() == 1 && text.startsWith(longer, at) ? longer : sign;
            }
            at += sign.length();
            add(CToken.Kind.SIGN, sign);
        }
    }

    /** Refuses what could be a directive or a brace in another spelling. */
    private void refuseSpelling(char c) {
        boolean trigraph = c == '?' && peek(1) == '?' && "=/'()!<>-".indexOf(peek(2)) >= 0;
        if (trigraph || text.startsWith("%:", at) || text.startsWith("<%", at) || text.startsWith("%>", at)) {
            throw refuse(SPELLING);
        } else if (c == '#') {
            throw refuse("a '#' that is not the first of its line is not understood");
        } else if (c == '\r') {
            throw refuse("a carriage return without a line feed is not understood");
        } else if (c == '\\') {
            requireEnd(at, endOfLine());
        }
    }

    /** Moves over a number of the preprocessor: also one that no constant may have. */
    private void number() {
        while (true) {
            char c = peek(0);
            boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(text.charAt(at - 1)) >= 0;
            boolean separator = c == '\'' && (isDigit(peek(1)) || isWordStart(peek(1)));
            if (!isDigit(c) && !isWordStart(c) && c != '.' && !sign && !separator) {
                return;
            }
            at++;
        }
    }

    private int endOfQuoted(char quote) {
        int end = closing(quote);
        if (end < 0) {
            throw refuse("this " + (end == NO_LINE ? "text" : "line") + " ends inside of quotes");
        }
        return end + 1;
    }

    /** Returns the position of the quote that closes the one at this position, {@link #NO_QUOTE} or {@link #NO_LINE}. */
    private int closing(char quote) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            if (text.charAt(end) == '\n') {
                return NO_QUOTE;
            } else if (text.startsWith("??/", end)) {
                throw refuse(SPELLING);
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end < text.length() ? end : NO_LINE;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
