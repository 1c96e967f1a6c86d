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
    private static final Pattern MARKER = Pattern.compile("#\\s*(?:line\\s+)?(\\d{1,9})(?:\\s+\"([^\"]*)\".*)?\\s*");
    private static final List<String> SIGNS =
            List.of("...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "::", "->", "++", "--");

    private final String text;
    private final List<CToken> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private String file = "";
    private int fileOffset;
    private boolean lineStarts = true;

    private CLexer(String text) {
        this.text = text;
    }

    static List<CToken> read(String declarations) {
        if (declarations.length() > MAX_LENGTH) {
            throw new CUnreadable("the text has " + declarations.length() + " characters; the limit is " + MAX_LENGTH);
        }
        CLexer lexer = new CLexer(joined(declarations.replace("\r\n", "\n")));
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
        } else if (c == ' ' || c == '\t' || c == '\f' || c == 0x0b || c == 0xfeff) {
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
            end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
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
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at);
            if (c == '/' && (peek(1) == '/' || peek(1) == '*')) {
                skipComment();
                content.append(' ');
            } else if (c == '"') {
                int end = endOfQuoted('"');
                content.append(text, at, end);
                at = end;
            } else {
                content.append(c);
                at++;
            }
        }
        String whole = content.toString().strip();
        Matcher marker = MARKER.matcher(whole);
        if (marker.matches()) {
            file = marker.group(2) == null ? file : marker.group(2);
            fileOffset = Integer.parseInt(marker.group(1)) - line - 1;
        } else if (!whole.equals("#")) {
            tokens.add(new CToken(CToken.Kind.DIRECTIVE, whole, first, file, first + fileOffset));
        }
    }

    private void token(char c) {
        int start = at;
        if (isWordStart(c)) {
            while (isWordStart(peek(0)) || isDigit(peek(0))) {
                at++;
            }
            String word = text.substring(start, at);
            if (peek(0) == '"' && word.endsWith("R")) {
                throw refuse("a raw string is not understood");
            } else if (word.equals("_Pragma") || word.equals("__pragma")) {
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
            String sign = String.valueOf(c);
            for (String longer : SIGNS) {
                sign = sign.length() == 1 && text.startsWith(longer, at) ? longer : sign;
            }
            at += sign.length();
            add(CToken.Kind.SIGN, sign);
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
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            if (text.charAt(end) == '\n') {
                throw refuse("this line ends inside of quotes");
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw refuse("this text ends inside of quotes");
        }
        return end + 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
