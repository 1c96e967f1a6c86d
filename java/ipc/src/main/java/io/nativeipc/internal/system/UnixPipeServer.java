package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.Renamed;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.posix.PeerCredentials;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server on Linux and macOS: the Unix socket that .NET uses for a pipe of this name. */
final class UnixPipeServer implements NamedPipeServer {
    private final String name;
    private final UnixServerSocket socket;
    private final boolean trustedOnly;

    private UnixPipeServer(String name, UnixServerSocket socket, boolean trustedOnly) {
        this.name = name;
        this.socket = socket;
        this.trustedOnly = trustedOnly;
    }

    /** Reports whether processes of the user can control this process anyway: those of its own user, and of root. */
    static boolean isTrusted(long uid) {
        return uid == Native.userId() || uid == 0;
    }

    static UnixPipeServer listen(String name, Permissions permissions) throws IOException, InterruptedException {
        boolean trustedOnly = (permissions.mode() & 066) == 0;
        Path path = PipePath.of(name);
        try {
            return new UnixPipeServer(name, UnixServerSocket.takeOver(path, permissions), trustedOnly);
        } catch (IpcException refused) {
            throw Renamed.as(PipePath.address(name), refused);
        }
    }

    @Override
    public NamedPipe accept() throws IOException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    @Override
    public Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException {
        return accept(Deadline.after(timeout));
    }

    private Optional<NamedPipe> accept(long deadline) throws IOException, InterruptedException {
        try {
            while (true) {
                Optional<UnixSocket> client = deadline == Deadline.NEVER
                        ? Optional.of(socket.accept())
                        : socket.tryAccept(Duration.ofNanos(Deadline.remaining(deadline)));
                if (client.isEmpty()) {
                    return Optional.empty();
                }
                Optional<NamedPipe> pipe = welcome(client.get());
                if (pipe.isPresent()) {
                    return pipe;
                }
            }
        } catch (IpcException refused) {
            throw Renamed.as(toString(), refused);
        } catch (IllegalStateException closed) { // it names the socket
            throw new IllegalStateException(this + " is closed", closed);
        }
    }

    /**
     * Returns the pipe of a client. The connection of a client that is not trusted, or whose user cannot be determined,
     * is closed without a message.
     */
    private Optional<NamedPipe> welcome(UnixSocket client) {
        PipePath.nameAfter(toString(), client);
        @Nullable PeerCredentials peer;
        try {
            peer = client.peer();
        } catch (IOException unknown) {
            peer = null;
        }
        if (peer == null || (trustedOnly && !isTrusted(peer.uid()))) {
            client.close();
            return Optional.empty();
        }
        return Optional.of(client);
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return PipePath.address(name);
    }
}
