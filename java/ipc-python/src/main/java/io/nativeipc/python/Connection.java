package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.TimedChannel;
import io.nativeipc.internal.wait.Waits;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.UnixSocket;
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
 * One end of Python's {@code multiprocessing.connection.Connection}: messages of bytes, or values of plain data as
 * {@link PlainPickle} tells, in both directions. It is made by {@link Client}, by {@link Listener#accept}, or of what a Python
 * process started this one with, by {@link #inherited}.
 *
 * <p><b>On the wire</b> a message is its length, four bytes big-endian, and its bytes; on a pipe of Windows it is one message
 * of the pipe. A value is a message that holds its pickle.
 *
 * <p><b>What a peer may do:</b> a message longer than {@link #setMaxMessage} allows, 16 MiB unless told otherwise, is refused
 * with {@link CorruptException} before memory is taken for it, and ends the receiving; a pickle of more than plain data is
 * refused and has run nothing, and the next message is received as if nothing had been. Reading a pickle counts towards a
 * receive's time: what is not read in it, the next receive goes on with. Who closes ends the receiving with
 * {@link PeerClosedException}, and its text says so where it was in the middle of a message.
 *
 * <p><b>Waiting.</b> Calls end at most 100 ms after an interrupt or a close, and an interrupted connection stays usable; what
 * a receive had read already the next one goes on with. A send that its time or an interrupt has ended may have sent a part:
 * the same message has to be sent again, and goes on where it was; another is refused until then. Every method may be called
 * from any thread: one sends at a time, and one receives. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://docs.python.org/3/library/multiprocessing.html#connection-objects">Connection objects</a>
 */
@SuppressWarnings("exports") // the annotation Nullable is for whoever has it
public final class Connection implements Closeable {
    private final Messages messages;
    private final String name;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock receiving = new ReentrantLock();

    /** A message that a poll has found, that was too long for the buffer of its receiver, or whose pickle is being read. */
    private @Nullable ByteBuffer next;

    /** The pickle of {@link #next} where a receive ended before it was read; null if none is. */
    private @Nullable PlainUnpickler reading;

    Connection(Messages messages, String name) {
        this.messages = messages;
        this.name = name;
    }

    /**
     * The end of a {@code multiprocessing.Pipe()} that this process was started with, whose number its parent tells it:
     * {@code subprocess.Popen([..., str(child.fileno())], pass_fds=[child.fileno()])}. Of a {@code Pipe(duplex=False)} one end
     * only receives, the other only sends. The connection closes the descriptor.
     *
     * @param fd the number of the descriptor, which this process was started with
     * @return the connection, which the caller closes
     * @throws IpcException if there is no such descriptor (EBADF), or it is neither a pipe nor a connected socket of AF_UNIX;
     *     it stays open then
     */
    public static Connection inherited(int fd) throws IpcException {
        Descriptor descriptor = Descriptor.of(fd);
        int type = descriptor.stat().mode() & Constants.S_IFMT;
        TimedChannel channel = type == Constants.S_IFIFO ? descriptor.channel() : UnixSocket.of(descriptor);
        return new Connection(new StreamMessages(channel), channel.toString());
    }

    /**
     * Refuses messages of more bytes from now on.
     *
     * @param byteSize the longest that is received
     */
    public void setMaxMessage(int byteSize) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("a message has no fewer than 0 bytes: " + byteSize);
        }
        messages.setMaxMessage(byteSize);
    }

    /**
     * Sends all that remains in the buffer as one message, waiting for room as long as it takes: {@code send_bytes}.
     *
     * @param message its bytes, from position to limit; the position moves to the limit when they are sent
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void sendBytes(ByteBuffer message) throws IOException, InterruptedException {
        send(message, Deadline.NEVER);
    }

    /**
     * Sends a message if there is room for it now.
     *
     * @param message its bytes, from position to limit; the position moves to the limit when they are sent
     * @return whether it was sent
     * @throws IOException if the peer has closed, or the connection is lost
     */
    public boolean trySendBytes(ByteBuffer message) throws IOException {
        try {
            return send(message, Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Sends a message, waiting at most this long for room.
     *
     * @param message its bytes, from position to limit; the position moves to the limit when they are sent
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was sent
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean trySendBytes(ByteBuffer message, Duration timeout) throws IOException, InterruptedException {
        return send(message, Deadline.after(timeout));
    }

    /**
     * Sends a value, waiting for room as long as it takes: {@code send}.
     *
     * @param value plain data: what {@link PlainPickle} takes
     * @throws IllegalArgumentException if it is not plain data
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        send(PlainPickle.dumps(value), Deadline.NEVER);
    }

    /**
     * Sends a value, waiting at most this long for room.
     *
     * @param value plain data: what {@link PlainPickle} takes
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was sent
     * @throws IOException if the peer has closed, or the connection is lost
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
     * Waits for a message as long as it takes: {@code recv_bytes}. The buffer is the caller's.
     *
     * @return its bytes from index 0 to the limit, in native byte order
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ByteBuffer recvBytes() throws IOException, InterruptedException {
        return receive(Deadline.NEVER).orElseThrow();
    }

    /**
     * The next message if it is there now.
     *
     * @return its bytes from index 0 to the limit, in native byte order; empty when the time is over
     * @throws IOException if the peer has closed, or the connection is lost
     */
    public Optional<ByteBuffer> tryRecvBytes() throws IOException {
        try {
            return receive(Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * The next message; empty when the time is over.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return its bytes from index 0 to the limit, in native byte order; empty when the time is over
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<ByteBuffer> tryRecvBytes(Duration timeout) throws IOException, InterruptedException {
        return receive(Deadline.after(timeout));
    }

    /**
     * Waits for a message and puts it into a buffer: {@code recv_bytes_into}.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @return how many bytes it has
     * @throws IllegalArgumentException if it has more than remain in the buffer; it stays, for a larger one
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public int recvBytesInto(ByteBuffer dst) throws IOException, InterruptedException {
        return receiveInto(dst, Deadline.NEVER).orElseThrow();
    }

    /**
     * {@link #recvBytesInto} that waits at most this long; empty when the time is over.
     *
     * @param dst receives the bytes at its position, which moves to their end
     * @param timeout how long to wait at most; zero does not wait
     * @return how many bytes it has; empty when the time is over
     * @throws IOException if the peer has closed, or the connection is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public OptionalInt tryRecvBytesInto(ByteBuffer dst, Duration timeout) throws IOException, InterruptedException {
        return receiveInto(dst, Deadline.after(timeout));
    }

    /**
     * Waits for a value as long as it takes: {@code recv}.
     *
     * @return the value
     * @throws CorruptException if the message is not the pickle of plain data; the next can be received
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public @Nullable Object recv() throws IOException, InterruptedException {
        return receiveValue(Deadline.NEVER).orElseThrow().value();
    }

    /**
     * Hands the next value to a function; false when the time is over, for null is a value too.
     *
     * @param handler is given the value that has come
     * @param timeout how long to wait at most; zero does not wait
     * @return whether there was one
     * @throws IOException if the peer has closed, or the connection is lost
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
     * Whether a receive would not wait: a whole message is here, or the end, or what it would refuse. Never blocks.
     *
     * @return whether there is a message, or the end
     * @throws IOException if the peer has closed, or the connection is lost
     */
    public boolean poll() throws IOException {
        try {
            return poll(Deadline.PASSED);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * {@link #poll()} that waits at most this long for it.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return whether there is a message, or the end
     * @throws IOException if the peer has closed, or the connection is lost
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

    /** The next message's pickle, read to its end; empty when the time is over, and the next call goes on with it. */
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

    /** Closes this end; who waits in it gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() throws IOException {
        messages.close();
    }

    /** The address: {@code unix:/path}, {@code tcp://host:port}, {@code pipe:name}, or {@code fd:7} of what was inherited. */
    @Override
    public String toString() {
        return name;
    }
}
