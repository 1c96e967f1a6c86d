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
 * A JeroMQ socket with its context. Only one thread uses it, except that other threads may call {@link #wake}. A
 * message is an array of its parts.
 *
 * <p>The descriptor of a ZeroMQ socket becomes readable when JeroMQ's other threads have commands for it. A command may
 * mean a message, room, or neither, so the socket is checked after each wait.
 */
final class LoopSocket {
    /** The time after which an unfinished connection is tried again; messages that wait for it are kept. */
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

    /** Sets the handler to call when a thread of JeroMQ dies; the socket transfers nothing after that. */
    void onThreadDeath(Consumer<Throwable> told) {
        context.setUncaughtExceptionHandler((thread, death) -> told.accept(death));
        // JeroMQ continues after these exceptions and would print them; a peer that violates the protocol is not worth
        // a message
        context.setNotificationExceptionHandler((thread, passed) -> {});
    }

    /**
     * Sets the handler that a thread of JeroMQ calls after disconnecting a peer that announced a message that is too
     * long.
     */
    void onTooLong(Runnable told) {
        onTooLong = told;
    }

    /** Binds or connects; returns the address with the actual port. */
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

    /** Handles an event in a thread of JeroMQ, whose error number states why a connection was closed. */
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
     * Connects again after a peer was disconnected, which JeroMQ does not do after a protocol violation of the peer. A
     * bound socket has nothing to do, because its peers reconnect.
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
     * Holds JeroMQ's thread, which has started to connect, until {@code connect} has returned. JeroMQ 0.6.0 fails to
     * watch a new connection if a signal to that thread is pending at that time. In about 3 of 100 attempts the last
     * signal of {@code connect} was still pending.
     */
    private void awaitAttached() {
        try {
            attached.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Allocates memory for a part. JeroMQ 0.6.0 treats a length of 2⁶³ or more, which ZMTP 3 can announce, as negative
     * and therefore as below the maximum, and then requests the remaining 31 bits of it, or a negative size.
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

    /** Returns whether the socket would accept a message: a peer exists, and there is room in the queue to it. */
    boolean isWritable() {
        return (opened().getEvents() & ZMQ.Poller.POLLOUT) != 0;
    }

    /** Passes a message to the socket, which accepts all parts or none; returns false if there is no room. */
    boolean send(byte[][] parts) {
        for (int i = 0; i < parts.length; i++) {
            int more = i < parts.length - 1 ? ZMQ.SNDMORE : 0;
            if (!opened().send(parts[i], ZMQ.DONTWAIT | more)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the next message; null if there is none. The parts of a message arrive together. */
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

    /** Waits up to this time until the socket must be checked again. */
    void await(long nanos) throws IOException {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        selector.selectedKeys().clear();
    }

    void wake() {
        selector.wakeup();
    }

    /**
     * Closes the socket and the context. Tries for this time to transmit the messages that the socket has accepted, and
     * returns when JeroMQ's threads have ended.
     */
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
