package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NamedPipe;
import io.nativeipc.Permissions;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code connect}: copies stdin to the peer and the peer's data to stdout, like netcat. */
@Command(description = "Copy stdin to the peer and the peer to stdout.")
final class Connect extends Verb {
    @Option(names = "--listen", description = "Create the address, serve one peer, remove the address.")
    boolean listen;

    @Option(names = "--in", description = "fifo, pipe: only copy to stdout.")
    boolean in;

    @Option(names = "--out", description = "fifo, pipe: only copy from stdin.")
    boolean out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (address.kind() == Kind.FIFO) {
            if (in == out) {
                throw usage("a FIFO goes one way: --in (to stdout) or --out (from stdin)");
            }
            connectFifo(Path.of(address.name()));
        } else if (address.kind() == Kind.UNIX) {
            if (in || out) {
                throw usage("--in and --out are not for a socket, which goes both ways");
            }
            Path path = Path.of(address.name());
            try (UnixSocket peer = listen ? SocketCopy.acceptOne(path) : UnixSocket.connect(path)) {
                SocketCopy.run(peer);
            }
        } else if (address.kind() == Kind.PIPE) {
            if (in && out) {
                throw usage("a pipe goes both ways without --in and --out");
            }
            try (NamedPipe peer = listen ? PipeCopy.acceptOne(address.name()) : NamedPipe.connect(address.name())) {
                PipeCopy.run(peer, !out, !in);
            }
        } else {
            throw usage(address + " is not a fifo, a pipe or a unix socket");
        }
        return 0;
    }

    private void connectFifo(Path path) throws IOException, InterruptedException {
        if (listen) {
            Fifo.createUntilExit(path, Permissions.OWNER);
        }
        if (in) {
            try (Fifo fifo = Fifo.openReader(path)) {
                StdinCopy.toStdout(fifo::read);
            }
            return;
        }
        try (Fifo fifo = Fifo.openWriter(path)) {
            StdinCopy sending = StdinCopy.start(fifo::write, fifo::close);
            try {
                fifo.awaitReadersGone();
            } catch (java.nio.channels.ClosedChannelException stdinEnded) {
                sending.rethrow();
            }
        }
    }
}
