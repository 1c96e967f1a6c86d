package io.nativeipc.cli;

import io.nativeipc.BatchSender;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bridge's messages go. It waits while there is no room, until it is told to stop; a connection that is broken is made
 * again by the next message.
 */
final class BridgeTarget implements MessageHandler, Closeable {
    /** How soon one who waits here sees that the bridge is to stop. */
    private static final Duration SLICE = Duration.ofMillis(100);

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final IpcAddress to;
    private final Side side;
    private final BridgeStop stop;
    private MessageSender sender;
    private @Nullable IOException failure;

    private BridgeTarget(IpcAddress to, Side side, BridgeStop stop, MessageSender sender) {
        this.to = to;
        this.side = side;
        this.stop = stop;
        this.sender = sender;
    }

    static BridgeTarget open(IpcAddress to, Side side, BridgeStop stop) throws IOException, InterruptedException {
        return new BridgeTarget(to, side, stop, Opener.sender(to, side, LINGER));
    }

    /** Sends a message, and does not wait for a broker's confirm. */
    @Override
    public void onMessage(ByteBuffer message) throws IOException {
        try {
            reconnect();
            while (!take(message)) {
                requireRunning();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private boolean take(ByteBuffer message) throws IOException, InterruptedException {
        return sender instanceof BatchSender batch ? batch.tryPost(message, SLICE) : sender.trySend(message, SLICE);
    }

    /** Waits until all that was sent is confirmed, where it is. */
    void confirm() throws IOException, InterruptedException {
        try {
            while (sender instanceof BatchSender batch && !batch.tryFlush(SLICE)) {
                requireRunning();
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** A socket's end is the end of its sender; the others go on by themselves. */
    private void reconnect() throws IOException, InterruptedException {
        if (failure != null && (to.kind() == Kind.UNIX || to.kind() == Kind.PIPE)) {
            sender.close();
            sender = Opener.sender(to, side, LINGER);
        }
        failure = null;
    }

    private void requireRunning() throws InterruptedIOException {
        if (stop.isUrgent()) {
            throw interrupted();
        }
    }

    private InterruptedIOException interrupted() {
        return new InterruptedIOException("stopped while " + to + " takes nothing");
    }

    /** Whether this was thrown here, and it makes sense to try again: the other side has gone, and may come back. */
    boolean mayRecover(IOException thrown) {
        if (!thrown.equals(failure)) {
            return false;
        }
        boolean closed = thrown instanceof PeerClosedException;
        boolean refused =
                thrown instanceof IpcException failed && failed.error().equals("ECONNREFUSED");
        return switch (to.kind()) {
            case RING -> closed;
            case UNIX, PIPE -> closed || refused || thrown instanceof NotFoundException;
            case AMQP -> closed || refused;
            default -> false;
        };
    }

    @Override
    public void close() throws IOException {
        sender.close();
    }

    @Override
    public String toString() {
        return to.toString();
    }
}
