package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.Permissions;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server on Windows: its pipe's access control list admits the users that the permissions name. */
final class WindowsPipeServer implements NamedPipeServer {
    private final WindowsNamedPipeServer server;

    WindowsPipeServer(String name, Permissions permissions) throws IpcException {
        server = WindowsNamedPipeServer.create(name, WindowsAccess.of(permissions));
    }

    @Override
    public NamedPipe accept() throws IOException, InterruptedException {
        return server.accept();
    }

    @Override
    public Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException {
        return server.tryAccept(timeout).map(pipe -> pipe);
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
