package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The common part of a sender and a receiver: a link to the queue's broker, which is re-established on demand after it
 * was lost.
 *
 * <p>A separate thread connects, so a caller that waits for it can return at any time. {@link #lock} guards every
 * field. No thread calls the client while holding it, because the client's threads acquire it in callbacks.
 */
final class RabbitEnd {
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

    private final Owner owner;

    RabbitEnd(RabbitAddress address, RabbitOptions options, Owner owner) {
        this.address = address;
        this.options = options;
        this.owner = owner;
    }

    /** What a sender and a receiver do differently. */
    interface Owner {
        /** Prepares the channel of a link that is not in use yet. Called without the lock. */
        void prepare(Link made, Channel channel) throws IOException;

        /** Called with the lock when a link comes into use. */
        void linked(Link made);

        /** Called with the lock when the link was lost; ends the operations in progress on it. */
        void unlinked(IpcException cause);

        /** Called with the lock when this end is closed; wakes the owner's threads. */
        void closing();
    }

    /** A series of attempts to connect, for which calls wait. */
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

        /** Tries to connect once; returns whether the series has ended. */
        private boolean attempt() {
            Link made = begin();
            if (made == null) {
                return true;
            }
            try {
                owner.prepare(made, made.open());
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
                link = made; // if this end was closed meanwhile, close waits for this thread and closes it
                if (!closed) {
                    owner.linked(made);
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

    /** Drops a link that no longer works, unless it was dropped before. */
    void lost(Link broken, IpcException cause) {
        lock.lock();
        try {
            if (link == broken && !closed) {
                link = null;
                owner.unlinked(cause);
                changed.signalAll();
                closeLater(broken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes a link in another thread, because the current thread often belongs to the connection. */
    private void closeLater(Link old) {
        Thread closer = new Thread(old::close, "native-ipc-amqp-close");
        closer.setDaemon(true);
        closers.removeIf(other -> !other.isAlive());
        closers.add(closer);
        closer.start();
    }

    /** Establishes the first connection; tries only once. */
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

    /** Waits for a link. Called with the lock; returns false if the deadline passes. */
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
                    return awaitLink(deadline); // the link was lost again
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

    /** Waits for a change. Called with the lock; returns false if the deadline passes. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
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
            throw new IllegalStateException(address + " is closed");
        }
    }

    /** Ends every call, closes the connection to the broker, and returns when the connection's threads have ended. */
    void close() {
        Dial dialing;
        Link trying;
        lock.lock();
        try {
            closed = true;
            dialing = dial;
            trying = dialing == null ? null : dialing.trying;
            changed.signalAll();
            owner.closing();
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
}
