package io.nativeipc.zeromq;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * The thread of one socket, and the two short queues by which the program's threads exchange messages with it. The
 * program's threads wait only for these queues, so an interrupt never reaches a channel of JeroMQ. While the socket
 * accepts no messages, because it has no peer or is at the high-water mark, {@link #offer} returns false. Messages that
 * the program does not receive stay in the socket, which then makes the peers wait.
 */
final class SocketLoop implements Runnable {
    /** The maximum length of a queue: long enough that a woken thread finds work. */
    private static final int LONGEST_QUEUE = 256;

    /** The length of READY with a socket type and an identity of 255 bytes. */
    private static final int LONGEST_GREETING = 320;

    /** The maximum time to end the threads, in addition to the linger time. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final String object;
    private final LoopSocket socket;
    private final Duration linger;
    private final int capacity;
    private final int maxMessage;
    private final Thread thread;
    private final CompletableFuture<IpcAddress> opened = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition arrival = lock.newCondition();

    // guarded by the lock
    private final Queue<byte[][]> outgoing = new ArrayDeque<>();
    private final Queue<byte[][]> incoming = new ArrayDeque<>();
    private int unsent;
    private boolean writable;
    private boolean asleep;
    private boolean closing;
    private @Nullable Throwable failure;
    private int tooLong;
    private boolean disconnected;

    /** Messages that the thread has taken from the queue and the socket has not accepted yet. */
    private final Queue<byte[][]> sending = new ArrayDeque<>();

    private SocketLoop(LoopSocket socket, String object, ZmqOptions options) {
        this.object = object;
        this.socket = socket;
        this.linger = options.linger();
        this.maxMessage = options.maxMessage();
        this.capacity = Math.min(LONGEST_QUEUE, options.highWaterMark());
        this.thread = new Thread(this, "zmq-" + object);
        thread.setDaemon(true);
    }

    /**
     * Opens a socket in its own thread.
     *
     * @throws IllegalArgumentException if the address is not well-formed
     */
    static SocketLoop start(SocketType type, IpcAddress address, Side side, ZmqOptions options)
            throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        if ((type == SocketType.DEALER || type == SocketType.ROUTER) && options.maxMessage() < LONGEST_GREETING) {
            throw new IllegalArgumentException("the longest message of requesters and repliers has at least "
                    + LONGEST_GREETING + " bytes, not " + options.maxMessage() + ": a peer's identity has up to 255");
        }
        LoopSocket socket = new LoopSocket(type, Endpoint.of(address, side == Side.LISTENS), side, options);
        SocketLoop loop = new SocketLoop(socket, address.toString(), options);
        socket.onThreadDeath(loop::fail);
        socket.onTooLong(loop::refuse);
        loop.thread.start();
        try {
            loop.opened.get();
            return loop;
        } catch (InterruptedException e) {
            loop.askToClose();
            throw e;
        } catch (ExecutionException e) {
            loop.close();
            if (e.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IpcException(address.toString(), "failed", String.valueOf(e.getCause()));
        }
    }

    /** Returns the address, with the port to which the socket was bound. */
    IpcAddress address() {
        return opened.join();
    }

    @Override
    public void run() {
        try {
            opened.complete(socket.open());
        } catch (IOException | RuntimeException e) {
            opened.completeExceptionally(e);
            return;
        }
        Duration left = Duration.ZERO;
        try {
            while (exchange()) {}
            left = lingerOn(System.nanoTime() + linger.toNanos());
        } catch (IOException | RuntimeException | AssertionError e) { // JeroMQ asserts
            fail(e);
        } finally {
            socket.close(left);
        }
    }

    /**
     * Waits until the socket has accepted everything; returns the remaining time, which the socket may use to transmit
     * it.
     */
    private Duration lingerOn(long deadline) throws IOException {
        long left = deadline - System.nanoTime();
        while (send(socket.isWritable()) && left > 0) {
            socket.await(left);
            left = deadline - System.nanoTime();
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    /** Transfers messages, or sleeps until some can be transferred; returns false when the loop must end. */
    private boolean exchange() throws IOException {
        reconnect();
        boolean canWrite = socket.isWritable();
        boolean more = send(canWrite);
        int wanted = wanted();
        boolean received = receive(wanted);
        lock.lock();
        try {
            if (writable != canWrite) {
                writable = canWrite;
                room.signalAll();
            }
            if (closing) {
                return false;
            } else if (received || (canWrite && (more || !outgoing.isEmpty()))) {
                return true;
            } else if (disconnected || (wanted == 0 && incoming.size() < capacity)) {
                return true;
            }
            asleep = true;
        } finally {
            lock.unlock();
        }
        socket.await(Long.MAX_VALUE);
        return true;
    }

    /** Sends what the socket accepts now; returns whether messages remain. */
    private boolean send(boolean canWrite) {
        takeOver();
        int sent = 0;
        while (canWrite && !sending.isEmpty() && socket.send(sending.element())) {
            sending.remove();
            sent++;
        }
        if (sent > 0) {
            lock.lock();
            try {
                unsent -= sent;
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return !sending.isEmpty();
    }

    private void takeOver() {
        lock.lock();
        try {
            asleep = false;
            sending.addAll(outgoing);
            outgoing.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Receives up to the wanted number of messages; returns whether there was one. */
    private boolean receive(int wanted) {
        Queue<byte[][]> received = new ArrayDeque<>();
        while (received.size() < wanted) {
            byte[][] message = socket.receive();
            if (message == null) {
                break;
            }
            received.add(message);
        }
        if (!received.isEmpty()) {
            lock.lock();
            try {
                incoming.addAll(received);
                arrival.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return !received.isEmpty();
    }

    private int wanted() {
        lock.lock();
        try {
            return capacity - incoming.size();
        } finally {
            lock.unlock();
        }
    }

    /** Throws if the message is too long, or if this end is closed. */
    void check(ByteBuffer message) throws IOException {
        lock.lock();
        try {
            requireUsable();
        } finally {
            lock.unlock();
        }
        if (message.remaining() > maxMessage) {
            String text = "its messages have up to " + maxMessage + " bytes, this one has " + message.remaining();
            throw new IpcException(toString(), "too long", text);
        }
    }

    /** Hands over a message if there is room now; the supplier is called only in that case. */
    boolean offer(Supplier<byte[][]> message) throws IOException {
        lock.lock();
        try {
            requireUsable();
            return add(message);
        } finally {
            lock.unlock();
        }
    }

    /** Hands over a message, waiting up to this time for room; returns false if the time expires. */
    boolean offer(Supplier<byte[][]> message, long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            requireUsable();
            long left = nanos;
            while (!add(message)) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
                requireUsable();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean add(Supplier<byte[][]> message) {
        if (!writable || unsent >= capacity) {
            return false;
        }
        outgoing.add(message.get());
        unsent++;
        wake();
        return true;
    }

    /** Returns a message that has arrived; null if there is none. */
    byte @Nullable [][] poll() throws IOException {
        lock.lock();
        try {
            requireUsable();
            reportTooLong();
            return remove();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a message, waiting up to this time for one; null if the time expires. */
    byte @Nullable [][] poll(long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            requireUsable();
            reportTooLong();
            long left = nanos;
            while (incoming.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = arrival.awaitNanos(left);
                requireUsable();
                reportTooLong();
            }
            return remove();
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [][] remove() {
        byte[][] message = incoming.poll();
        if (message != null && incoming.size() == capacity / 2) {
            wake(); // the thread may have left messages in the socket for lack of room
        }
        return message;
    }

    private void wake() {
        if (asleep) {
            asleep = false;
            socket.wake();
        }
    }

    private void requireUsable() throws IOException {
        if (closing) {
            throw new IllegalStateException(this + " is closed");
        } else if (failure != null) {
            throw new IpcException(toString(), "failed", String.valueOf(failure));
        }
    }

    /** Throws once for each message that was too long, after all messages that have arrived were received. */
    private void reportTooLong() throws CorruptException {
        if (tooLong > 0 && incoming.isEmpty()) {
            tooLong--;
            String text = "a peer has announced a message of more than " + maxMessage
                    + " bytes: the message is lost, and the peer was disconnected";
            throw new CorruptException(toString(), text);
        }
    }

    private void refuse() {
        lock.lock();
        try {
            tooLong++;
            disconnected = true;
            arrival.signalAll();
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void reconnect() {
        lock.lock();
        try {
            if (!disconnected) {
                return;
            }
            disconnected = false;
        } finally {
            lock.unlock();
        }
        socket.reconnect();
    }

    private void fail(Throwable cause) {
        lock.lock();
        try {
            failure = failure == null ? cause : failure;
            room.signalAll();
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void askToClose() {
        lock.lock();
        try {
            closing = true;
            room.signalAll();
            arrival.signalAll();
            wake();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends every wait, and returns when the threads have ended, which is after everything was transmitted or the linger
     * time has expired. If interrupted, it returns at once while the thread continues to linger.
     */
    void close() throws IpcException {
        askToClose();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(linger.plus(END_PATIENCE).toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (thread.isAlive()) {
            throw new IpcException(toString(), "failed", "its threads do not end");
        }
    }

    @Override
    public String toString() {
        return opened.isDone() && !opened.isCompletedExceptionally() ? address().toString() : object;
    }
}
