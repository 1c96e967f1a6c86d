package io.nativeipc.internal.sys;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text that is passed to C. A C string ends at the first NUL, and half of a surrogate pair has no encoding, so that a
 * conversion would name another object.
 */
public final class CText {
    private CText() {}

    /** Returns why C cannot have this text; null if it can. */
    public static @Nullable String flaw(String text) {
        if (text.indexOf('\0') >= 0) {
            return "contains a NUL";
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? null : "contains half of a surrogate pair";
    }

    /** Returns the text with a question mark for each character that C cannot have. */
    public static String printable(String text) {
        String half = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return half.replace('\0', '?');
    }

    /** Both providers check every string that they convert. */
    public static String check(String text) {
        String flaw = flaw(text);
        if (flaw != null) {
            throw new IllegalArgumentException('"' + printable(text) + "\" " + flaw);
        }
        return text;
    }
}
