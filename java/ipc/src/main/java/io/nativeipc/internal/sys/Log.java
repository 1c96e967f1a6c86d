package io.nativeipc.internal.sys;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The debug lines of this library, in the logger {@code io.nativeipc}: which provider and library it uses, and what it
 * removes because a dead process left it.
 */
public final class Log {
    private static final Logger LOGGER = System.getLogger("io.nativeipc");

    private Log() {}

    /** Writes a line in the format of {@link java.text.MessageFormat}. */
    public static void debug(String format, Object... values) {
        LOGGER.log(Level.DEBUG, format, values);
    }
}
