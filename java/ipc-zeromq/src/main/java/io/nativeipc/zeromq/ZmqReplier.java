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
 * Answers a {@link ZmqRequester}, or the REQ or DEALER sockets of any programs. It is a ROUTER, so that several threads may answer
 * at a time. An answer to a requester that has gone is dropped, and so is a message that is no request.
 *
 * <p>May be used from any thread.
 */
public final class ZmqReplier implements Closeable {

    /** What makes the answers. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Answers a request; when it throws, there is no answer.
         *
         * @param request its bytes, in native byte order
         * @return the answer, from position to limit
         * @throws IOException if there is no answer to this request
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
     * Binds to an address, and requesters connect; as {@link ZmqSender#bind}. The options' pattern has no meaning here.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the replier, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReplier bind(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReplier(address, Side.LISTENS, options);
    }

    /**
     * Connects to an address; as {@link ZmqSender#connect}. The options' pattern has no meaning here.
     *
     * @param address {@code zmq+tcp://host:port}
     * @param options limits and timeouts
     * @return the replier, which the caller closes
     * @throws IOException if there is none, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static ZmqReplier connect(String address, ZmqOptions options) throws IOException, InterruptedException {
        return new ZmqReplier(address, Side.CONNECTS, options);
    }

    /**
     * Answers one request, waiting for it as long as it takes.
     *
     * @param handler makes the answer of the request
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void serve(Handler handler) throws IOException, InterruptedException {
        tryServe(handler, Waiting.EVER);
    }

    /**
     * Answers one request, waiting at most this long for it; false when the time is over.
     *
     * @param handler makes the answer of the request
     * @param timeout how long to wait at most; zero does not wait
     * @return whether there was a request
     * @throws io.nativeipc.CorruptException if the request has many parts, and {@link ZmqOptions#partsJoined} is not set; it gets
     *     no answer
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

    /** Where the way back ends and the request begins: at the first part without bytes behind who asks; −1 if nothing follows. */
    private static int delimiter(byte[][] parts) {
        for (int i = 1; i < parts.length - 1; i++) {
            if (parts[i].length == 0) {
                return i;
            }
        }
        return -1;
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
