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
 * Asks a {@link ZmqReplier}, or the REP or ROUTER socket of any program, and waits for the answer. Of several that it is
 * connected to each is asked in turn. Unlike a REQ socket it goes on after a request that nobody has answered: it is a DEALER,
 * numbers its requests, and forgets answers that come too late.
 *
 * <p>May be used from any thread; one request at a time is on its way, the others wait.
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
     * Binds to an address, and repliers connect; as {@link ZmqSender#bind}. The options' pattern has no meaning here.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the requester, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqRequester bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqRequester(address, Side.LISTENS, options);
    }

    /**
     * Connects to an address; as {@link ZmqSender#connect}. The options' pattern has no meaning here.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the requester, which the caller closes
     * @throws IOException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqRequester connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqRequester(address, Side.CONNECTS, options);
    }

    /**
     * Sends a request, whose position moves to its limit when it was handed over, and waits for its answer.
     *
     * @param request its bytes, from position to limit
     * @param timeout how long to wait at most; zero does not wait
     * @return the answer, in native byte order; empty when the time is over, be it that there was nobody to ask, that the answer
     *     is not here yet, or that it never comes: a replier that has died is not told from a slow one
     * @throws io.nativeipc.CorruptException if the answer has many parts, and {@link ZmqOptions#partsJoined} is not set
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

    /** {@return where it is: with the port that it was bound to} */
    public IpcAddress address() {
        return loop.address();
    }

    /** As {@link ZmqSender#close}. */
    @Override
    public void close() throws IOException {
        loop.close();
    }

    @Override
    public String toString() {
        return loop.toString();
    }
}
