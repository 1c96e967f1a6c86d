package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The server of a {@link NamedPipe}. It accepts any number of clients, including C#'s {@code NamedPipeClientStream}.
 *
 * <pre>{@code
 * try (NamedPipeServer server = NamedPipeServer.create(name)) {
 *     System.out.println("waiting for a client");
 *     try (NamedPipe pipe = server.accept()) {
 *         ByteBuffer number = ByteBuffer.allocate(4).order(LITTLE_ENDIAN); // as C#'s BinaryReader reads
 *         pipe.write(number.putInt(0, 100));
 *         number.put(0, pipe.inputStream().readNBytes(4));
 *         System.out.println("read " + number.getInt(0));
 *     }
 * }
 * }</pre>
 *
 * <p>By default it is accessible only to its own user. On Windows the pipe's access control list enforces this, and
 * clients from other machines are rejected ({@link io.nativeipc.windows.WindowsNamedPipeServer}). On Linux and macOS
 * the socket has mode 0600 before it listens, and the server asks the kernel for each client's user: the connection of
 * a client of another user, except root, is closed without a message. {@link Permissions} that grant access to other
 * users relax both checks.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and return at most 100 ms after an interrupt or a close.
 * An interrupt leaves the server usable. Every method may be called from any thread, including virtual threads. After
 * {@link #close} every method throws {@link IllegalStateException}; existing connections stay open.
 */
public interface NamedPipeServer extends Closeable {
    /**
     * Creates the pipe and starts to listen. On Linux and macOS a socket left by a dead server is replaced.
     *
     * @param name a name as described in {@link NamedPipe}
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the new server, which the caller closes
     * @throws AlreadyExistsException if a server of this name exists (EADDRINUSE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipeServer create(String name, CreateOption... options) throws IOException, InterruptedException {
        return IpcSystem.createPipe(name, options);
    }

    /**
     * Waits for a client without a time limit.
     *
     * @return the connected pipe, which the caller closes
     * @throws IOException if the connection is lost, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    NamedPipe accept() throws IOException, InterruptedException;

    /**
     * Waits for a client, at most the given time.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return the connected pipe, which the caller closes; empty on timeout
     * @throws IOException if the connection is lost, or a system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException;

    /**
     * Stops listening. Threads that wait for a client throw {@link IllegalStateException}. A second call does nothing.
     */
    @Override
    void close();

    /** Returns the address: {@code pipe:name}. */
    @Override
    String toString();
}
