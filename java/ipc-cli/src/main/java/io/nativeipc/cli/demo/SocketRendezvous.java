package io.nativeipc.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/** The demo of a TCP connection within this machine, to a port that the system chooses. */
final class SocketRendezvous implements Rendezvous {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Workspace workspace;
    private final ServerSocketChannel server;

    SocketRendezvous(Workspace workspace) throws IOException {
        this.workspace = workspace;
        server = workspace.keep(() -> ServerSocketChannel.open(StandardProtocolFamily.INET), Channel::close);
        server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
    }

    @Override
    public List<String> peerArguments() {
        return List.of("socket", String.valueOf(server.socket().getLocalPort()));
    }

    @Override
    public Exchange meet() throws IOException {
        SocketChannel accepted = server.accept();
        SocketChannel connection = workspace.keep(() -> accepted, Channel::close);
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new NumberStream(connection, connection);
    }
}
