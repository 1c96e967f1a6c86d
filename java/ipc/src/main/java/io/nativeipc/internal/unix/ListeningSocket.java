package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Which Unix socket listens at a path, as Linux tells in /proc/net/unix of this network namespace. Nobody connects for it: that
 * would take the place of a client. A name is there before its socket listens, and may be there after it is dead.
 */
public final class ListeningSocket {
    private static final int FLAGS = 3;
    private static final int STATE = 5;
    private static final int INODE = 6;
    private static final int PATH = 7;

    /** __SO_ACCEPTCON. */
    private static final String LISTENING = "00010000";

    /** SS_UNCONNECTED: not one that accept(2) returned, which has the name of the one that listened. */
    private static final String UNCONNECTED = "01";

    private ListeningSocket() {}

    /**
     * The number of the socket, which is not that of its file; none if no socket listens there.
     *
     * @throws IOException if the table cannot be read, or there is none, as on macOS
     */
    public static OptionalLong inode(Path path) throws IOException {
        return inode(path.toAbsolutePath().toString());
    }

    private static OptionalLong inode(String path) throws IOException {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
        // Not Files.lines, which fails in a thread that is interrupted.
        return Files.readAllLines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" +", PATH + 1))
                .filter(words -> words.length > PATH && words[FLAGS].equals(LISTENING) && words[PATH].equals(bytes))
                .mapToLong(words -> Long.parseLong(words[INODE]))
                .findFirst();
    }

    /**
     * Whether a process has a socket that is bound to the path and not connected: it listens, or it may listen soon. A relative
     * name counts, until the socket listens, if its last part is the path's: which folder it means is not shown.
     *
     * @throws IOException as {@link #inode} does
     */
    private static boolean isBound(String absolute) throws IOException {
        String path = new String(absolute.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String line : Files.readAllLines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1)) {
            String[] words = line.split(" +", PATH + 1);
            if (words.length > PATH && words[STATE].equals(UNCONNECTED)) {
                String name = words[PATH];
                boolean relative = !words[FLAGS].equals(LISTENING) && !name.startsWith("/") && !name.startsWith("@");
                if (name.equals(path) || (relative && lastPart(name).equals(lastPart(path)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Whether the socket at a path is proven dead: no process of this network namespace is seen to have it, and it refuses
     * connections. A socket of another network namespace that is bound and does not listen yet refuses them too, which the
     * caller must exclude.
     */
    public static boolean isProvenDead(Path path) {
        return isProvenDead(path.toString(), path.toAbsolutePath().toString());
    }

    /** {@link #isProvenDead(Path)} at an absolute path, which may have characters that the locale lacks. */
    public static boolean isProvenDead(String path) {
        return isProvenDead(path, path);
    }

    private static boolean isProvenDead(String path, String absolute) {
        try {
            if (isBound(absolute)) {
                return false;
            }
        } catch (IOException unlisted) {
            // then only the socket itself can answer
        }
        int type = Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK;
        int fd = Native.posix().socket(Constants.AF_UNIX, type, 0);
        if (fd < 0) {
            return false;
        }
        int result = Native.shim().ipc_connect(fd, path);
        Native.posix().close(fd);
        return result == -Errno.ECONNREFUSED;
    }
}
