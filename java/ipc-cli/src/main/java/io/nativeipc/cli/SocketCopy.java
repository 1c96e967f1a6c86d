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
 * Copies stdin to a connected socket and the socket to stdout at once. The end of stdin ends our sending; when the peer has
 * ended its sending we go on until stdin has ended too, or the peer has closed.
 */
final class SocketCopy {
    private static final long PAUSE_NANOS = 20_000_000;

    private SocketCopy() {}

    /**
     * Creates the socket for its owner alone, accepts one peer, and removes the name; also when a signal ends the command. What a
     * dead process has left is replaced.
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
        } catch (PeerClosedException reset) { // it closed before it had read all that we sent
            return -1;
        }
    }
}
