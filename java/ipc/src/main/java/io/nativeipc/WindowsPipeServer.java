package io.nativeipc;

import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server on Windows: its pipe's access control list lets in whom the permissions name. */
final class WindowsPipeServer extends NamedPipeServer {
    private final WindowsNamedPipeServer server;

    WindowsPipeServer(String name, Permissions permissions) throws IpcException {
        super(name);
        server = WindowsNamedPipeServer.create(name, PipeMode.BYTE, WindowsAccess.of(permissions));
    }

    @Override
    public NamedPipe accept() throws IOException, InterruptedException {
        return pipe(server.accept());
    }

    @Override
    public Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException {
        Optional<WindowsNamedPipe> pipe = server.tryAccept(timeout);
        return pipe.isEmpty() ? Optional.empty() : Optional.of(pipe(pipe.get()));
    }

    private static NamedPipe pipe(WindowsNamedPipe pipe) {
        return WindowsObjects.portable(pipe);
    }

    @Override
    public void close() {
        server.close();
    }
}
