package io.nativeipc.cli;

import io.nativeipc.FileStat;
import io.nativeipc.Permissions;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;

/** What {@code connect --listen} creates, and removes when the command ends. */
final class UnixSockets {
    private UnixSockets() {}

    /**
     * Creates the socket for its owner alone, accepts one peer, and removes the name; also when a signal ends the command. What a
     * dead process has left is replaced.
     */
    static UnixSocket acceptOne(Path path) throws IOException, InterruptedException {
        try (UnixServerSocket server = UnixServerSocket.takeOver(path, Permissions.OWNER)) {
            return server.accept();
        }
    }

    /** Also when a signal ends the command; a file that has taken the place of this one stays. */
    static void removeAtExit(Path path) throws IOException {
        FileStat created = OpenFile.stat(path.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!isStill(path, created) || !path.toFile().delete()) {
                System.err.println("native-ipc: another process has removed " + path);
            }
        }));
    }

    private static boolean isStill(Path path, FileStat created) {
        try {
            return OpenFile.isSame(OpenFile.stat(path.toString()), created);
        } catch (IOException gone) {
            return false;
        }
    }
}
