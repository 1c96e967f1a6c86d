package io.nativeipc.posix;

import io.nativeipc.internal.failure.Limits;
import io.nativeipc.internal.sys.CText;
import io.nativeipc.internal.sys.Constants;

/** Names of POSIX objects: a slash followed by at most 255 bytes without another slash. */
final class PosixName {
    private PosixName() {}

    /**
     * Rejects names that no system accepts. The system decides on all others.
     *
     * @param reserved the number of bytes that the C library adds to the name: 4 for a semaphore ({@code sem.})
     */
    static String check(String name, int reserved) {
        if (name.length() < 2 || name.charAt(0) != '/' || name.indexOf('/', 1) >= 0) {
            throw new IllegalArgumentException(
                    "a POSIX name is a slash followed by other characters, like /prices: \"" + name + '"');
        }
        String flaw = CText.flaw(name);
        if (flaw != null) {
            throw new IllegalArgumentException("not a POSIX name: \"" + CText.printable(name) + "\" " + flaw);
        } else if (name.equals("/.") || name.equals("/..")) {
            throw new IllegalArgumentException("not a POSIX name: \"" + name + '"');
        }
        int bytes = Limits.bytes(name) - 1;
        boolean limited = Constants.NAME_MAX > 0; // Windows, which has no such objects at all, says so later
        if (limited && bytes > Constants.NAME_MAX - reserved) {
            throw new IllegalArgumentException("a POSIX name is too long: after the slash "
                    + Limits.tooLong(bytes, Constants.NAME_MAX - reserved) + ": \"" + name + '"');
        }
        return name;
    }
}
