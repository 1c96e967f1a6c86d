package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageTransport.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Sends requests to a {@link ZmqReplier}, or to the REP or ROUTER socket of any program, and waits for the answers. If
 * several repliers are connected, they receive the requests in turn. Unlike a REQ socket it can send another request
 * after one that was not answered: it is a DEALER socket, numbers its requests, and drops answers that arrive too late.
 *
 * <p>May be used from any thread. One request at a time is in progress; other threads wait.
 */
public final class ZmqRequester implements Closeable {
    private static final byte[] DELIMITER = {};

    private final SocketLoop loop;
    private final boolean joined;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicLong last = new AtomicLong();

    private ZmqRequester(String address, Side side, ZmqOptions options) throws IOException, InterruptedException {
        this.loop = SocketLoop.start(SocketType.DEALER, IpcAddress.parse(address), side, options);
        this.joined = options.partsJoined();
    }

    /**
     * Binds to an address to which repliers connect, like {@link ZmqSender#bind}. The options' pattern is ignored.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the requester, which the caller closes
     * @throws IOException if the address cannot be bound; as {@link ZmqSender#bind}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqRequester bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqRequester(address, Side.LISTENS, options);
    }

    /**
     * Connects to an address like {@link ZmqSender#connect}. The options' pattern is ignored.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the requester, which the caller closes
     * @throws IOException if there is no such host, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqRequester connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqRequester(address, Side.CONNECTS, options);
    }

    /**
     * Sends a request and waits for its answer. The position of the request moves to its limit when the request was
     * handed over.
     *
     * @param request the request, from position to limit
     * @param timeout the maximum time to wait; zero does not wait
     * @return the answer, in native byte order; empty if the timeout expires, because no replier was connected or
     *     because no answer has arrived. A dead replier cannot be distinguished from a slow one
     * @throws io.nativeipc.CorruptException if the answer has several parts and {@link ZmqOptions#partsJoined} is not
     *     set
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<ByteBuffer> tryRequest(ByteBuffer request, Duration timeout)
            throws IOException, InterruptedException {
        loop.check(request);
        long deadline = System.nanoTime() + Waiting.nanos(timeout);
        if (!turn.tryLock(left(deadline), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            byte[] id = ByteBuffer.allocate(Long.BYTES)
                    .putLong(last.incrementAndGet())
                    .array();
            if (!loop.offer(() -> new byte[][] {id, DELIMITER, Parts.taken(request)}, left(deadline))) {
                return Optional.empty();
            }
            byte[][] answer = answerTo(id, deadline);
            return answer == null ? Optional.empty() : Optional.of(Parts.message(answer, 2, joined, this));
        } finally {
            turn.unlock();
        }
    }

    private byte @Nullable [][] answerTo(byte[] id, long deadline) throws IOException, InterruptedException {
        byte[][] answer = loop.poll(left(deadline));
        while (answer != null && !(answer.length > 2 && Arrays.equals(answer[0], id) && answer[1].length == 0)) {
            answer = loop.poll(left(deadline));
        }
        return answer;
    }

    private static long left(long deadline) {
        return deadline - System.nanoTime();
    }

    /** {@return the address, with the port to which the socket was bound} */
    public IpcAddress address() {
        return loop.address();
    }

    /** Closes this end like {@link ZmqSender#close}. */
    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public String toString() {
        return loop.toString();
    }
}
