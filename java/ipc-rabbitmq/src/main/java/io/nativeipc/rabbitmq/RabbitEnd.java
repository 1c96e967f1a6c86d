package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.wait.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a sender and a receiver have in common: a channel to the queue's broker, or nothing until somebody needs one.
 *
 * <p>A thread of this class connects, so that who waits for it can go at any time. {@link #lock} guards every field; nobody
 * calls the client while holding it, for the client's threads take it in callbacks.
 */
abstract class RabbitEnd implements Closeable {
    private static final long FIRST_PAUSE = 50_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;
    static final long JOIN_MILLIS = 3_000;

    final RabbitAddress address;
    final RabbitOptions options;
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    @Nullable
    Link link;

    boolean closed;
    private @Nullable Dial dial;
    private @Nullable IpcException unheard;
    private final List<Thread> closers = new ArrayList<>();

    RabbitEnd(RabbitAddress address, RabbitOptions options) {
        this.address = address;
        this.options = options;
    }

    /** The attempts to connect for which calls wait. */
    private final class Dial implements Runnable {
        private final long deadline;
        private final Thread thread = new Thread(this, "native-ipc-amqp-connect");
        private int waiting;
        private @Nullable IpcException failure;
        private @Nullable Link trying;

        Dial(long deadline) {
            this.deadline = deadline;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            for (long pause = FIRST_PAUSE; !attempt(); pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
                LockSupport.parkNanos(Math.min(pause, Math.max(1, Deadline.remaining(deadline))));
            }
        }

        /** Whether there is nothing more to try. */
        private boolean attempt() {
            Link made = begin();
            if (made == null) {
                return true;
            }
            try {
                prepare(made, made.open());
                succeed(made);
                return true;
            } catch (IOException | RuntimeException e) {
                made.close();
                return fail(e instanceof IpcException known ? known : Failures.of("open", address, e));
            }
        }

        private @Nullable Link begin() {
            lock.lock();
            try {
                trying = closed ? null : new Link(address, options);
                return trying;
            } finally {
                lock.unlock();
            }
        }

        private void succeed(Link made) {
            lock.lock();
            try {
                dial = null;
                link = made; // where this end was closed meanwhile, who closes it waits for this thread
                if (!closed) {
                    linked(made);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            made.channel().addShutdownListener(cause -> lost(made, Failures.of("wait", address, cause)));
        }

        private boolean fail(IpcException failed) {
            lock.lock();
            try {
                boolean hopeless = failed instanceof NotFoundException || failed instanceof AccessDeniedException;
                if (!hopeless && !closed && Deadline.remaining(deadline) > 0) {
                    return false;
                }
                failure = failed;
                unheard = waiting == 0 ? failed : null;
                dial = null;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Prepares the channel of a link that nobody has yet; without the lock. */
    abstract void prepare(Link made, Channel channel) throws IOException;

    /** The link is in use from now; with the lock. */
    abstract void linked(Link made);

    /** What was under way on the lost link is so no more; with the lock. */
    abstract void unlinked(IpcException cause);

    /** Lets a link go that does not work any more, unless that was done. */
    void lost(Link broken, IpcException cause) {
        lock.lock();
        try {
            if (link == broken && !closed) {
                link = null;
                unlinked(cause);
                changed.signalAll();
                closeLater(broken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Not by this thread, which is often one of the connection's. */
    private void closeLater(Link old) {
        Thread closer = new Thread(old::close, "native-ipc-amqp-close");
        closer.setDaemon(true);
        closers.removeIf(other -> !other.isAlive());
        closers.add(closer);
        closer.start();
    }

    /** The first connection, which is tried once. */
    void connect() throws IOException, InterruptedException {
        try {
            lock.lockInterruptibly();
            try {
                startDial(Deadline.PASSED);
                awaitLink(Deadline.NEVER);
            } finally {
                lock.unlock();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Dial startDial(long deadline) {
        Dial started = new Dial(deadline);
        dial = started;
        started.thread.start();
        return started;
    }

    /** Waits for a link, with the lock; false when the time is over. */
    boolean awaitLink(long deadline) throws IOException, InterruptedException {
        requireOpen();
        if (link != null) {
            return true;
        }
        IpcException failed = unheard;
        if (failed != null) {
            unheard = null;
            throw failed;
        }
        Dial mine = dial == null ? startDial(Deadline.after(options.reconnectTimeout())) : dial;
        mine.waiting++;
        try {
            while (link == null) {
                if (mine.failure != null) {
                    throw mine.failure;
                } else if (dial != mine) {
                    return awaitLink(deadline); // it was lost again
                } else if (!await(deadline)) {
                    return false;
                }
                requireOpen();
            }
            return true;
        } finally {
            mine.waiting--;
        }
    }

    /** Waits for a change, with the lock; false when the time is over. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    boolean await(long deadline) throws InterruptedException {
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
            return false;
        }
        if (deadline == Deadline.NEVER) {
            changed.await();
        } else {
            changed.awaitNanos(remaining);
        }
        return true;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Ends every call, takes leave of the broker, and returns when the connection's threads have ended. */
    @Override
    public void close() {
        Dial dialing;
        Link trying;
        lock.lock();
        try {
            closed = true;
            dialing = dial;
            trying = dialing == null ? null : dialing.trying;
            changed.signalAll();
            closing();
        } finally {
            lock.unlock();
        }
        if (trying != null) {
            trying.close();
        }
        if (dialing != null) {
            LockSupport.unpark(dialing.thread);
            Link.join(dialing.thread, JOIN_MILLIS);
        }
        closeLink();
    }

    /** Wakes threads of its own; with the lock. */
    abstract void closing();

    private void closeLink() {
        Link last;
        List<Thread> others;
        lock.lock();
        try {
            last = link;
            link = null;
            others = List.copyOf(closers);
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
        others.forEach(closer -> Link.join(closer, JOIN_MILLIS));
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
