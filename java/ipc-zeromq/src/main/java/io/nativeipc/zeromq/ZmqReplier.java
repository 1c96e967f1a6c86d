package io.nativeipc.zeromq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageTransport.Side;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.zeromq.SocketType;

/**
 * Answers the requests of a {@link ZmqRequester}, or of the REQ or DEALER sockets of any program. It is a ROUTER
 * socket, so several threads may answer at the same time. An answer to a requester that has disconnected is dropped,
 * and so is a message that is not a request.
 *
 * <p>May be used from any thread.
 */
public final class ZmqReplier implements Closeable {

    /** Creates the answers to requests. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Answers a request. If this throws, no answer is sent.
         *
         * @param request the request, in native byte order
         * @return the answer, from position to limit
         * @throws IOException if the request cannot be answered
         */
        ByteBuffer answer(ByteBuffer request) throws IOException;
    }

    private final SocketLoop loop;
    private final boolean joined;

    private ZmqReplier(String address, Side side, ZmqOptions options) throws IOException, InterruptedException {
        this.loop = SocketLoop.start(SocketType.ROUTER, IpcAddress.parse(address), side, options);
        this.joined = options.partsJoined();
    }

    /**
     * Binds to an address to which requesters connect, like {@link ZmqSender#bind}. The options' pattern is ignored.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the replier, which the caller closes
     * @throws IOException if the address cannot be bound; as {@link ZmqSender#bind}
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReplier bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReplier(address, Side.LISTENS, options);
    }

    /**
     * Connects to an address like {@link ZmqSender#connect}. The options' pattern is ignored.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options the options
     * @return the replier, which the caller closes
     * @throws IOException if there is no such host, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReplier connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReplier(address, Side.CONNECTS, options);
    }

    /**
     * Answers one request, waiting until one arrives.
     *
     * @param handler creates the answer to the request
     * @throws IOException if the handler throws it, the request or the answer is invalid, or the socket has failed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void serve(Handler handler) throws IOException, InterruptedException {
        tryServe(handler, Waiting.EVER);
    }

    /**
     * Answers one request, waiting up to the timeout for one. The timeout ends neither the handler nor the wait until
     * the answer can be queued: the answer to a request that was taken is never dropped here.
     *
     * @param handler creates the answer to the request
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether there was a request; false if the timeout expires
     * @throws io.nativeipc.CorruptException if the request has several parts and {@link ZmqOptions#partsJoined} is not
     *     set; the request is not answered
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryServe(Handler handler, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Waiting.nanos(timeout);
        byte[][] request = loop.poll(deadline - System.nanoTime());
        while (request != null && delimiter(request) < 0) {
            request = loop.poll(deadline - System.nanoTime());
        }
        if (request == null) {
            return false;
        }
        answer(request, handler);
        return true;
    }

    private void answer(byte[][] request, Handler handler) throws IOException, InterruptedException {
        int body = delimiter(request) + 1;
        ByteBuffer answer = handler.answer(Parts.message(request, body, joined, this));
        loop.check(answer);
        byte[][] parts = Arrays.copyOf(request, body + 1);
        loop.offer(
                () -> {
                    parts[body] = Parts.taken(answer);
                    return parts;
                },
                Long.MAX_VALUE);
    }

    /**
     * Returns the index of the delimiter between the return address and the request: the first empty part after the
     * requester's identity. Returns −1 if no part follows it.
     */
    private static int delimiter(byte[][] parts) {
        for (int i = 1; i < parts.length - 1; i++) {
            if (parts[i].length == 0) {
                return i;
            }
        }
        return -1;
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
