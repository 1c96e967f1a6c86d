package io.nativeipc.internal.unix;

import io.nativeipc.internal.failure.Limits;
import java.nio.file.Path;
import java.util.Objects;

/** The path of the Unix socket that .NET uses for a pipe on Linux and macOS. */
public final class PipePath {
    private static final String PREFIX = "CoreFxPipe_";

    private PipePath() {}

    /**
     * Returns the path at which .NET expects a pipe: an absolute name is the path itself; any other name is in the
     * folder for temporary files.
     */
    public static Path of(String name) {
        require(!name.isEmpty() && !name.endsWith("/"), name, "is not the name of a file");
        require(name.indexOf('\0') < 0, name, "contains a NUL");
        require(name.startsWith("/") || name.indexOf('/') < 0, name, "contains a slash, and is not an absolute path");
        String path = name.startsWith("/") ? name : temporaryFolder() + PREFIX + name;
        int bytes = Limits.bytes(path);
        require(
                bytes <= Limits.SOCKET_PATH,
                name,
                "makes too long a path for a socket, " + Limits.tooLong(bytes, Limits.SOCKET_PATH));
        return Path.of(path);
    }

    /** The address of a pipe. */
    public static String address(String name) {
        return "pipe:" + name;
    }

    /** Makes the socket of a pipe name itself by the pipe's address. */
    public static void nameAfter(String pipe, Object socket) {
        DescriptorChannel.rename(socket, pipe);
    }

    private static String temporaryFolder() {
        String folder = Objects.requireNonNullElse(System.getenv("TMPDIR"), "");
        return folder.isEmpty() ? "/tmp/" : folder.endsWith("/") ? folder : folder + "/";
    }

    private static void require(boolean condition, String name, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "the name of a pipe " + otherwise + ": \"" + name.replace('\0', '?') + '"');
        }
    }
}
