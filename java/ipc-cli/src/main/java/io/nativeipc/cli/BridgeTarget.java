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
 * The target of a bridge's messages. It waits while there is no room, until the bridge must stop. The next message
 * re-establishes a broken connection.
 */
final class BridgeTarget implements MessageHandler, Closeable {
    /** The interval at which a waiting call checks whether the bridge must stop. */
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

    /** Sends a message without waiting for a broker's confirm. */
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

    /** Waits until all sent messages are confirmed, if the target confirms messages. */
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

    /** Opens a new sender after a socket or pipe was closed; other senders reconnect themselves. */
    private void reconnect() throws IOException, InterruptedException {
        if (failure != null && isListener()) {
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
        return new InterruptedIOException("stopped while " + to + " accepts no messages");
    }

    /**
     * Returns whether the exception was thrown here and a retry makes sense, because the other side has disconnected
     * and may return.
     */
    boolean mayRecover(IOException thrown) {
        if (!thrown.equals(failure)) {
            return false;
        }
        boolean closed = thrown instanceof PeerClosedException;
        boolean refused =
                thrown instanceof IpcException failed && failed.error().equals("ECONNREFUSED");
        boolean broker = to.kind() == Kind.AMQP;
        return (closed && (to.kind() == Kind.RING || broker || isListener()))
                || (refused && (broker || isListener()))
                || (thrown instanceof NotFoundException && isListener());
    }

    /** Returns whether the other side is a process that listens under a name. */
    private boolean isListener() {
        return to.kind() == Kind.UNIX || to.kind() == Kind.PIPE;
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
