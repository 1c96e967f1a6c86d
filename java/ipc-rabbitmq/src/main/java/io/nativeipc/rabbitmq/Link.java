package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import io.nativeipc.IpcException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection with its one channel, from connecting to the end of its threads. The client's own recovery is off: an end
 * makes a new link when it has lost one.
 *
 * <p>A write blocks as long as the broker takes nothing, and the client has no other way out of it than the end of the socket.
 * So the socket is kept, and closing it ends every call that blocks here.
 */
final class Link {
    private static final long POLITE_MILLIS = 1_000;
    private static final int CLOSE_MILLIS = 500;

    private final RabbitAddress address;
    private final RabbitOptions options;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Socket socket;
    private boolean closed;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Channel channel;

    Link(RabbitAddress address, RabbitOptions options) {
        this.address = address;
        this.options = options;
    }

    /** Something that is done on a channel. */
    @FunctionalInterface
    interface Use<T> {
        T of(Channel channel) throws IOException;
    }

    /** Connects, and sees that the queue is there; {@link #close} ends it from another thread. */
    Channel open() throws IpcException {
        return open("queue.declare", opened -> {
            opened.queueDeclarePassive(address.queue);
            return opened;
        });
    }

    /** Connects, and does something. */
    <T> T open(String call, Use<T> use) throws IpcException {
        try {
            connection = factory().newConnection("native-ipc");
        } catch (IOException | TimeoutException | RuntimeException e) {
            throw Failures.of("connect", address, e);
        }
        try {
            Channel made = connection().createChannel();
            channel = made;
            return use.of(made);
        } catch (IOException | RuntimeException e) {
            throw Failures.of(call, address, e);
        }
    }

    /** The channel, when it is open. */
    Channel channel() {
        Channel made = channel;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    /** The connection, when it is open. */
    Connection connection() {
        Connection made = connection;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    private ConnectionFactory factory() {
        int connectMillis = (int) options.connectTimeout().toMillis();
        ConnectionFactory factory = new ConnectionFactory();
        factory.useBlockingIo();
        factory.setHost(address.host);
        factory.setPort(address.port);
        factory.setUsername(address.user);
        factory.setPassword(address.password);
        factory.setVirtualHost(address.vhost);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat((int) options.heartbeat().toSeconds());
        factory.setConnectionTimeout(connectMillis);
        factory.setHandshakeTimeout(connectMillis);
        factory.setChannelRpcTimeout(connectMillis);
        factory.setShutdownTimeout(CLOSE_MILLIS);
        factory.setMaxInboundMessageBodySize(RabbitOptions.LARGEST_MESSAGE);
        factory.setThreadFactory(this::newThread);
        factory.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(this::keep));
        return factory;
    }

    private synchronized Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "native-ipc-amqp");
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    private synchronized void keep(Socket made) throws IOException {
        socket = made;
        if (closed) {
            made.close();
            throw new IOException("closed");
        }
    }

    /** Takes leave of the broker if it listens, closes the socket, and waits for the client's threads, a few seconds in all. */
    void close() {
        Connection made = connection;
        if (made != null && made.isOpen()) {
            Thread polite = newThread(() -> made.abort(CLOSE_MILLIS));
            polite.start();
            join(polite, POLITE_MILLIS);
        }
        cut();
        for (Thread thread : threads()) {
            join(thread, POLITE_MILLIS);
        }
    }

    /** Ends the socket, and with it every call that waits for it. */
    private synchronized void cut() {
        closed = true;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException gone) {
            // as it shall be
        }
    }

    private synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** An interrupt does not shorten the close of an object; it stays set. */
    static void join(Thread thread, long millis) {
        if (thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis;
                left > 0 && thread.isAlive();
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
