package io.nativeipc.cli.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.util.List;

/** Java's own {@link ServerSocket} and {@link Socket} with their streams, over the loopback interface. */
final class StreamSocketRendezvous implements Rendezvous {
    private final Workspace workspace;
    private final ServerSocket server;

    StreamSocketRendezvous(Workspace workspace) throws IOException {
        this.workspace = workspace;
        server = workspace.keep(() -> new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), Closeable::close);
    }

    @Override
    public List<String> peerArguments() {
        return List.of("socket", String.valueOf(server.getLocalPort()));
    }

    @Override
    public Exchange meet() throws IOException {
        Socket accepted = server.accept();
        Socket connection = workspace.keep(() -> accepted, Closeable::close);
        connection.setTcpNoDelay(true);
        return new NumberStream(
                Channels.newChannel(connection.getInputStream()), Channels.newChannel(connection.getOutputStream()));
    }
}
