package io.nativeipc;

import java.util.regex.Pattern;

/**
 * Names of the portable classes: every system accepts them, and no character has a special meaning on any system. They
 * are checked before any system call.
 */
final class PortableName {
    /** macOS allows 31 bytes, including the slash. */
    private static final int LONGEST = 30;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    /** The rule that {@link #allows} checks. */
    static final String RULE =
            "1 to " + LONGEST + " letters, digits, dots, dashes and underscores, and does not begin with a dot";

    private PortableName() {}

    static boolean allows(String name) {
        return ALLOWED.matcher(name).matches() && !name.startsWith(".") && name.length() <= LONGEST;
    }

    static String check(String name) {
        if (!allows(name)) {
            throw new IllegalArgumentException("a portable name is " + RULE + ": \"" + name.replace('\0', '?') + '"');
        }
        return name;
    }
}
