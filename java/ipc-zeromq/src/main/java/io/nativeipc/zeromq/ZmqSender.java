package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.internal.wait.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.zeromq.SocketType;

/**
 * A PUSH or a PUB socket. Connecting succeeds whether or not somebody listens, and goes on until somebody does.
 *
 * <p>PUSH gives each message to one of the receivers, in turn. Where as many messages wait as may there is no room: {@code trySend}
 * is false, {@code send} waits. The side that connects has room from the start, and keeps what waits when the connection breaks, for
 * the next one; the side that is bound has none without a receiver, and what waits for a receiver may be lost when that one goes. What is
 * on its way is lost at either side. PUB never lacks room: it drops.
 *
 * <p>The message is copied. Close lingers.
 */
public final class ZmqSender implements MessageSender {
    private final SocketLoop loop;

    private ZmqSender(IpcAddress address, Side side, ZmqOptions options) throws IOException, InterruptedException {
        boolean publishes = options.pattern() == ZmqOptions.Pattern.PUB_SUB;
        this.loop = SocketLoop.start(publishes ? SocketType.PUB : SocketType.PUSH, address, side, options);
    }

    /**
     * Binds to an address, and receivers connect: {@code zmq+tcp://127.0.0.1:5555}; the host may be {@code *} and the port 0 for
     * any, see {@link #address}.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the sender, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the port is in use (EADDRINUSE)
     * @throws io.nativeipc.NotFoundException if there is no such host, or it is not this one
     * @throws IllegalArgumentException if the address is not well-formed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqSender bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqSender(IpcAddress.parse(address), Side.LISTENS, options);
    }

    /**
     * Connects to an address.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the sender, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is no such host; a host that is down, or where nobody listens, is no error
     * @throws IllegalArgumentException if the address is not well-formed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqSender connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqSender(IpcAddress.parse(address), Side.CONNECTS, options);
    }

    static ZmqSender of(IpcAddress address, Side side) throws IOException, InterruptedException {
        return new ZmqSender(address, side, ZmqOptions.DEFAULT);
    }

    @Override
    public boolean trySend(ByteBuffer message) throws IOException {
        loop.check(message);
        return loop.offer(copyOf(message));
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        loop.check(message);
        return loop.offer(copyOf(message), Waiting.nanos(timeout));
    }

    @Override
    public void send(ByteBuffer message) throws IOException, InterruptedException {
        trySend(message, Waiting.EVER);
    }

    private static Supplier<byte[][]> copyOf(ByteBuffer message) {
        return () -> new byte[][] {Parts.taken(message)};
    }

    /** {@link io.nativeipc.MessageSender.Guarantee#QUEUED_LOCALLY}: here, in JeroMQ or in the system's socket. */
    @Override
    public Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    /** {@return where it is: with the port that it was bound to} */
    public IpcAddress address() {
        return loop.address();
    }

    /** Ends every wait, and returns when what was sent is out, at the latest when {@link ZmqOptions#linger} is over. */
    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public String toString() {
        return loop.toString();
    }
}
