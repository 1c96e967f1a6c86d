package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import io.nativeipc.BatchReceiver;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageHandler;
import io.nativeipc.NotFoundException;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Receives the messages of a RabbitMQ queue: basic.qos, basic.consume with manual acknowledgement, and one basic.ack
 * after the handler has returned, or for a whole batch.
 *
 * <p>Messages are delivered at least once: those that are unacknowledged when the connection or this process ends are
 * delivered again, to any receiver of the queue. A message whose handler throws is not acknowledged either; it keeps
 * its place, and the next call delivers it again. One thread at a time runs a handler, and one receiver gets the
 * messages in the order of the queue, except redelivered ones.
 *
 * <p>When the connection is lost, its unacknowledged messages are dropped, because the broker delivers them again. The
 * next call, or a waiting one, connects again; it tries for at most {@link RabbitOptions#reconnectTimeout}. An
 * acknowledgement that does not reach the broker is not an error: the message is delivered again. If the queue is
 * deleted, calls throw {@link NotFoundException}.
 *
 * <p>The broker sends up to {@link RabbitOptions#prefetch} messages ahead; {@link #tryReceive(MessageHandler)} delivers
 * only messages that have already arrived. May be used from any thread.
 */
public final class RabbitReceiver implements BatchReceiver {
    private final RabbitAddress address;
    private final RabbitOptions options;
    private final RabbitEnd end;
    private final ReentrantLock lock;
    private final Condition changed;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Inbox inbox;
    private @Nullable Inbox preparing;
    private long redelivered;

    private RabbitReceiver(RabbitAddress address, RabbitOptions options) {
        this.address = address;
        this.options = options;
        end = new RabbitEnd(address, options, new Owner());
        lock = end.lock;
        changed = end.changed;
    }

    /** Prepares each new link, and ends what used the old one. */
    private final class Owner implements RabbitEnd.Owner {
        @Override
        public void prepare(Link made, Channel channel) throws IOException {
            Inbox box = new Inbox(made);
            preparing = box;
            channel.basicQos(options.prefetch());
            channel.basicConsume(
                    address.queue,
                    false,
                    (consumer, delivery) -> arrived(box, delivery),
                    consumer -> end.lost(made, Failures.noQueue("consume", address)));
        }

        @Override
        public void linked(Link made) {
            inbox = preparing;
        }

        @Override
        public void unlinked(IpcException cause) {
            inbox = null;
        }

        @Override
        public void closing() {
            inbox = null;
        }
    }

    /**
     * Opens a receiver with the default options, like {@link #open(IpcAddress, RabbitOptions)}.
     *
     * @param address {@code amqp://host/queue}
     * @return the receiver, which the caller closes
     * @throws IOException as {@link #open(IpcAddress, RabbitOptions)} does
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static RabbitReceiver open(String address) throws IOException, InterruptedException {
        return open(IpcAddress.parse(address), RabbitOptions.DEFAULT);
    }

    /**
     * Opens a receiver: connects, verifies that the queue exists (queue.declare, passive), and subscribes to its
     * messages.
     *
     * @param address {@code amqp://host/queue}
     * @param options the options
     * @return the receiver, which the caller closes
     * @throws NotFoundException if there is no such queue or vhost (NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if the broker refuses the user, or the queue is exclusive to another
     *     connection (ACCESS_REFUSED, RESOURCE_LOCKED)
     * @throws IpcException if no broker answers (ECONNREFUSED)
     * @throws IllegalArgumentException if the address is not well-formed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static RabbitReceiver open(IpcAddress address, RabbitOptions options)
            throws IOException, InterruptedException {
        RabbitReceiver receiver = new RabbitReceiver(RabbitAddress.of(address, System.getenv()), options);
        receiver.end.connect();
        return receiver;
    }

    /** Receives a message if one has arrived. Returns false also while another thread receives. */
    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return receive(handler, 1, () -> {}, Deadline.PASSED) > 0;
        } catch (InterruptedException impossible) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, 1, () -> {}, Deadline.after(timeout)) > 0;
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(handler, 1, () -> {}, Deadline.NEVER);
    }

    /** {@inheritDoc} A batch never has more than {@link RabbitOptions#prefetch} messages. */
    @Override
    public int tryReceiveBatch(MessageHandler handler, int limit, BatchEnd beforeAck, Duration timeout)
            throws IOException, InterruptedException {
        if (limit < 1) {
            throw new IllegalArgumentException("a batch has one message or more, not " + limit);
        }
        return receive(handler, limit, beforeAck, Deadline.after(timeout));
    }

    /**
     * {@return the number of messages acknowledged here that the broker had delivered before, to this or another
     * receiver}
     */
    public long redelivered() {
        lock.lock();
        try {
            return redelivered;
        } finally {
            lock.unlock();
        }
    }

    private int receive(MessageHandler handler, int limit, BatchEnd beforeAck, long deadline)
            throws IOException, InterruptedException {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a handler receives from its own receiver");
        } else if (!turn.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS)) {
            return 0;
        }
        try {
            Inbox source = awaitMessage(deadline);
            return source == null ? 0 : handle(source, handler, limit, beforeAck);
        } finally {
            turn.unlock();
        }
    }

    private @Nullable Inbox awaitMessage(long deadline) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (!end.awaitLink(deadline)) {
                    return null;
                }
                Inbox current = inbox;
                if (current != null && !current.isEmpty()) {
                    return current;
                } else if (!end.await(deadline)) {
                    return null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private int handle(Inbox source, MessageHandler handler, int limit, BatchEnd beforeAck)
            throws IOException, InterruptedException {
        List<Inbox.Delivery> batch;
        lock.lock();
        try {
            batch = source.first(limit);
        } finally {
            lock.unlock();
        }
        for (Inbox.Delivery each : batch) {
            handler.onMessage(each.body().duplicate().order(ByteOrder.nativeOrder()));
        }
        beforeAck.beforeAcknowledging();
        acknowledge(source, batch);
        return batch.size();
    }

    private void acknowledge(Inbox source, List<Inbox.Delivery> batch) {
        lock.lock();
        try {
            source.remove(batch.size());
            redelivered += batch.stream().filter(Inbox.Delivery::again).count();
        } finally {
            lock.unlock();
        }
        try {
            source.link.channel().basicAck(batch.get(batch.size() - 1).tag(), true);
        } catch (IOException | RuntimeException e) {
            end.lost(source.link, Failures.of("ack", address, e));
        }
    }

    private void arrived(Inbox box, Delivery delivery) {
        lock.lock();
        try {
            Envelope envelope = delivery.getEnvelope();
            ByteBuffer body = ByteBuffer.wrap(delivery.getBody());
            box.add(new Inbox.Delivery(envelope.getDeliveryTag(), envelope.isRedeliver(), body));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every call, closes the connection to the broker, and returns when the connection's threads have ended. */
    @Override
    public void close() {
        end.close();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
