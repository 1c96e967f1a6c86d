package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageTransport.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMonitor;
import zmq.Msg;
import zmq.ZError;
import zmq.util.Errno;

/**
 * A socket of JeroMQ with its context. One thread uses it; {@link #wake} alone is for others. A message is its parts.
 *
 * <p>The descriptor of a ZeroMQ socket becomes readable when there are commands of the other threads for it, which may mean a
 * message, room, or neither: so it is asked after each wait.
 */
final class LoopSocket {
    /** After which a connection that has not come about is tried anew; it keeps what was to go over it. */
    private static final int HANDSHAKE_MILLIS = 3_000;

    private final SocketType type;
    private final Endpoint endpoint;
    private final Side side;
    private final ZmqOptions options;
    private final Selector selector;
    private final ZMQ.Context context = ZMQ.context(1);
    private volatile CountDownLatch attached = new CountDownLatch(1);
    private volatile Runnable onTooLong = () -> {};
    private ZMQ.@Nullable Socket socket;

    LoopSocket(SocketType type, Endpoint endpoint, Side side, ZmqOptions options) throws IOException {
        this.type = type;
        this.endpoint = endpoint;
        this.side = side;
        this.options = options;
        this.selector = Selector.open();
    }

    /** What is told when a thread of JeroMQ dies; nothing moves then any more. */
    void onThreadDeath(Consumer<Throwable> told) {
        context.setUncaughtExceptionHandler((thread, death) -> told.accept(death));
        // JeroMQ goes on after these, and would print them: a peer that does not keep to the protocol is no news
        context.setNotificationExceptionHandler((thread, passed) -> {});
    }

    /** What a thread of JeroMQ calls when a peer was disconnected because it announced a message that is too long. */
    void onTooLong(Runnable told) {
        onTooLong = told;
    }

    /** Binds or connects; returns where it is. */
    IpcAddress open() throws IOException {
        boolean opened = false;
        try {
            boolean ipv6 = endpoint.isIpv6();
            ZMQ.Socket created = context.socket(type);
            socket = created;
            configure(created, ipv6);
            IpcAddress address = attach(created);
            created.getFD().register(selector, SelectionKey.OP_READ);
            opened = true;
            return address;
        } finally {
            if (!opened) {
                close(Duration.ZERO);
            }
        }
    }

    private void configure(ZMQ.Socket created, boolean ipv6) {
        created.setIPv6(ipv6);
        created.setHWM(options.highWaterMark());
        created.setMaxMsgSize(options.maxMessage());
        created.setMsgAllocator(this::memory);
        created.setTCPKeepAlive(options.keepAlive() ? 1 : -1);
        created.setHandshakeIvl(HANDSHAKE_MILLIS);
        created.setEventHook(this::hear, ZMQ.EVENT_CONNECT_DELAYED | ZMQ.EVENT_DISCONNECTED);
        if (type == SocketType.SUB) {
            for (String topic : options.topics().isEmpty() ? List.of("") : options.topics()) {
                created.subscribe(topic);
            }
        }
    }

    /** In a thread of JeroMQ, whose error number says why a connection was given up. */
    private void hear(ZEvent event) {
        if (event.getEvent() == ZMonitor.Event.CONNECT_DELAYED) {
            awaitAttached();
            return;
        }
        Errno errno = new Errno();
        if (errno.is(ZError.EMSGSIZE)) {
            errno.set(0);
            onTooLong.run();
        }
    }

    /**
     * Connects again after a peer has been disconnected, which JeroMQ does not do by itself where the peer broke the protocol.
     * A socket that is bound has nothing to do: its peers come back.
     */
    void reconnect() {
        if (side == Side.CONNECTS) {
            attached = new CountDownLatch(1);
            try {
                opened().disconnect(endpoint.url());
                opened().connect(endpoint.url());
            } finally {
                attached.countDown();
            }
        }
    }

    /**
     * Holds JeroMQ's thread, which has begun to connect, until {@code connect} has returned. JeroMQ 0.6.0 forgets to watch a new
     * connection when a signal to that thread is pending at the time: in some 3 of 100 the last signal of {@code connect} was.
     */
    private void awaitAttached() {
        try {
            attached.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * For a part. JeroMQ 0.6.0 takes a length of 2⁶³ and more, as ZMTP 3 can announce, for a negative one, lets it pass as less
     * than the longest, and asks for the 31 bits that are left of it, or for less than nothing.
     */
    private Msg memory(int size) {
        return new Msg(size < 0 || size > options.maxMessage() ? 0 : size);
    }

    private IpcAddress attach(ZMQ.Socket created) throws IOException {
        try {
            if (side == Side.LISTENS) {
                created.bind(endpoint.url());
                return endpoint.bound(created.getLastEndpoint());
            }
            created.connect(endpoint.url());
            attached.countDown();
            return endpoint.address();
        } catch (ZMQException e) {
            if (side == Side.LISTENS) {
                throw endpoint.bindFailure(e);
            }
            throw new IpcException(endpoint.address().toString(), "zmq", e.toString());
        }
    }

    private ZMQ.Socket opened() {
        if (socket == null) {
            throw new IllegalStateException(endpoint + " was not opened");
        }
        return socket;
    }

    /** Whether the socket would take a message: there is a peer, and room on the way to it. */
    boolean isWritable() {
        return (opened().getEvents() & ZMQ.Poller.POLLOUT) != 0;
    }

    /** Hands a message to the socket, which takes all parts or none; false if there is no room. */
    boolean send(byte[][] parts) {
        for (int i = 0; i < parts.length; i++) {
            int more = i < parts.length - 1 ? ZMQ.SNDMORE : 0;
            if (!opened().send(parts[i], ZMQ.DONTWAIT | more)) {
                return false;
            }
        }
        return true;
    }

    /** The next message; null if there is none. Its parts come together. */
    byte @Nullable [][] receive() {
        byte[] part = sendsOnly() ? null : opened().recv(ZMQ.DONTWAIT);
        if (part == null) {
            return null;
        } else if (!opened().hasReceiveMore()) {
            return new byte[][] {part};
        }
        List<byte[]> parts = new ArrayList<>(List.of(part));
        while (opened().hasReceiveMore()) {
            part = opened().recv(ZMQ.DONTWAIT);
            if (part == null) {
                break;
            }
            parts.add(part);
        }
        return parts.toArray(new byte[0][]);
    }

    private boolean sendsOnly() {
        return type == SocketType.PUSH || type == SocketType.PUB;
    }

    /** Waits at most this long until the socket is to be asked again. */
    void await(long nanos) throws IOException {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        selector.selectedKeys().clear();
    }

    void wake() {
        selector.wakeup();
    }

    /** Tries for so long to get out what the socket has taken, and returns when JeroMQ's threads end. */
    void close(Duration linger) {
        closeSelector();
        if (socket != null) {
            socket.setLinger((int) Math.min(Integer.MAX_VALUE, linger.toMillis()));
            socket.close();
        }
        context.term();
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
