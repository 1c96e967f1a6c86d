package io.nativeipc.cli.demo;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.nio.channels.Channels;
import java.util.List;

/** Java's own {@link PipedInputStream}, which connects two threads of one process. */
final class PipedStreams implements Rendezvous {
    private final PipedInputStream in = new PipedInputStream();
    private final PipedInputStream peersIn = new PipedInputStream();
    private final PipedWriter says = new PipedWriter();
    private final NumberStream ours;
    private final NumberStream peers;

    PipedStreams() throws IOException {
        ours = new NumberStream(Channels.newChannel(in), Channels.newChannel(flushing(peersIn)));
        peers = new NumberStream(Channels.newChannel(peersIn), Channels.newChannel(flushing(in)));
    }

    /**
     * Returns a stream that flushes after each write: without a flush the reader may sleep for up to a second after
     * bytes have arrived.
     */
    private static OutputStream flushing(PipedInputStream to) throws IOException {
        return new FilterOutputStream(new PipedOutputStream(to)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                out.flush();
            }
        };
    }

    /** Starts the other thread, which does the work of the C++ process; returns a reader of its output. */
    BufferedReader startPeer(int back) throws IOException {
        BufferedReader said = new BufferedReader(new PipedReader(says));
        Thread peer = new Thread(() -> answer(back), "demo-peer");
        peer.setDaemon(true);
        peer.start();
        return said;
    }

    private void answer(int back) {
        try {
            says.write("received " + peers.receive() + "\n");
            says.flush();
            peers.send(back);
            for (int round = 0; round < Conversation.ROUNDS; round++) {
                peers.send(peers.receive() + 1);
            }
        } catch (IOException e) {
            throw new AssertionError("a pipe within this process broke", e);
        }
    }

    @Override
    public List<String> peerArguments() {
        return List.of();
    }

    @Override
    public Exchange meet() {
        return ours;
    }
}
