package io.nativeipc.internal.sys;

import java.lang.System.Logger.Level;
import java.util.ServiceConfigurationError;

/**
 * The debug lines of this library, in the logger {@code io.nativeipc}: which provider and library it uses, and what it
 * removes because a dead process left it.
 */
public final class Log {
    private Log() {}

    /**
     * Writes a line in the format of {@link java.text.MessageFormat}. The logger is the program's code: what it throws
     * does not reach the caller, which may hold a lock.
     */
    public static void debug(String format, Object... values) {
        try {
            System.getLogger("io.nativeipc").log(Level.DEBUG, format, values);
        } catch (RuntimeException | ServiceConfigurationError unloggable) {
            return;
        }
    }
}
