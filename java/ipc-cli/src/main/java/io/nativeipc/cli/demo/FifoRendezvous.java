package io.nativeipc.cli.demo;

import io.nativeipc.posix.Fifo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The demo of named pipes. A FIFO has one direction, so there are two. */
final class FifoRendezvous implements Rendezvous {
    private final Workspace workspace;
    private final Path out;
    private final Path back;
    private final Fifo reader;

    FifoRendezvous(Workspace workspace) throws IOException {
        this.workspace = workspace;
        out = fifo("out");
        back = fifo("back");
        reader = workspace.keep(() -> Fifo.openReader(back), Fifo::close);
    }

    private Path fifo(String name) throws IOException {
        Path path = workspace.folder().resolve(name);
        workspace.make(() -> Fifo.create(path));
        return path;
    }

    @Override
    public List<String> peerArguments() {
        return List.of("fifo", out.toString(), back.toString());
    }

    @Override
    public Exchange meet() throws IOException, InterruptedException {
        Fifo writer = Fifo.openWriter(out);
        return new NumberStream(reader, workspace.keep(() -> writer, Fifo::close));
    }
}
