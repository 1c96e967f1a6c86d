package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageTransport.Side;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Receives messages from ZeroMQ senders with a PULL or a SUB socket. {@code connect} succeeds even if no process
 * listens yet; the connection is established as soon as one does, and re-established after it breaks. Messages of
 * several senders are received in turn.
 *
 * <p>PULL receives all messages sent to it, in the order of each sender. SUB receives the messages of its
 * {@link ZmqOptions#topics} that were sent while it was connected and not too slow. Nothing is acknowledged: messages
 * that wait here when this end closes are lost, and so is a message whose handler throws.
 *
 * <p>Receiving a message of several parts throws {@link io.nativeipc.CorruptException}, after which the next message
 * can be received. With {@link ZmqOptions#partsJoined} the parts are joined instead.
 */
public final class ZmqReceiver implements MessageReceiver {
    private final SocketLoop loop;
    private final boolean joined;

    private ZmqReceiver(IpcAddress address, Side side, ZmqOptions options) throws IOException, InterruptedException {
        boolean subscribes = options.pattern() == ZmqOptions.Pattern.PUB_SUB;
        this.loop = SocketLoop.start(subscribes ? SocketType.SUB : SocketType.PULL, address, side, options);
        this.joined = options.partsJoined();
    }

    /**
     * Binds to an address to which senders connect, like {@link ZmqSender#bind}.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the receiver, which the caller closes
     * @throws IOException if the address cannot be bound; as {@link ZmqSender#bind}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReceiver bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReceiver(IpcAddress.parse(address), Side.LISTENS, options);
    }

    /**
     * Connects to an address like {@link ZmqSender#connect}.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the receiver, which the caller closes
     * @throws IOException if there is no such host, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReceiver connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReceiver(IpcAddress.parse(address), Side.CONNECTS, options);
    }

    static ZmqReceiver of(IpcAddress address, Side side) throws IOException, InterruptedException {
        return new ZmqReceiver(address, side, ZmqOptions.DEFAULT);
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        return handle(loop.poll(), handler);
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return handle(loop.poll(Waiting.nanos(timeout)), handler);
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        tryReceive(handler, Waiting.EVER);
    }

    private boolean handle(byte @Nullable [][] parts, MessageHandler handler) throws IOException {
        if (parts == null) {
            return false;
        }
        handler.onMessage(Parts.message(parts, 0, joined, this));
        return true;
    }

    /** {@return the address, with the port to which the socket was bound} */
    public IpcAddress address() {
        return loop.address();
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public String toString() {
        return loop.toString();
    }
}
