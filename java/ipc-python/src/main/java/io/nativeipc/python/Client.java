package io.nativeipc.python;

import io.nativeipc.IpcException;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsNamedPipe;
import java.io.IOException;
import java.time.Duration;

/**
 * Connects to a {@link Listener}, of this library or of Python: {@code multiprocessing.connection.Client}.
 *
 * <pre>{@code
 * Authentication key = Authentication.of("secret".getBytes(UTF_8));
 * try (Connection connection = Client.connect(Address.unix(path), key)) {
 *     connection.send(List.of("ACME", 200));
 *     System.out.println("accepted " + connection.recv());
 * }
 * }</pre>
 */
public final class Client {
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private Client() {}

    /**
     * Connects to a listener without an authkey, like {@link #connect(Address, Authentication)}.
     *
     * @param address the address
     * @return the connection, which the caller closes
     * @throws IOException if there is no listener, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Connection connect(Address address) throws IOException, InterruptedException {
        return connect(address, Authentication.none());
    }

    /**
     * Connects to an existing listener. The handshake must finish within 20 seconds.
     *
     * @param address the address
     * @param authentication how the two ends prove that they have the same authkey
     * @return the connection, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is no listener (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if the system forbids it, or the authkeys differ
     * @throws IpcException if no process listens there any more, or the handshake does not finish in time
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Connection connect(Address address, Authentication authentication)
            throws IOException, InterruptedException {
        long deadline = Deadline.after(HANDSHAKE);
        return authenticated(open(address), address, authentication, deadline);
    }

    /**
     * Connects, waiting up to the timeout until the listener exists and the handshake has finished.
     *
     * @param address the address
     * @param authentication how the two ends prove that they have the same authkey
     * @param timeout the maximum time to wait; zero does not wait
     * @return the connection, which the caller closes
     * @throws IpcException if the connection fails, also if the timeout expires
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static Connection connect(Address address, Authentication authentication, Duration timeout)
            throws IOException, InterruptedException {
        long deadline = Deadline.after(timeout);
        return authenticated(open(address, deadline), address, authentication, deadline);
    }

    private static Messages open(Address address) throws IOException, InterruptedException {
        if (address instanceof Address.Unix unix) {
            return new StreamMessages(UnixSocket.connect(unix.path()));
        } else if (address instanceof Address.Pipe pipe) {
            return new PipeMessages(WindowsNamedPipe.connect(pipe.name(), Duration.ZERO, PipeMode.MESSAGE));
        }
        return new StreamMessages(TcpChannel.connect((Address.Tcp) address, Deadline.NEVER));
    }

    private static Messages open(Address address, long deadline) throws IOException, InterruptedException {
        Duration left = Deadline.left(deadline);
        if (address instanceof Address.Unix unix) {
            return new StreamMessages(UnixSocket.connect(unix.path(), left));
        } else if (address instanceof Address.Pipe pipe) {
            return new PipeMessages(WindowsNamedPipe.connect(pipe.name(), left, PipeMode.MESSAGE));
        }
        return new StreamMessages(TcpChannel.connect((Address.Tcp) address, deadline));
    }

    private static Connection authenticated(
            Messages listener, Address address, Authentication authentication, long deadline)
            throws IOException, InterruptedException {
        String name = address.toString();
        boolean done = false;
        try {
            done = authentication.ofClient(listener, name).advance(deadline);
            if (!done) {
                throw new IpcException(name, "timeout", "the listener did not finish the handshake in this time");
            }
            return new Connection(listener, name);
        } finally {
            if (!done) {
                listener.close();
            }
        }
    }
}
