package io.nativeipc.cli;

import io.nativeipc.PeerClosedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies stdin to a connected socket and the socket to stdout at once. The end of stdin ends our sending; when the peer has
 * ended its sending we go on until stdin has ended too, or the peer has closed.
 */
final class SocketCopy {
    private static final long PAUSE_NANOS = 20_000_000;

    private final SocketChannel peer;
    private final String address;

    private SocketCopy(SocketChannel peer, String address) {
        this.peer = peer;
        this.address = address;
    }

    static void run(SocketChannel peer, String address) throws IOException {
        peer.configureBlocking(false);
        new SocketCopy(peer, address).run();
    }

    private void run() throws IOException {
        try (Selector reading = Selector.open();
                Selector writing = Selector.open()) {
            SelectionKey key = peer.register(reading, SelectionKey.OP_READ);
            peer.register(writing, SelectionKey.OP_WRITE);
            StdinCopy sending = StdinCopy.start(bytes -> write(writing, bytes), peer::shutdownOutput);
            StdinCopy.toStdout(bytes -> read(reading, bytes));
            awaitClosed(key, sending);
            sending.rethrow();
        }
    }

    private int read(Selector reading, ByteBuffer bytes) throws IOException {
        while (true) {
            int length;
            try {
                length = peer.read(bytes);
            } catch (IOException reset) { // it closed before it had read all that we sent
                return -1;
            }
            if (length != 0) {
                return length;
            }
            reading.select();
            reading.selectedKeys().clear();
        }
    }

    private int write(Selector writing, ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        while (bytes.hasRemaining()) {
            try {
                peer.write(bytes);
            } catch (IOException gone) {
                throw new PeerClosedException(address, "EPIPE", String.valueOf(gone.getMessage()));
            }
            if (bytes.hasRemaining()) {
                writing.select();
                writing.selectedKeys().clear();
            }
        }
        return length;
    }

    /**
     * A reader cannot tell a peer that has closed from one that only has no more to say, but poll(2) can: POLLHUP. A selector
     * passes it on as readiness for whatever it was asked for, and a connected channel is never ready to connect but then.
     * To block in select would spin, for the socket is always ready for that system call.
     */
    private static void awaitClosed(SelectionKey key, StdinCopy sending) throws IOException {
        key.interestOps(SelectionKey.OP_CONNECT);
        while (!sending.isDone() && key.selector().selectNow() == 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
