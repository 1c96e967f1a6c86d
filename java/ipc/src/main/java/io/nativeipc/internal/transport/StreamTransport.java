package io.nativeipc.internal.transport;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.Permissions;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code unix:/path} and {@code pipe:name}: each message follows its length, 4 bytes in big-endian order, which is also
 * the format of Python's {@code multiprocessing.connection}. The receiver listens for any number of senders, or
 * connects to one.
 */
public final class StreamTransport implements MessageTransport {

    private static final Set<String> BUSY = Set.of("EAGAIN", "ERROR_PIPE_BUSY");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** For ServiceLoader. */
    public StreamTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Kind.UNIX.toString(), Kind.PIPE.toString());
    }

    @Override
    public Side receiverSide() {
        return Side.LISTENS;
    }

    @Override
    public MessageSender sender(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        if (side == Side.LISTENS) {
            throw new IllegalArgumentException(address + ": the receiver listens here, and senders connect");
        }
        return new FrameSender(address.toString(), connect(address));
    }

    @Override
    public MessageReceiver receiver(String text, Side side) throws IOException, InterruptedException {
        IpcAddress address = IpcAddress.parse(text);
        return side == Side.LISTENS
                ? new FrameReceiver(address.toString(), listen(address))
                : new FrameReceiver(address.toString(), connect(address));
    }

    /**
     * Retries while the pipe is busy: on Windows a pipe has room for another client only while its server accepts,
     * which a receiver does only during its calls.
     */
    private static Wire connect(IpcAddress address) throws IOException, InterruptedException {
        long deadline = Deadline.after(PATIENCE);
        for (int attempt = 0; ; attempt++) {
            try {
                return connectNow(address);
            } catch (IpcException busy) {
                if (!BUSY.contains(busy.error()) || !Waits.pause(attempt, deadline)) {
                    throw busy;
                }
            }
        }
    }

    private static Wire connectNow(IpcAddress address) throws IOException, InterruptedException {
        return address.kind() == Kind.UNIX
                ? Wire.of(UnixSocket.connect(Path.of(address.name())))
                : Wire.of(NamedPipe.connect(address.name()));
    }

    private static FrameReceiver.Listener listen(IpcAddress address) throws IOException, InterruptedException {
        return address.kind() == Kind.UNIX
                ? new SocketListener(UnixServerSocket.takeOver(Path.of(address.name()), Permissions.OWNER))
                : new PipeListener(NamedPipeServer.create(address.name()));
    }

    private record SocketListener(UnixServerSocket socket) implements FrameReceiver.Listener {
        @Override
        public Optional<Wire> tryAccept(Duration timeout) throws IOException, InterruptedException {
            return socket.tryAccept(timeout).map(Wire::of);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private record PipeListener(NamedPipeServer server) implements FrameReceiver.Listener {
        @Override
        public Optional<Wire> tryAccept(Duration timeout) throws IOException, InterruptedException {
            return server.tryAccept(timeout).map(Wire::of);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
