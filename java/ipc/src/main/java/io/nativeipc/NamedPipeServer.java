package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The server of a {@link NamedPipe}: it accepts any number of clients, C#'s {@code NamedPipeClientStream} among them.
 *
 * <p>By default it is for its own user alone. On Windows the pipe's access control list sees to that, and clients from other
 * machines are refused ({@link io.nativeipc.windows.WindowsNamedPipeServer}). On Linux and macOS the socket has mode 0600
 * before it listens, and each client's user is asked of the kernel: one of another user, root excepted, is turned away
 * without a word. {@link Permissions} that let others in open both.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close; after an
 * interrupt the server is as usable as before. Every method may be called from any thread, virtual ones too. After
 * {@link #close} every method throws {@link IllegalStateException}; who is connected stays so.
 */
public interface NamedPipeServer extends Closeable {
    /**
     * {@link #create(String, Permissions)} for the owner alone.
     *
     * @param name the name as {@link NamedPipe} tells
     * @return the new server, which the caller closes
     * @throws IOException if it exists already, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipeServer create(String name) throws IOException, InterruptedException {
        return create(name, Permissions.OWNER);
    }

    /**
     * Creates the pipe, which listens from now on. On Linux and macOS a socket that a dead server has left behind is replaced.
     *
     * @param name as {@link NamedPipe} tells
     * @param permissions who else may use it
     * @return the new server, which the caller closes
     * @throws AlreadyExistsException if there is a server of this name (EADDRINUSE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    static NamedPipeServer create(String name, Permissions permissions) throws IOException, InterruptedException {
        return IpcSystem.createPipe(name, permissions);
    }

    /** {@return the name, as .NET takes it} */
    String name();

    /**
     * Waits for a client as long as it takes.
     *
     * @return the connected pipe, which the caller closes
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    NamedPipe accept() throws IOException, InterruptedException;

    /**
     * Waits for a client at most this long; empty when the time is over.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return the connected pipe, which the caller closes; empty when the time is over
     * @throws IOException if the connection is lost, or the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<NamedPipe> tryAccept(Duration timeout) throws IOException, InterruptedException;

    /** Listens no longer; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    void close();

    /** The address: {@code pipe:name}. */
    @Override
    String toString();
}
