package io.nativeipc.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import io.nativeipc.BatchSender;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.rabbitmq.Outgoing.State;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends persistent messages to a RabbitMQ queue and waits for the broker's confirms: basic.publish to the default
 * exchange, mandatory, deliveryMode 2, on a channel in confirm mode. If the queue is durable, a confirmed message is on
 * the broker's disk.
 *
 * <p>If the broker returns a message because the queue does not exist, all unconfirmed messages fail with
 * {@link NotFoundException}: the queue was deleted together with its messages. A message that the broker rejects
 * (basic.nack, for example because a queue with {@code reject-publish} is full) fails with {@link IpcException}.
 *
 * <p>When the connection is lost, every unconfirmed message fails with {@link io.nativeipc.PeerClosedException}; each
 * of them may have arrived. The next call connects again. It tries for {@link RabbitOptions#reconnectTimeout}, or until
 * its own timeout expires. A caller that repeats unconfirmed messages delivers each message at least once.
 *
 * <p>While the broker accepts nothing because its memory or disk space is low (connection.blocked), messages wait in
 * this object. A send waits until the broker continues or its timeout expires. A message that was not passed to the
 * connection by then is withdrawn and never arrives.
 *
 * <p>A separate thread writes to the socket, so no call blocks there. May be used from any thread. Closing drops
 * unconfirmed messages, which may still arrive.
 */
public final class RabbitSender implements BatchSender {
    private final RabbitAddress address;
    private final RabbitOptions options;
    private final RabbitEnd end;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Condition work;
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private Flight flight;
    private Flight preparing;
    private boolean blocked;
    private long unconfirmed;
    private @Nullable IpcException postFailure;
    private @Nullable Thread writer;

    private RabbitSender(RabbitAddress address, RabbitOptions options) {
        this.address = address;
        this.options = options;
        end = new RabbitEnd(address, options, new Owner());
        lock = end.lock;
        changed = end.changed;
        work = lock.newCondition();
        flight = new Flight(options.window());
        preparing = flight;
    }

    /** Prepares each new link, and ends what used the old one. */
    private final class Owner implements RabbitEnd.Owner {
        @Override
        public void prepare(Link made, Channel channel) throws IOException {
            Flight tags = new Flight(options.window());
            preparing = tags;
            channel.confirmSelect();
            channel.addConfirmListener(
                    (tag, multiple) -> settle(tags, tag, multiple, null),
                    (tag, multiple) -> settle(tags, tag, multiple, refusal()));
            channel.addReturnListener(returned -> end.lost(made, unroutable()));
            made.connection().addBlockedListener(reason -> block(made, true), () -> block(made, false));
        }

        @Override
        public void linked(Link made) {
            flight = preparing;
            blocked = false;
            Thread thread = new Thread(() -> write(made), "native-ipc-amqp-write");
            thread.setDaemon(true);
            writer = thread;
            thread.start();
        }

        @Override
        public void unlinked(IpcException cause) {
            flight.settle(Long.MAX_VALUE, true, message -> settle(message, cause));
            while (!queue.isEmpty()) {
                settle(queue.remove(), cause);
            }
            work.signal();
        }

        @Override
        public void closing() {
            work.signal();
        }
    }

    /**
     * Opens a sender with the default options, like {@link #open(IpcAddress, RabbitOptions)}.
     *
     * @param address {@code amqp://host/queue}
     * @return the sender, which the caller closes
     * @throws IOException as {@link #open(IpcAddress, RabbitOptions)} does
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static RabbitSender open(String address) throws IOException, InterruptedException {
        return open(IpcAddress.parse(address), RabbitOptions.DEFAULT);
    }

    /**
     * Opens a sender: connects and verifies that the queue exists (queue.declare, passive).
     *
     * @param address {@code amqp://host/queue}
     * @param options the options
     * @return the sender, which the caller closes
     * @throws NotFoundException if there is no such queue or vhost (NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if the broker refuses the user (ACCESS_REFUSED)
     * @throws IpcException if no broker answers (ECONNREFUSED)
     * @throws IllegalArgumentException if the address is not well-formed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static RabbitSender open(IpcAddress address, RabbitOptions options)
            throws IOException, InterruptedException {
        RabbitSender sender = new RabbitSender(RabbitAddress.of(address, System.getenv()), options);
        sender.end.connect();
        return sender;
    }

    /**
     * {@inheritDoc} It waits for the confirm, and for a new connection if the connection was lost, for at most
     * {@link RabbitOptions#confirmTimeout} or until the thread is interrupted. The interrupt status is kept.
     */
    @Override
    public boolean trySend(ByteBuffer message) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return send(message, Deadline.PASSED, Deadline.after(options.confirmTimeout()));
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean trySend(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        long deadline = Deadline.after(timeout);
        return send(message, deadline, deadline);
    }

    @Override
    public void send(ByteBuffer message) throws IOException, InterruptedException {
        send(message, Deadline.NEVER, Deadline.NEVER);
    }

    private boolean send(ByteBuffer message, long roomDeadline, long deadline)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            checkLength(message);
            if (!awaitRoom(false, roomDeadline, deadline)) {
                return false;
            }
            Outgoing sent = handOver(message, false);
            if (!awaitConfirm(sent, deadline)) {
                return false;
            }
            message.position(message.limit());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitConfirm(Outgoing sent, long deadline) throws IOException, InterruptedException {
        try {
            while (sent.state == State.QUEUED || sent.state == State.SENT) {
                end.requireOpen();
                if (!end.await(deadline)) {
                    return false;
                }
            }
        } finally {
            if (sent.state == State.QUEUED) {
                queue.remove(sent);
            }
            if (sent.state != State.CONFIRMED && sent.state != State.FAILED) {
                sent.state = State.FORGOTTEN;
            }
        }
        if (sent.failure != null) {
            throw sent.failure;
        }
        return true;
    }

    @Override
    public boolean tryPost(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        long deadline = Deadline.after(timeout);
        lock.lockInterruptibly();
        try {
            checkLength(message);
            if (!awaitRoom(true, deadline, deadline)) {
                return false;
            }
            handOver(message, true);
            message.position(message.limit());
            unconfirmed++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean tryFlush(Duration timeout) throws IOException, InterruptedException {
        long deadline = Deadline.after(timeout);
        lock.lockInterruptibly();
        try {
            end.requireOpen();
            throwPostFailure();
            while (unconfirmed > 0) {
                if (!end.await(deadline)) {
                    return false;
                }
                end.requireOpen();
                throwPostFailure();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long unconfirmed() {
        lock.lock();
        try {
            end.requireOpen();
            return unconfirmed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns {@link io.nativeipc.MessageSender.Guarantee#CONFIRMED}. */
    @Override
    public Guarantee guarantee() {
        return Guarantee.CONFIRMED;
    }

    private void checkLength(ByteBuffer message) throws IpcException {
        end.requireOpen();
        int length = message.remaining();
        if (length > options.maxMessage()) {
            String text = "its messages have up to " + options.maxMessage() + " bytes, this one has " + length;
            throw new IpcException(address.toString(), "too long", text);
        }
    }

    private boolean awaitRoom(boolean posting, long roomDeadline, long deadline)
            throws IOException, InterruptedException {
        while (true) {
            end.requireOpen();
            if (posting) {
                throwPostFailure();
            }
            if (!end.awaitLink(deadline)) {
                return false;
            }
            if (queue.size() + flight.span() < options.window()) {
                return true;
            }
            if (!end.await(roomDeadline)) {
                return false;
            }
        }
    }

    private void throwPostFailure() throws IpcException {
        IpcException failure = postFailure;
        if (failure != null) {
            postFailure = null;
            throw failure;
        }
    }

    private Outgoing handOver(ByteBuffer message, boolean posted) {
        byte[] body = new byte[message.remaining()];
        message.get(message.position(), body);
        Outgoing outgoing = new Outgoing(body, posted);
        queue.add(outgoing);
        work.signal();
        return outgoing;
    }

    private void write(Link mine) {
        try {
            Channel channel = mine.channel();
            for (Outgoing next = next(mine); next != null; next = next(mine)) {
                channel.basicPublish("", address.queue, true, MessageProperties.MINIMAL_PERSISTENT_BASIC, next.body);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("this thread is never interrupted", e);
        } catch (IOException | RuntimeException e) {
            end.lost(mine, Failures.of("publish", address, e));
        }
    }

    /** Waits for a message for this link; returns null when the link is no longer in use. */
    private @Nullable Outgoing next(Link mine) throws InterruptedException {
        lock.lock();
        try {
            while (end.link == mine && !end.closed && (blocked || queue.isEmpty())) {
                work.await();
            }
            if (end.link != mine || end.closed) {
                return null;
            }
            Outgoing next = queue.remove();
            next.state = State.SENT;
            flight.add(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Flight tags, long tag, boolean multiple, @Nullable IpcException failure) {
        lock.lock();
        try {
            tags.settle(tag, multiple, message -> settle(message, failure));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(Outgoing message, @Nullable IpcException failure) {
        if (message.state == State.FORGOTTEN) {
            return;
        }
        message.state = failure == null ? State.CONFIRMED : State.FAILED;
        message.failure = failure;
        if (message.posted) {
            unconfirmed--;
            if (failure != null) {
                forgetPosted(failure);
            }
        }
    }

    private void forgetPosted(IpcException failure) {
        postFailure = failure;
        unconfirmed = 0;
        queue.removeIf(message -> message.posted);
        flight.forEach(message -> {
            if (message.posted) {
                message.state = State.FORGOTTEN;
            }
        });
    }

    private void block(Link which, boolean now) {
        lock.lock();
        try {
            if (end.link == which) {
                blocked = now;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends every call, closes the connection to the broker, and returns when the connection's threads have ended.
     * Unconfirmed messages are dropped; they may still arrive.
     */
    @Override
    public void close() {
        end.close();
        Thread last;
        lock.lock();
        try {
            last = writer;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            Link.join(last, RabbitEnd.JOIN_MILLIS);
        }
    }

    private IpcException refusal() {
        String text = "the broker has refused the message (basic.nack): the queue is full, or has failed";
        return new IpcException(address.toString(), "NACK", text);
    }

    private IpcException unroutable() {
        String text = "there is no queue '" + address.queue + "' in the vhost '" + address.vhost + "' any more";
        return new NotFoundException("publish", address.toString(), "NO_ROUTE", AMQP.NO_ROUTE, text);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
