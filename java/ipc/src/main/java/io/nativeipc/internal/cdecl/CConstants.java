package io.nativeipc.internal.cdecl;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates C's constant expressions of integers, including {@code sizeof} of types. */
final class CConstants {
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<", ">", "<=", ">="),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private static final Pattern NUMBERED = Pattern.compile("\\\\(x0*[0-9a-fA-F]{1,2}|[0-7]{1,3})");

    private final CTokens tokens;
    private final CGrammar grammar;
    private final Map<String, CNumber> constants;
    private final CAbi abi;

    CConstants(CTokens tokens, CGrammar grammar, Map<String, CNumber> constants, CAbi abi) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.constants = constants;
        this.abi = abi;
    }

    CNumber evaluate() {
        tokens.enter();
        CNumber condition = binary(0);
        CNumber result = condition;
        if (tokens.accept("?")) {
            CNumber yes = evaluate();
            tokens.expect(":");
            CNumber no = evaluate();
            result = known(CNumber.of((condition.isTrue() ? yes : no).value(), yes, no));
        }
        tokens.leave();
        return result;
    }

    private CNumber binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        CNumber left = binary(level + 1);
        while (LEVELS.get(level).contains(tokens.peek().text()) && tokens.peek().kind() == CToken.Kind.SIGN) {
            String operator = tokens.next().text();
            CNumber right = binary(level + 1);
            left = known(apply(operator, left, right));
        }
        return left;
    }

    private CNumber known(@Nullable CNumber number) {
        if (number == null) {
            throw tokens.earlier(Math.max(tokens.position() - 1, 0))
                    .refuse("the value of this constant is too large, or C wraps it");
        }
        return number;
    }

    private static @Nullable CNumber apply(String operator, CNumber left, CNumber right) {
        long a = left.value();
        long b = right.value();
        try {
            return switch (operator) {
                case "+" -> CNumber.of(Math.addExact(a, b), left, right);
                case "-" -> CNumber.of(Math.subtractExact(a, b), left, right);
                case "*" -> CNumber.of(Math.multiplyExact(a, b), left, right);
                case "/" -> b == 0 ? null : CNumber.of(a / b, left, right);
                case "%" -> b == 0 ? null : CNumber.of(a % b, left, right);
                case "&" -> CNumber.of(a & b, left, right);
                case "|" -> CNumber.of(a | b, left, right);
                case "^" -> CNumber.of(a ^ b, left, right);
                case "<<", ">>" -> shift(operator, left, right);
                case "&&" -> truth(left.isTrue() && right.isTrue());
                case "||" -> truth(left.isTrue() || right.isTrue());
                default -> CNumber.of(0, left, right) == null ? null : truth(compare(operator, a, b));
            };
        } catch (ArithmeticException e) {
            return null; // more than 63 bits
        }
    }

    private static CNumber truth(boolean value) {
        return CNumber.ofInt(value ? 1 : 0);
    }

    private static boolean compare(String operator, long a, long b) {
        return switch (operator) {
            case "==" -> a == b;
            case "!=" -> a != b;
            case "<" -> a < b;
            case ">" -> a > b;
            case "<=" -> a <= b;
            default -> a >= b;
        };
    }

    /** Shifts a number, whose type alone is that of the result. */
    private static @Nullable CNumber shift(String operator, CNumber left, CNumber right) {
        long by = right.value();
        if (by < 0 || by >= left.bits() || left.value() < 0) {
            return null;
        }
        if (operator.equals(">>")) {
            return new CNumber(left.value() >> by, left.unsigned(), left.bits(), false);
        }
        boolean intoSign = !left.unsigned() && left.bits() == 32 && (left.value() << by) == (1L << 31);
        if (intoSign) {
            return CNumber.ofInt(Integer.MIN_VALUE); // 1 << 31, as all compilers have it
        }
        boolean lost = (left.value() << by) >> by != left.value();
        return lost ? null : new CNumber(left.value() << by, left.unsigned(), left.bits(), false).fitting();
    }

    private CNumber unary() {
        tokens.enter();
        CToken token = tokens.next();
        CNumber result;
        if (token.is("-") || token.is("~") || token.is("+") || token.is("!")) {
            result = known(sign(token.text(), unary()));
        } else if (token.is("(")) {
            boolean cast = grammar.startsType(tokens.peek());
            result = cast ? cast(token) : evaluate();
            if (!cast) {
                tokens.expect(")");
            }
        } else if (token.is("sizeof") || token.is("_Alignof") || token.is("alignof")) {
            result = CNumber.size(ofType(token), abi);
        } else if (token.kind() == CToken.Kind.NUMBER) {
            CNumber number = CNumber.parse(token.text());
            if (number == null) {
                throw token.refuse("'" + token.text() + "' is no integer of at most 63 bits");
            }
            result = number.in(abi);
        } else if (token.kind() == CToken.Kind.CHARACTER) {
            result = CNumber.ofInt(character(token, abi.charIsSigned()));
        } else {
            CNumber constant = token.isWord() ? constants.get(token.text()) : null;
            if (constant == null) {
                throw token.refuse("'" + token.text()
                        + "' is no integer constant that this text defines by #define or in an enum");
            }
            result = constant.in(abi);
        }
        tokens.leave();
        return result;
    }

    /** Evaluates {@code (int) x}. The value must fit the type. */
    private CNumber cast(CToken open) {
        CType type = grammar.typeName();
        tokens.expect(")");
        if (!type.isInteger()) {
            throw open.refuse("a cast to " + type + " is no integer constant");
        }
        boolean unsigned = type.kind() == CKind.UNSIGNED || (type.kind() == CKind.CHARACTER && !abi.charIsSigned());
        int bits = (int) (8 * type.size());
        long value = unary().value();
        long most = bits == 64 ? Long.MAX_VALUE : (1L << (unsigned ? bits : bits - 1)) - 1;
        if (value > most || value < (unsigned ? 0 : -most - 1)) {
            throw open.refuse("this cast changes the value of the constant");
        }
        return bits < 32 ? CNumber.ofInt(value) : new CNumber(value, unsigned, bits, false);
    }

    private static @Nullable CNumber sign(String sign, CNumber number) {
        return switch (sign) {
            case "!" -> truth(!number.isTrue());
            case "+" -> number;
            case "-" -> new CNumber(-number.value(), number.unsigned(), number.bits(), false).fitting();
            default ->
                number.unsigned() && number.bits() == 32
                        ? new CNumber(~number.value() & 0xffffffffL, true, 32, false)
                        : new CNumber(~number.value(), number.unsigned(), number.bits(), false).fitting();
        };
    }

    private long ofType(CToken operator) {
        tokens.expect("(");
        if (!grammar.startsType(tokens.peek())) {
            throw tokens.refuse(operator.text() + " is understood for types alone");
        }
        CType type = grammar.typeName();
        tokens.expect(")");
        if (!type.isComplete()) {
            throw operator.refuse(type + " has no size: it" + type.whyIncomplete());
        }
        return operator.is("sizeof") ? type.size() : type.alignment();
    }

    private static long character(CToken token, boolean signed) {
        String quoted = token.text().substring(1, token.text().length() - 1);
        if (quoted.length() == 1 && quoted.charAt(0) < 128 && quoted.charAt(0) != '\\') {
            return quoted.charAt(0);
        }
        if (NUMBERED.matcher(quoted).matches()) {
            boolean hex = quoted.charAt(1) == 'x';
            int value = Integer.parseInt(quoted.substring(hex ? 2 : 1), hex ? 16 : 8);
            if (value < 256) {
                return signed ? (byte) value : value;
            }
        }
        int simple = quoted.length() == 2 ? "abtnvfr\\'\"?".indexOf(quoted.charAt(1)) : -1;
        if (quoted.startsWith("\\") && simple >= 0) {
            return "\007\b\t\n\013\f\r\\'\"?".charAt(simple);
        }
        throw token.refuse(token.text() + " is no character of ASCII");
    }
}
