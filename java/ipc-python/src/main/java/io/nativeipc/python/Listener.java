package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits under an address for clients, of this library or of Python: {@code multiprocessing.connection.Listener}. The socket
 * of AF_UNIX is its owner's alone (0600), the pipe of Windows too; TCP is for whoever reaches the host's address, so give it
 * a loopback address or an authkey.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close. Handshakes
 * run side by side in these calls, and a later call goes on with those that an earlier one has not finished; the first client
 * to finish is returned first. A client that fails to prove its authkey, or takes longer than 20 seconds for it, is closed;
 * one call throws, and the listener stays usable. With more than 256 handshakes the oldest is closed. While the process has no
 * descriptor for another client, new clients wait. One thread accepts at a time, others wait for it. After {@link #close}
 * every method throws {@link IllegalStateException}; accepted connections stay open.
 */
public final class Listener implements Closeable {
    /** The attempt of {@link Waits#pause} after which it is longest. */
    private static final int LONG_PAUSE = 20;

    private final Acceptor acceptor;
    private final Handshakes handshakes;
    private final ReentrantLock turn = new ReentrantLock();

    private Listener(Acceptor acceptor, Authentication authentication) {
        this.acceptor = acceptor;
        this.handshakes = new Handshakes(acceptor.address().toString(), authentication);
    }

    /**
     * {@link #create(Address, Authentication)} without an authkey.
     *
     * @param address the address
     * @return the new listener, which the caller closes
     * @throws IOException if it exists already, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Listener create(Address address) throws IOException, InterruptedException {
        return create(address, Authentication.none());
    }

    /**
     * Listens from now on.
     *
     * @param address the address
     * @param authentication how the two ends prove to each other that they know a secret
     * @return the new listener, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the address is in use (EADDRINUSE); the socket that a
     *     dead process of this user has left is replaced
     * @throws IOException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Listener create(Address address, Authentication authentication)
            throws IOException, InterruptedException {
        return new Listener(Acceptor.create(address), authentication);
    }

    /**
     * Waits for a client as long as it takes.
     *
     * @return the connection, which the caller closes
     * @throws AccessDeniedException if the client has another authkey, or does not finish the handshake
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Connection accept() throws IOException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Waits for a client, and for its handshake, at most this long; empty when the time is over. A handshake that is not over
     * then goes on in the next call.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return the connection, which the caller closes; empty when the time is over
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
     * The next client that comes. What prevents the system from accepting it, a lack of descriptors above all, is waited out:
     * the handshakes of others go on.
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

    /** {@return where this listens, with the port that the system chose} */
    public Address address() {
        return acceptor.address();
    }

    /**
     * Listens no longer, removes the path of a socket of AF_UNIX, and closes the clients whose handshake is not over. A second
     * call does nothing.
     */
    @Override
    public void close() throws IOException {
        acceptor.close();
        turn.lock(); // a thread in accept leaves, since the acceptor is closed
        try {
            handshakes.close();
        } finally {
            turn.unlock();
        }
    }

    /** The address: {@code unix:/path}, {@code tcp://host:port}, {@code pipe:name}. */
    @Override
    public String toString() {
        return acceptor.address().toString();
    }
}
