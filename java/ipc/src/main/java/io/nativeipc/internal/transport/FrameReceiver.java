package io.nativeipc.internal.transport;

import io.nativeipc.CorruptException;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageReceiver;
import io.nativeipc.NoSpaceException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of connections: either all connections that a listener accepts, whose messages are taken in turn,
 * or one connection. A message that its sender did not write completely before it closed is discarded.
 *
 * <p>Only one thread at a time is active, and waits at most 5 ms before other threads get their turn. With a single
 * sender, the usual case, it waits for that sender's bytes; otherwise it tries again after pauses.
 *
 * <p>No sender can stop the service for the others. A sender that announces an impossible length, or for whose message
 * there is no memory, is closed, and one call throws. A sender whose connection is lost is closed as if it had ended.
 * While no further sender can be accepted, for lack of a descriptor or of memory, the existing senders are still served.
 */
final class FrameReceiver implements MessageReceiver {
    private static final long SLICE_NANOS = 5_000_000;

    /** How long no sender is accepted after accepting has failed, in particular for lack of a descriptor. */
    private static final long REFUSED_NANOS = 100_000_000;

    /** The source of senders. */
    interface Listener extends Closeable {
        /** Returns a new sender, waiting at most this long for one. */
        Optional<Wire> tryAccept(Duration timeout) throws IOException, InterruptedException;
    }

    private final String address;
    private final @Nullable Listener listener;
    private final List<FrameReader> senders = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** The room for the next sender. It is allocated before the sender is accepted, which then waits for memory. */
    private @Nullable ByteBuffer room;

    private int next;
    private long nextAccept = System.nanoTime();
    private volatile boolean closed;

    /** Creates the receiver for all senders that connect to this listener. */
    FrameReceiver(String address, Listener listener) {
        this.address = address;
        this.listener = listener;
    }

    /** Creates the receiver for one connection. */
    FrameReceiver(String address, Wire sender) {
        this.address = address;
        this.listener = null;
        senders.add(new FrameReader(address, sender, FrameReader.room()));
    }

    @Override
    public boolean tryReceive(MessageHandler handler) throws IOException {
        if (lock.isHeldByCurrentThread()) {
            // the bytes of its message would be moved, or another message copied over them
            throw new IllegalStateException(this + ": a handler cannot receive from the receiver that called it");
        }
        lock.lock();
        try {
            requireOpen();
            boolean received = takeOne(handler);
            if (mayAccept() && !Thread.currentThread().isInterrupted()) {
                accept(Duration.ZERO);
            }
            return received || takeOne(handler);
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ClosedChannelException e) {
            throw closed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean tryReceive(MessageHandler handler, Duration timeout) throws IOException, InterruptedException {
        return receive(handler, Deadline.after(timeout));
    }

    @Override
    public void receive(MessageHandler handler) throws IOException, InterruptedException {
        receive(handler, Deadline.NEVER);
    }

    private boolean receive(MessageHandler handler, long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        Waiting waiting = Waiting.NONE;
        try {
            for (int attempt = 0; !tryReceive(handler); attempt++) {
                waiting = attempt == 0 ? Events.waiting() : waiting;
                if (!await(attempt, deadline)) {
                    return false;
                }
            }
            return true;
        } finally {
            waiting.end(address);
        }
    }

    private boolean await(int attempt, long deadline) throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
            return false;
        }
        Duration slice = Duration.ofNanos(Math.min(SLICE_NANOS, remaining));
        lock.lock();
        try {
            requireOpen();
            if (senders.size() == 1) {
                senders.get(0).await(slice);
                return true;
            } else if (senders.isEmpty() && mayAccept()) {
                accept(slice);
                return true;
            }
        } catch (InterruptedIOException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (ClosedChannelException e) {
            throw closed();
        } catch (IOException lost) {
            if (listener == null) {
                throw lost;
            }
            return true; // the next attempt fails in the same way, and removes the sender
        } finally {
            lock.unlock();
        }
        return Waits.pause(attempt, deadline);
    }

    /** A handler may have closed this receiver, which then accepts no further sender. */
    private boolean mayAccept() {
        return listener != null && !closed && System.nanoTime() - nextAccept >= 0;
    }

    private void accept(Duration timeout) throws IOException, InterruptedException {
        ByteBuffer ready = allocated();
        if (listener == null || ready == null) {
            return;
        }
        try {
            Optional<Wire> sender = listener.tryAccept(timeout);
            nextAccept = System.nanoTime() + (senders.isEmpty() ? 0 : SLICE_NANOS);
            if (sender.isPresent()) {
                add(sender.get(), ready);
            }
        } catch (InterruptedIOException | ClosedChannelException e) {
            throw e;
        } catch (IOException refused) {
            nextAccept = System.nanoTime() + REFUSED_NANOS;
        }
    }

    /** The JVM collects garbage before it fails, so a failure may take long. A pause of up to a second follows it. */
    private @Nullable ByteBuffer allocated() {
        if (room == null) {
            long start = System.nanoTime();
            try {
                room = FrameReader.room();
            } catch (OutOfMemoryError full) {
                long now = System.nanoTime();
                nextAccept = now + Math.max(REFUSED_NANOS, Math.min(1_000_000_000, 10 * (now - start)));
            }
        }
        return room;
    }

    private void add(Wire sender, ByteBuffer ready) throws IOException {
        boolean added = false;
        try {
            senders.add(new FrameReader(address, sender, ready));
            room = null;
            added = true;
        } finally {
            if (!added) {
                sender.close();
            }
        }
    }

    /** Takes a message, beginning with the sender after the last one that had a message. */
    private boolean takeOne(MessageHandler handler) throws IOException {
        for (int tried = senders.size(); tried > 0; tried--) {
            if (next >= senders.size()) {
                next = 0;
            }
            FrameReader sender = senders.get(next);
            ByteBuffer message;
            try {
                message = sender.next();
            } catch (CorruptException | NoSpaceException | ClosedChannelException noMessage) {
                removeOfMany(sender);
                throw noMessage;
            } catch (IOException lost) {
                if (listener == null) {
                    throw lost;
                }
                remove(sender);
                continue;
            }
            if (message != null) {
                next++;
                handler.onMessage(message);
                return true;
            } else if (!sender.isOver()) {
                next++;
            } else if (listener == null) {
                throw new PeerClosedException(address, "closed", end(sender));
            } else {
                remove(sender);
            }
        }
        return false;
    }

    /** Keeps the sender if it is the only connection, so that every call reports its end. */
    private void removeOfMany(FrameReader sender) {
        if (listener != null) {
            remove(sender);
        }
    }

    private void remove(FrameReader sender) {
        senders.remove(sender);
        try {
            sender.close();
        } catch (IOException gone) {
            // the connection is gone already
        }
    }

    private static String end(FrameReader sender) {
        return sender.isCut() ? "the sender has closed in the middle of a message" : "the sender has closed";
    }

    private void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed");
    }

    @Override
    public void close() throws IOException {
        closed = true;
        lock.lock();
        try {
            List.copyOf(senders).forEach(this::remove);
            if (listener != null) {
                listener.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
