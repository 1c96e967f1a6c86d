package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.Permissions;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server on Windows: its pipe's access control list admits the users that the permissions name. */
final class WindowsPipeServer implements NamedPipeServer {
    private final String name;
    private final WindowsNamedPipeServer server;

    WindowsPipeServer(String name, Permissions permissions) throws IpcException {
        this.name = name;
        server = WindowsNamedPipeServer.create(name, PipeMode.BYTE, WindowsAccess.of(permissions));
    }

    @Override
    public NamedPipe accept() throws IOException, InterruptedException {
        return portable(server.accept());
    }

    @Override
    public Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException {
        Optional<WindowsNamedPipe> pipe = server.tryAccept(timeout);
        return pipe.isEmpty() ? Optional.empty() : Optional.of(portable(pipe.get()));
    }

    /** The system does not report the process of a peer that has already closed. */
    static NamedPipe portable(WindowsNamedPipe pipe) {
        long pid;
        try {
            pid = pipe.peerPid();
        } catch (IOException gone) {
            pid = 0;
        }
        return new OpenPipe(pipe.name(), pipe, pipe::shutdownOutput, pid);
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return OpenPipe.address(name);
    }
}
