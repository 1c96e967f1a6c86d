package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a Python {@code multiprocessing.connection.Connection}, which carries messages in both directions. A
 * message holds bytes, or a value of plain data as {@link PlainPickle} defines it. Connections are created by
 * {@link Client}, by {@link Listener#accept}, and by {@link #inherited} from a descriptor that a Python process passed
 * to this process.
 *
 * <pre>{@code
 * try (Connection parent = Connection.inherited(Integer.parseInt(args[0]))) {
 *     Map<?, ?> order = (Map<?, ?>) parent.recv();
 *     parent.send(List.of(order.get("symbol"), ((List<?>) order.get("prices")).size(), 200));
 * }
 * }</pre>
 *
 * <p><b>On the wire</b> a message is its length, four bytes big-endian, followed by its bytes. On a Windows pipe it is
 * one message of the pipe. A value is sent as a message that holds its pickle.
 *
 * <p><b>What a peer can do:</b> A message longer than {@link #setMaxMessage} allows, 16 MiB by default, is rejected
 * with {@link CorruptException} before memory is allocated for it, and nothing can be received after it. A pickle that
 * contains more than plain data is rejected before any of its code runs, and the next message is received normally. The
 * time to read a pickle counts towards the timeout of the receive; the next receive continues with a pickle that was
 * not read completely. After the peer has closed its end, receives throw {@link PeerClosedException}; its text states
 * whether the peer closed in the middle of a message.
 *
 * <p><b>Waiting.</b> Calls end at most 100 ms after an interrupt or a close. An interrupted connection stays usable:
 * the next receive continues with the bytes that were already read. A send that ended by its timeout or by an interrupt
 * may have sent a part of its message. The caller must then send the same message again, which continues where the
 * previous call stopped; another message is rejected until then. Every method may be called from any thread; one thread
 * sends at a time, and one receives. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://docs.python.org/3/library/multiprocessing.html#connection-objects">Connection objects</a>
 */
@SuppressWarnings("exports") // users of this module do not need the annotation Nullable
public final class Connection implements Closeable {
    private final Messages messages;
    private final String name;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock receiving = new ReentrantLock();

    /** A message that a poll has found, that did not fit into its receiver's buffer, or whose pickle is being read. */
    private @Nullable ByteBuffer next;

    /** The pickle of {@link #next} if a receive ended before it was read completely; otherwise null. */
    private @Nullable PlainUnpickler reading;

    Connection(Messages messages, String name) {
        this.messages = messages;
        this.name = name;
    }

    /**
     * Returns the end of a {@code multiprocessing.Pipe()} that this process inherited from its parent. The parent
     * passes the descriptor and its number:
     * {@code subprocess.Popen([..., str(child.fileno())], pass_fds=[child.fileno()])}. With {@code Pipe(duplex=False)}
     * one end only receives and the other only sends. The connection closes the descriptor.
     *
     * @param fd the number of the inherited descriptor
     * @return the connection, which the caller closes
     * @throws IpcException if there is no such descriptor (EBADF), or if it is neither a pipe nor a connected AF_UNIX
     *     socket; in the second case it stays open
     */
    public static Connection inherited(int fd) throws IpcException {
        Descriptor descriptor = Descriptor.of(fd);
        TimedChannel channel = descriptor.isPipe() ? PipeEnd.of(descriptor) : UnixSocket.of(descriptor);
        return new Connection(new StreamMessages(channel), channel.toString());
    }

    /**
     * Sets the maximum length of received messages; longer messages are rejected from now on.
     *
     * @param byteSize the maximum length in bytes
     */
    public void setMaxMessage(int byteSize) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("a message has 0 bytes or more: " + byteSize);
        }
        messages.setMaxMessage(byteSize);
    }

    /**
     * Sends the remaining bytes of the buffer as one message, waiting until there is room: {@code send_bytes}.
     *
     * @param message the message, from position to limit; the position moves to the limit when the message was sent
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void sendBytes(ByteBuffer message) throws IOException, InterruptedException {
        send(message, Deadline.NEVER);
    }

    /**
     * Sends a message if there is room for it now; never waits.
     *
     * @param message the message, from position to limit; the position moves to the limit when the message was sent
     * @return whether it was sent
     * @throws IOException if the peer has closed its end, or the connection is lost
     */
    public boolean trySendBytes(ByteBuffer message) throws IOException {
        try {
            return send(message, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Sends a message, waiting up to the timeout for room.
     *
     * @param message the message, from position to limit; the position moves to the limit when the message was sent
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether it was sent
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySendBytes(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        return send(message, Deadline.after(timeout));
    }

    /**
     * Sends a value, waiting until there is room: {@code send}.
     *
     * @param value plain data that {@link PlainPickle} accepts
     * @throws IllegalArgumentException if the value is not plain data
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        send(PlainPickle.dumps(value), Deadline.NEVER);
    }

    /**
     * Sends a value, waiting up to the timeout for room.
     *
     * @param value plain data that {@link PlainPickle} accepts
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether it was sent
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySend(@Nullable Object value, Duration timeout) throws IOException, InterruptedException {
        return send(PlainPickle.dumps(value), Deadline.after(timeout));
    }

    private boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        if (!Turn.take(sending, deadline)) {
            return false;
        }
        try {
            return messages.send(message, deadline);
        } finally {
            sending.unlock();
        }
    }

    /**
     * Receives a message, waiting until one arrives: {@code recv_bytes}. The buffer belongs to the caller.
     *
     * @return the message from index 0 to the limit, in native byte order
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ByteBuffer recvBytes() throws IOException, InterruptedException {
        return receive(Deadline.NEVER).orElseThrow();
    }

    /**
     * Receives a message if one is available now; never waits.
     *
     * @return the message from index 0 to the limit, in native byte order; empty if no message is available
     * @throws IOException if the peer has closed its end, or the connection is lost
     */
    public Optional<ByteBuffer> tryRecvBytes() throws IOException {
        try {
            return receive(Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Receives a message, waiting up to the timeout for one.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return the message from index 0 to the limit, in native byte order; empty if no message is available
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<ByteBuffer> tryRecvBytes(Duration timeout) throws IOException, InterruptedException {
        return receive(Deadline.after(timeout));
    }

    /**
     * Receives a message into a buffer, waiting until one arrives: {@code recv_bytes_into}.
     *
     * @param dst the buffer that receives the message at its position; the position moves to the end of the message
     * @return the length of the message in bytes
     * @throws IllegalArgumentException if the message does not fit into the buffer; the next receive returns it
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public int recvBytesInto(ByteBuffer dst) throws IOException, InterruptedException {
        return receiveInto(dst, Deadline.NEVER).orElseThrow();
    }

    /**
     * Receives a message into a buffer like {@link #recvBytesInto}, waiting up to the timeout for one.
     *
     * @param dst the buffer that receives the message at its position; the position moves to the end of the message
     * @param timeout the maximum time to wait; zero does not wait
     * @return the length of the message in bytes; empty if the timeout expires
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public OptionalInt tryRecvBytesInto(ByteBuffer dst, Duration timeout) throws IOException, InterruptedException {
        return receiveInto(dst, Deadline.after(timeout));
    }

    /**
     * Receives a value, waiting until one arrives: {@code recv}.
     *
     * @return the value
     * @throws CorruptException if the message is not a pickle of plain data; the next message can be received
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public @Nullable Object recv() throws IOException, InterruptedException {
        return receiveValue(Deadline.NEVER).orElseThrow().value();
    }

    /**
     * Receives a value and passes it to a handler, waiting up to the timeout. The result is a boolean because a
     * received value can be null.
     *
     * @param handler the handler that is called with the value
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a value was received; false if the timeout expires
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryRecv(Consumer<@Nullable Object> handler, Duration timeout)
            throws IOException, InterruptedException {
        Optional<PlainUnpickler> read = receiveValue(Deadline.after(timeout));
        if (read.isPresent()) {
            handler.accept(read.get().value());
        }
        return read.isPresent();
    }

    /**
     * Checks whether a receive would return or throw without waiting: a complete message is available, the peer has
     * closed its end, or the next message would be rejected. Never blocks.
     *
     * @return whether a receive would not wait
     * @throws IOException if the peer has closed its end, or the connection is lost
     */
    public boolean poll() throws IOException {
        try {
            return poll(Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Checks like {@link #poll()}, waiting up to the timeout until a receive would not wait.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether a receive would not wait
     * @throws IOException if the peer has closed its end, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean poll(Duration timeout) throws IOException, InterruptedException {
        return poll(Deadline.after(timeout));
    }

    private boolean poll(long deadline) throws IOException, InterruptedException {
        if (!Turn.take(receiving, deadline)) {
            return false;
        }
        try {
            return peek(deadline) != null;
        } catch (PeerClosedException | CorruptException forTheReceiver) {
            return true;
        } finally {
            receiving.unlock();
        }
    }

    private Optional<ByteBuffer> receive(long deadline) throws IOException, InterruptedException {
        if (!Turn.take(receiving, deadline)) {
            return Optional.empty();
        }
        try {
            ByteBuffer message = peek(deadline);
            drop();
            return Optional.ofNullable(message == null ? null : message.order(ByteOrder.nativeOrder()));
        } finally {
            receiving.unlock();
        }
    }

    /**
     * Returns the next message's pickle, read completely. Empty if the timeout expires; the next call then continues
     * with it.
     */
    private Optional<PlainUnpickler> receiveValue(long deadline) throws IOException, InterruptedException {
        if (!Turn.take(receiving, deadline)) {
            return Optional.empty();
        }
        try {
            ByteBuffer message = peek(deadline);
            if (message == null) {
                return Optional.empty();
            }
            PlainUnpickler pickle = reading == null ? PlainPickle.unpickler(message) : reading;
            reading = pickle;
            boolean whole = read(pickle, deadline);
            if (whole) {
                drop();
            }
            return whole ? Optional.of(pickle) : Optional.empty();
        } finally {
            receiving.unlock();
        }
    }

    private boolean read(PlainUnpickler pickle, long deadline) throws CorruptException, InterruptedException {
        try {
            while (!PlainPickle.advance(pickle, name, Deadline.PASSED)) {
                Waits.throwIfInterrupted();
                requireOpen();
                if (Deadline.remaining(deadline) <= 0) {
                    return false;
                }
            }
            return true;
        } catch (CorruptException refused) {
            drop();
            throw refused;
        }
    }

    private void drop() {
        next = null;
        reading = null;
    }

    private OptionalInt receiveInto(ByteBuffer dst, long deadline) throws IOException, InterruptedException {
        if (!Turn.take(receiving, deadline)) {
            return OptionalInt.empty();
        }
        try {
            ByteBuffer message = peek(deadline);
            if (message == null) {
                return OptionalInt.empty();
            }
            int byteSize = message.remaining();
            if (byteSize > dst.remaining()) {
                throw new IllegalArgumentException(
                        "the message has " + byteSize + " bytes, and there is room for " + dst.remaining());
            }
            dst.put(message);
            drop();
            return OptionalInt.of(byteSize);
        } finally {
            receiving.unlock();
        }
    }

    private @Nullable ByteBuffer peek(long deadline) throws IOException, InterruptedException {
        requireOpen();
        if (next == null) {
            next = messages.receive(deadline);
        }
        return next;
    }

    private void requireOpen() {
        if (!messages.isOpen()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** {@return whether {@link #close} has not been called} */
    public boolean isOpen() {
        return messages.isOpen();
    }

    /** Closes this end; calls that wait throw {@link IllegalStateException}. A second call has no effect. */
    @Override
    public void close() throws IOException {
        messages.close();
    }

    /**
     * Returns the address: {@code unix:/path}, {@code tcp://host:port}, {@code pipe:name}, or {@code fd:7} for an
     * inherited descriptor.
     */
    @Override
    public String toString() {
        return name;
    }
}
