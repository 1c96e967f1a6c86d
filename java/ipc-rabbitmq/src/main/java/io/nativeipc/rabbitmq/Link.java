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
 * One connection with its only channel, from connecting to the end of its threads. The client's automatic recovery is
 * disabled; an end creates a new link when it has lost one.
 *
 * <p>A write blocks while the broker reads nothing, and the client can end it only by closing the socket. Therefore the
 * link keeps the socket, and closing it ends every blocked call.
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

    /** An operation on a channel. */
    @FunctionalInterface
    interface Use<T> {
        T of(Channel channel) throws IOException;
    }

    /** Connects and verifies that the queue exists. {@link #close} in another thread ends this call. */
    Channel open() throws IpcException {
        return open("queue.declare", opened -> {
            opened.queueDeclarePassive(address.queue);
            return opened;
        });
    }

    /** Connects and performs an operation. */
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

    /** Returns the channel; throws if it is not open yet. */
    Channel channel() {
        Channel made = channel;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    /** Returns the connection; throws if it is not open yet. */
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

    /**
     * Closes the connection at the broker if the broker responds, closes the socket, and waits for the client's
     * threads, a few seconds in total.
     */
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

    /** Closes the socket, which ends every call that waits for it. */
    private synchronized void cut() {
        closed = true;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException gone) {
            // the socket is closed in any case
        }
    }

    private synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** Joins a thread. An interrupt does not shorten the wait; the interrupt status is kept. */
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
