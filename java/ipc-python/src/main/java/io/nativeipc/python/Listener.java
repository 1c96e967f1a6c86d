package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Accepts connections of clients, of this library or of Python, at an address:
 * {@code multiprocessing.connection.Listener}. An AF_UNIX socket (mode 0600) and a Windows pipe are accessible only to
 * their owner. A TCP port is accessible to every process that can reach the host's address, so use a loopback address
 * or an authkey.
 *
 * <pre>{@code
 * Authentication key = Authentication.of("secret".getBytes(UTF_8)).md5Allowed(); // for Python before 3.12
 * try (Listener listener = Listener.create(Address.unix(path), key)) {
 *     System.out.println("listening");
 *     try (Connection client = listener.accept()) {
 *         System.out.println("received " + client.recv());
 *         client.send(true);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close.
 * These calls run all pending handshakes in parallel, and a later call continues those that an earlier call has not
 * finished. The first client to finish is returned first. A client that fails to prove its authkey, or needs longer
 * than 20 seconds, is disconnected; one call throws, and the listener stays usable. If there are more than 256
 * handshakes, the oldest client is disconnected. While the process has no free descriptor for another client, new
 * clients wait. One thread accepts at a time; other threads wait for it. After {@link #close} every method throws
 * {@link IllegalStateException}; accepted connections stay open.
 */
public final class Listener implements Closeable {
    /** The attempt number from which on {@link Waits#pause} pauses longest. */
    private static final int LONG_PAUSE = 20;

    private final Acceptor acceptor;
    private final Handshakes handshakes;
    private final ReentrantLock turn = new ReentrantLock();

    private Listener(Acceptor acceptor, Authentication authentication) {
        this.acceptor = acceptor;
        this.handshakes = new Handshakes(acceptor.address().toString(), authentication);
    }

    /**
     * Creates a listener without an authkey, like {@link #create(Address, Authentication)}.
     *
     * @param address the address
     * @return the new listener, which the caller closes
     * @throws IOException if the address is in use, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Listener create(Address address) throws IOException, InterruptedException {
        return create(address, Authentication.none());
    }

    /**
     * Creates a listener at this address.
     *
     * @param address the address
     * @param authentication how the two ends prove that they have the same authkey
     * @return the new listener, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the address is in use (EADDRINUSE); a socket left by a dead
     *     process of this user is replaced
     * @throws IOException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Listener create(Address address, Authentication authentication)
            throws IOException, InterruptedException {
        return new Listener(Acceptor.create(address), authentication);
    }

    /**
     * Accepts a client, waiting until one has finished its handshake.
     *
     * @return the connection, which the caller closes
     * @throws AccessDeniedException if the client has another authkey, or does not finish the handshake
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Connection accept() throws IOException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Accepts a client, waiting up to the timeout for a client and its handshake. An unfinished handshake continues in
     * the next call.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return the connection, which the caller closes; empty if the timeout expires
     * @throws AccessDeniedException if the client has another authkey
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<Connection> tryAccept(Duration timeout) throws IOException, InterruptedException {
        return accept(Deadline.after(timeout));
    }

    private Optional<Connection> accept(long deadline) throws IOException, InterruptedException {
        if (!Turn.take(turn, deadline)) {
            return Optional.empty();
        }
        try {
            boolean last = false;
            while (true) {
                Optional<Messages> ready = handshakes.next();
                if (ready.isPresent()) {
                    return Optional.of(new Connection(ready.get(), toString()));
                } else if (last) {
                    return Optional.empty();
                }
                Optional<? extends Messages> client = arrival(handshakes.pause(deadline));
                if (client.isPresent()) {
                    handshakes.add(client.get());
                }
                last = client.isEmpty() && Deadline.remaining(deadline) <= 0;
            }
        } finally {
            turn.unlock();
        }
    }

    /**
     * Returns the next client. If the system cannot accept it, typically for lack of a free descriptor, this pauses and
     * returns empty, so that the handshakes of other clients continue.
     */
    private Optional<? extends Messages> arrival(long deadline) throws IOException, InterruptedException {
        try {
            return acceptor.accept(deadline);
        } catch (ClosedChannelException | InterruptedIOException e) {
            throw e;
        } catch (IOException noDescriptor) {
            Waits.pause(LONG_PAUSE, deadline);
            return Optional.empty();
        }
    }

    /** {@return the address of this listener, with the port that the system chose} */
    public Address address() {
        return acceptor.address();
    }

    /**
     * Stops listening, removes the path of an AF_UNIX socket, and disconnects clients whose handshake is not finished.
     * A second call has no effect.
     */
    @Override
    public void close() throws IOException {
        try {
            acceptor.close();
        } finally {
            turn.lock(); // a thread in accept returns because the acceptor is closed
            try {
                handshakes.close();
            } finally {
                turn.unlock();
            }
        }
    }

    /** Returns the address: {@code unix:/path}, {@code tcp://host:port}, {@code pipe:name}. */
    @Override
    public String toString() {
        return acceptor.address().toString();
    }
}
