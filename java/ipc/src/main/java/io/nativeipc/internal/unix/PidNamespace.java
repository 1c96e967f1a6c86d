package io.nativeipc.internal.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The PID namespace of this process, by its inode number. Threads of two namespaces can have the same number, and a
 * mutex in shared memory identifies its owner only by that number. A process never changes its own namespace.
 */
public final class PidNamespace {
    /** Means that the namespace is unknown: the system has none, or /proc is not mounted. */
    public static final long UNKNOWN = 0;

    private static final long CURRENT = read();

    private PidNamespace() {}

    /** {@return the inode number, or {@link #UNKNOWN}} */
    public static long current() {
        return CURRENT;
    }

    /** Returns the namespace in the format of /proc: {@code pid:[4026531836]}. */
    public static String text(long inode) {
        return inode == UNKNOWN ? "an unknown one, because /proc is not readable" : "pid:[" + inode + "]";
    }

    private static long read() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return link.matches("pid:\\[\\d{1,18}]") ? Long.parseLong(link.replaceAll("\\D", "")) : UNKNOWN;
        } catch (IOException | UnsupportedOperationException absent) {
            return UNKNOWN;
        }
    }
}
