package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Finds the Unix socket that listens at a path, from /proc/net/unix of this network namespace on Linux. It does not
 * connect for this, because that would take the place of a client. A name exists before its socket listens, and may
 * exist after the socket is dead.
 */
public final class ListeningSocket {
    private static final int FLAGS = 3;
    private static final int STATE = 5;
    private static final int INODE = 6;
    private static final int PATH = 7;

    private static final String LISTENING = String.format(Locale.ROOT, "%08X", Constants.__SO_ACCEPTCON);

    /** This excludes sockets that accept(2) returned, which have the name of the listening socket. */
    private static final String UNCONNECTED = String.format(Locale.ROOT, "%02X", Constants.SS_UNCONNECTED);

    private ListeningSocket() {}

    /**
     * Returns the number of the socket, which differs from that of its file; empty if no socket listens there.
     *
     * @throws IOException if the table cannot be read, or does not exist, as on macOS
     */
    public static OptionalLong inode(Path path) throws IOException {
        return inode(path.toAbsolutePath().toString());
    }

    private static OptionalLong inode(String path) throws IOException {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
        // Files.lines would fail in an interrupted thread.
        return Files.readAllLines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" +", PATH + 1))
                .filter(words -> words.length > PATH && words[FLAGS].equals(LISTENING) && words[PATH].equals(bytes))
                .mapToLong(words -> Long.parseLong(words[INODE]))
                .findFirst();
    }

    /**
     * Reports whether a process has a socket that is bound to the path and not connected: it listens, or may listen
     * soon. Until the socket listens, a relative name matches if its last part equals the path's, because the table
     * does not show the folder that it refers to.
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
     * Reports whether the socket at a path is proven dead: no process of this network namespace is seen to have it, and
     * it refuses connections. A socket of another network namespace that is bound and does not listen yet refuses
     * connections too; the caller must exclude this case.
     */
    public static boolean isProvenDead(Path path) {
        return isProvenDead(path.toString(), path.toAbsolutePath().toString());
    }

    /**
     * Does the same as {@link #isProvenDead(Path)} for an absolute path, which may contain characters that the locale
     * lacks.
     */
    public static boolean isProvenDead(String path) {
        return isProvenDead(path, path);
    }

    private static boolean isProvenDead(String path, String absolute) {
        try {
            if (isBound(absolute)) {
                return false;
            }
        } catch (IOException unlisted) {
            // only the socket itself can answer then
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
