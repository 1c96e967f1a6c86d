package io.nativeipc.elsewhere;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tests that do not apply on another system. Each line contains a test and the reason:
 * {@code Contract[.method[ display regex]]  # reason}; the method can be {@code *}. The runs there skip these tests,
 * and the build rejects a line that matches no test.
 */
final class Exclusions {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\.(\\w+|\\*)(?: (\\S.*?))?)?\\s+# (\\S.*)");

    /**
     * One line of the file.
     *
     * @param method null for the whole contract
     * @param display null for every invocation of the method
     */
    record Line(String text, String contract, String method, String display, String reason) {

        /** @param otherMethod null for the contract itself */
        boolean covers(String otherContract, String otherMethod, String otherDisplay) {
            if (!contract.equals(otherContract) || method == null || otherMethod == null) {
                return contract.equals(otherContract) && method == null;
            }
            return (method.equals("*") || method.equals(otherMethod))
                    && (display == null || otherDisplay.matches(display));
        }
    }

    private Exclusions() {}

    /** @param name the name of a file on the class path */
    static List<Line> read(String name) {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = Exclusions.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\R")) {
                Matcher line = LINE.matcher(text);
                if (line.matches()) {
                    lines.add(new Line(text, line.group(1), line.group(2), line.group(3), line.group(4)));
                } else if (!text.isBlank() && !text.startsWith("#")) {
                    throw new IllegalStateException(name + ": " + text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
