package io.nativeipc.python;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A listening TCP socket of the JDK, non-blocking, with a selector. */
final class TcpAcceptor implements Acceptor {
    private static final int BACKLOG = 128;

    private final Address.Tcp address;
    private final ServerSocketChannel server;
    private final Readiness ready;

    private TcpAcceptor(String host, ServerSocketChannel server) throws IOException {
        this.address = new Address.Tcp(host, ((InetSocketAddress) server.getLocalAddress()).getPort());
        this.server = server;
        this.ready = new Readiness(server, SelectionKey.OP_ACCEPT);
    }

    static TcpAcceptor create(Address.Tcp address) throws IOException {
        InetSocketAddress where = TcpChannel.resolve(address);
        ServerSocketChannel server = ServerSocketChannel.open();
        boolean listens = false;
        try {
            // on Windows the option would allow another process to take over the port
            if (!System.getProperty("os.name").startsWith("Windows")) {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            server.configureBlocking(false);
            server.bind(where, BACKLOG);
            TcpAcceptor acceptor = new TcpAcceptor(address.host(), server);
            listens = true;
            return acceptor;
        } catch (BindException e) {
            AlreadyExistsException used = new AlreadyExistsException(
                    address.toString(), "refused", "the port is in use, or the host is not this machine");
            used.initCause(e);
            throw used;
        } finally {
            if (!listens) {
                server.close();
            }
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Optional<StreamMessages> accept(long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        while (true) {
            SocketChannel client = acceptNow();
            if (client != null) {
                return Optional.of(messages(client));
            } else if (!ready.await(deadline)) {
                return Optional.empty();
            }
        }
    }

    /** Closes the client if this fails: its selectors need descriptors, and the process may have none left. */
    private static StreamMessages messages(SocketChannel client) throws IOException {
        boolean taken = false;
        try {
            client.configureBlocking(false);
            String peer = "tcp://" + client.getRemoteAddress().toString().replaceFirst("^[^/]*/", "");
            StreamMessages messages = new StreamMessages(new TcpChannel(client, peer));
            taken = true;
            return messages;
        } finally {
            if (!taken) {
                client.close();
            }
        }
    }

    private @Nullable SocketChannel acceptNow() throws IOException {
        try {
            return server.accept();
        } catch (ClosedChannelException e) {
            throw new IllegalStateException(address + " is closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            ready.close();
        }
    }
}
