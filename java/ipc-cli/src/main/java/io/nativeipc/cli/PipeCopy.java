package io.nativeipc.cli;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.PeerClosedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Copies stdin to a connected pipe, the pipe to stdout, or both at the same time. A pipe cannot be closed in one
 * direction only, so the peer does not see the end of stdin. If nothing is to be received, the pipe is closed at the
 * end of stdin.
 */
final class PipeCopy {
    private PipeCopy() {}

    /**
     * Creates the pipe with access for its owner only, accepts one peer, and removes the name, also if Ctrl-C ends the
     * command.
     */
    static NamedPipe acceptOne(String name) throws IOException, InterruptedException {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server.accept();
        } catch (IllegalStateException closedAtExit) {
            throw new InterruptedException();
        }
    }

    static void run(NamedPipe peer, boolean receive, boolean send) throws IOException {
        StdinCopy.End end = receive ? () -> {} : peer::close;
        StdinCopy sending = send ? StdinCopy.start(peer::write, end) : null;
        if (receive) {
            StdinCopy.toStdout(bytes -> read(peer, bytes));
        } else {
            awaitClosed(peer);
        }
        if (sending != null) {
            sending.rethrow();
        }
    }

    private static int read(NamedPipe peer, ByteBuffer bytes) throws IOException {
        try {
            return peer.read(bytes);
        } catch (PeerClosedException reset) { // the peer closed before it had read everything that was sent
            return -1;
        } catch (ClosedChannelException stdinEnded) {
            return -1;
        }
    }

    /** Waits until the peer has closed; data that it sends until then is discarded. */
    private static void awaitClosed(NamedPipe peer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 12);
        while (read(peer, bytes.clear()) >= 0) {
            assert bytes.position() > 0;
        }
    }
}
