package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.waiting.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits under an address for clients, of this library or of Python: {@code multiprocessing.connection.Listener}. The socket
 * of AF_UNIX is its owner's alone (0600), the pipe of Windows too; TCP is for whoever reaches the host's address, so give it
 * a loopback address or an authkey.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close. A client
 * that fails to prove its authkey, or takes longer than 20 seconds for it, is told and closed; that call throws, and the next
 * accepts the next. One thread accepts at a time. After {@link #close} every method throws {@link IllegalStateException}; who
 * is connected stays so.
 */
public final class Listener implements Closeable {
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final Acceptor acceptor;
    private final Authentication authentication;

    private Listener(Acceptor acceptor, Authentication authentication) {
        this.acceptor = acceptor;
        this.authentication = authentication;
    }

    /**
     * {@link #create(Address, Authentication)} without an authkey.
     *
     * @param address the address
     * @return the new listener, which the caller closes
     * @throws IOException if it exists already, or the system refuses
     */
    public static Listener create(Address address) throws IOException {
        return create(address, Authentication.none());
    }

    /**
     * Listens from now on.
     *
     * @param address the address
     * @param authentication how the two ends prove to each other that they know a secret
     * @return the new listener, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the address is in use (EADDRINUSE, ERROR_ALREADY_EXISTS), a path also by
     *     the socket of a dead process
     */
    public static Listener create(Address address, Authentication authentication) throws IOException {
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
     * Waits for a client, and for its handshake, at most this long; empty when the time is over.
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
        Optional<? extends Messages> client = acceptor.accept(deadline);
        return client.isEmpty() ? Optional.empty() : authenticated(client.get(), deadline);
    }

    private Optional<Connection> authenticated(Messages client, long deadline)
            throws IOException, InterruptedException {
        String name = toString();
        long handshake = Deadline.after(HANDSHAKE);
        boolean done = false;
        try {
            done = authentication.ofListener(client, name, Math.min(handshake, deadline));
            if (!done && Deadline.remaining(deadline) > 0) {
                throw new AccessDeniedException(
                        "authenticate", name, "timeout", 0, "a client did not finish the handshake in 20 seconds");
            }
            return done ? Optional.of(new Connection(client, name)) : Optional.empty();
        } finally {
            if (!done) {
                client.close();
            }
        }
    }

    /** {@return where this listens, with the port that the system chose} */
    public Address address() {
        return acceptor.address();
    }

    /** Listens no longer, and erases the path of a socket of AF_UNIX. A second call does nothing. */
    @Override
    public void close() throws IOException {
        acceptor.close();
    }

    /** The address: {@code unix:/path}, {@code tcp://host:port}, {@code pipe:name}. */
    @Override
    public String toString() {
        return acceptor.address().toString();
    }
}
