package io.nativeipc.cli;

import io.nativeipc.PeerClosedException;
import io.nativeipc.Permissions;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies stdin to a connected socket and the socket to stdout at the same time. At the end of stdin the sending
 * direction is shut down. After the peer has shut down its sending direction, copying continues until stdin ends or the
 * peer closes.
 */
final class SocketCopy {
    private static final long PAUSE_NANOS = 20_000_000;

    private SocketCopy() {}

    /**
     * Creates the socket with access for its owner only, accepts one peer, and removes the name, also if a signal ends
     * the command. A socket left by a dead process is replaced.
     */
    static UnixSocket acceptOne(Path path) throws IOException, InterruptedException {
        try (UnixServerSocket server = UnixServerSocket.takeOver(path, Permissions.OWNER)) {
            return server.accept();
        }
    }

    static void run(UnixSocket peer) throws IOException {
        StdinCopy sending = StdinCopy.start(peer::write, peer::shutdownOutput);
        StdinCopy.toStdout(bytes -> read(peer, bytes));
        while (!sending.isDone() && !peer.isHungUp()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        sending.rethrow();
    }

    private static int read(UnixSocket peer, ByteBuffer bytes) throws IOException {
        try {
            return peer.read(bytes);
        } catch (PeerClosedException reset) { // the peer closed before it had read everything that was sent
            return -1;
        }
    }
}
