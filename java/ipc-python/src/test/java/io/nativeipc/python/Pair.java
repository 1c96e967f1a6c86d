package io.nativeipc.python;

import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.nio.file.Path;

/** A connection and the raw socket at its other end, from which a test sends arbitrary bytes. */
record Pair(Connection connection, UnixSocket peer) implements AutoCloseable {

    static Pair of(Path folder) throws Exception {
        Path path = folder.resolve("pair");
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            Connection connection = Client.connect(Address.unix(path));
            return new Pair(connection, server.accept());
        }
    }

    @Override
    public void close() throws Exception {
        connection.close();
        peer.close();
    }
}
