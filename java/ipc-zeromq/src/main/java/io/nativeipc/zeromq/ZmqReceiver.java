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
 * A PULL or a SUB socket. Connecting succeeds whether or not somebody listens, and goes on until somebody does; a connection that
 * breaks is made again. Senders take turns.
 *
 * <p>PULL receives all that it is sent, in the order of each sender; SUB what it wants ({@link ZmqOptions#topics}) and was sent
 * while it was connected and not too slow. Nothing is acknowledged: what waits here when this end closes is lost, and so is a
 * message whose handler throws.
 *
 * <p>A message of many parts is an error, {@link io.nativeipc.CorruptException}, after which the next message can be received, or
 * joined ({@link ZmqOptions#partsJoined}).
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
     * Binds to an address, and senders connect; as {@link ZmqSender#bind}.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the receiver, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReceiver bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReceiver(IpcAddress.parse(address), Side.LISTENS, options);
    }

    /**
     * Connects to an address; as {@link ZmqSender#connect}.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the receiver, which the caller closes
     * @throws IOException if there is none, or the system refuses
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

    /** {@return where it is: with the port that it was bound to} */
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
