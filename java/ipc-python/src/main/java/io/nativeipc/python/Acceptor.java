package io.nativeipc.python;

import io.nativeipc.Permissions;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A listening endpoint at an address. */
interface Acceptor extends Closeable {

    /** Returns the next client; empty if the deadline passes. */
    Optional<? extends Messages> accept(long deadline) throws IOException, InterruptedException;

    /** Returns the address, with the port that the system chose. */
    Address address();

    static Acceptor create(Address address) throws IOException, InterruptedException {
        if (address instanceof Address.Unix unix) {
            return new UnixAcceptor(unix, UnixServerSocket.takeOver(unix.path(), Permissions.OWNER));
        } else if (address instanceof Address.Pipe pipe) {
            return new PipeAcceptor(
                    pipe, WindowsNamedPipeServer.create(pipe.name(), PipeMode.MESSAGE, WindowsAccess.currentUser()));
        }
        return TcpAcceptor.create((Address.Tcp) address);
    }

    /** An AF_UNIX socket. */
    record UnixAcceptor(Address address, UnixServerSocket socket) implements Acceptor {
        @Override
        public Optional<StreamMessages> accept(long deadline) throws IOException, InterruptedException {
            Optional<UnixSocket> client = deadline == Deadline.NEVER
                    ? Optional.of(socket.accept())
                    : socket.tryAccept(Deadline.left(deadline));
            return client.map(StreamMessages::new);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** A Windows pipe. */
    record PipeAcceptor(Address address, WindowsNamedPipeServer server) implements Acceptor {
        @Override
        public Optional<PipeMessages> accept(long deadline) throws IOException, InterruptedException {
            Optional<WindowsNamedPipe> client = deadline == Deadline.NEVER
                    ? Optional.of(server.accept())
                    : server.tryAccept(Deadline.left(deadline));
            return client.map(PipeMessages::new);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
