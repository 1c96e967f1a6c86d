package io.nativeipc.mechanism;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which Unix socket listens at a path, as Linux tells in /proc/net/unix of this network namespace. Nobody connects for it: that
 * would take the place of a client. A name is there before its socket listens, and may be there after it is dead.
 */
public final class ListeningSocket {
    private static final int FLAGS = 3;
    private static final int INODE = 6;
    private static final int PATH = 7;

    /** __SO_ACCEPTCON. */
    private static final String LISTENING = "00010000";

    private ListeningSocket() {}

    /**
     * The number of the socket, which is not that of its file; none if no socket listens there.
     *
     * @throws IOException if the table cannot be read, or there is none, as on macOS
     */
    public static OptionalLong inode(Path path) throws IOException {
        byte[] utf8 = path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1)) {
            return sockets.map(line -> line.split(" +", PATH + 1))
                    .filter(words -> words.length > PATH && words[FLAGS].equals(LISTENING) && words[PATH].equals(bytes))
                    .mapToLong(words -> Long.parseLong(words[INODE]))
                    .findFirst();
        }
    }

    /**
     * Whether the socket at a path is proven dead: it refuses connections. One that is seen to listen is not even asked. A
     * socket that another process is just creating refuses them too, which the caller must exclude.
     */
    public static boolean isProvenDead(Path path) {
        try {
            if (inode(path).isPresent()) {
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
        int result = Native.shim().ipc_connect(fd, path.toString());
        Native.posix().close(fd);
        return result == -Errno.ECONNREFUSED;
    }
}
