package io.nativeipc.cli.demo;

import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.IOException;
import java.util.List;

/** The demo of the Windows named pipe, which is bidirectional and transfers bytes or messages. */
final class PipeRendezvous implements Rendezvous {
    private final Workspace workspace;
    private final String word;
    private final String name;
    private final PipeMode mode;
    private final WindowsNamedPipeServer server;

    PipeRendezvous(Workspace workspace, String word, PipeMode mode) throws IOException {
        this.workspace = workspace;
        this.word = word;
        this.mode = mode;
        name = workspace.name("pipe");
        server = workspace.keep(
                () -> WindowsNamedPipeServer.create(name, mode, WindowsAccess.currentUser()),
                WindowsNamedPipeServer::close);
    }

    @Override
    public List<String> peerArguments() {
        return List.of(word, "\\\\.\\pipe\\" + name);
    }

    @Override
    public Exchange meet() throws IOException, InterruptedException {
        WindowsNamedPipe accepted = server.accept();
        WindowsNamedPipe pipe = workspace.keep(() -> accepted, WindowsNamedPipe::close);
        return mode == PipeMode.MESSAGE ? new NumberMessages(pipe, pipe) : new NumberStream(pipe, pipe);
    }
}
