package io.nativeipc.contract;

import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;

/** The two ends of one connection. */
record SocketPair(UnixSocket left, UnixSocket right) implements AutoCloseable {

    static SocketPair create() throws IOException, InterruptedException {
        Path path = Unique.path();
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            UnixSocket left = UnixSocket.connect(path);
            return new SocketPair(left, server.accept());
        }
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
