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

    private PortableName() {}

    static String check(String name) {
        if (!ALLOWED.matcher(name).matches() || name.startsWith(".") || name.length() > LONGEST) {
            throw new IllegalArgumentException("a portable name is 1 to " + LONGEST
                    + " letters, digits, dots, dashes and underscores, and does not begin with a dot: \""
                    + name.replace('\0', '?') + '"');
        }
        return name;
    }
}
