package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.zeromq.SocketType;

/**
 * Sends messages to ZeroMQ receivers with a PUSH or a PUB socket. {@code connect} succeeds even if no process listens
 * yet; the connection is established as soon as one does.
 *
 * <p>PUSH sends each message to one of the receivers, in turn. While the maximum number of messages waits there is no
 * room: {@code trySend} returns false, and {@code send} waits. A sender that connects has room from the start, and
 * keeps waiting messages for the next connection when the connection breaks. A sender that is bound has no room without
 * a receiver, and messages that wait for a receiver may be lost when that receiver disconnects. In both cases messages
 * in transit are lost. PUB always has room, because it drops messages.
 *
 * <p>The message is copied. {@link #close} lingers.
 */
public final class ZmqSender implements MessageSender {
    private final SocketLoop loop;

    private ZmqSender(IpcAddress address, Side side, ZmqOptions options) throws IOException, InterruptedException {
        boolean publishes = options.pattern() == ZmqOptions.Pattern.PUB_SUB;
        this.loop = SocketLoop.start(publishes ? SocketType.PUB : SocketType.PUSH, address, side, options);
    }

    /**
     * Binds to an address to which receivers connect, for example {@code zmq+tcp://127.0.0.1:5555}. The host may be
     * {@code *} for all addresses of this machine, and the port 0 for any free port; {@link #address} returns the
     * actual port.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the sender, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the port is in use (EADDRINUSE)
     * @throws io.nativeipc.NotFoundException if there is no such host, or if the host is not this machine
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
     * @param options the options
     * @return the sender, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is no such host; a host that is down, or on which no process
     *     listens, is not an error
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

    /**
     * Returns {@link io.nativeipc.MessageSender.Guarantee#QUEUED_LOCALLY}: a sent message is queued in this object, in
     * JeroMQ or in the system's socket.
     */
    @Override
    public Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    /** {@return the address, with the port to which the socket was bound} */
    public IpcAddress address() {
        return loop.address();
    }

    /**
     * Ends every wait, and returns when all sent messages were transmitted, or when {@link ZmqOptions#linger} has
     * expired.
     */
    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public String toString() {
        return loop.toString();
    }
}
