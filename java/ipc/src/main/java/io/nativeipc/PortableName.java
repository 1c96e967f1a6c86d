package io.nativeipc;

import java.util.regex.Pattern;

/**
 * The names of the portable face: what every system takes, and nothing that means something to one of them. Checked before
 * any call.
 */
final class PortableName {
    /** macOS allows 31 bytes, of which one is the slash. */
    private static final int LONGEST = 30;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    /** What {@link #allows} asks for. */
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
