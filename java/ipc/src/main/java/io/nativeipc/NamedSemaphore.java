package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A counting semaphore under one name on every system.
 *
 * <p>On Linux and macOS it is the POSIX semaphore {@code /name} ({@code sem_open}), on Windows the semaphore
 * {@code Local\name} ({@code CreateSemaphoreW}); see {@link io.nativeipc.posix.PosixSemaphore} and {@link io.nativeipc.windows.WindowsSemaphore} for their calls,
 * their waiting, and why they are for their owner alone by default. Names are 1 to 30 letters, digits, dots, dashes and
 * underscores. A process that dies does not give back what it has acquired.
 *
 * <p>Every method may be called from any thread. {@link #close} ends the use, {@link #unlink} erases the name.
 */
public interface NamedSemaphore extends Closeable {
    /**
     * {@link #create(String, int, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value what a new one begins with, 0 or more
     * @return the new semaphore, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    static NamedSemaphore create(String name, int value) throws IpcException {
        return create(name, value, Permissions.OWNER);
    }

    /**
     * Creates a semaphore.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value what it begins with, 0 or more
     * @param permissions who else may use it
     * @return the new semaphore, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     */
    static NamedSemaphore create(String name, int value, Permissions permissions) throws IpcException {
        return IpcSystem.createSemaphore(PortableName.check(name), value, permissions);
    }

    /**
     * Opens an existing semaphore.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the semaphore, which the caller closes
     * @throws NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     */
    static NamedSemaphore open(String name) throws IOException {
        return IpcSystem.openSemaphore(PortableName.check(name));
    }

    /**
     * {@link #openOrCreate(String, int, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value what a new one begins with, 0 or more
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedSemaphore openOrCreate(String name, int value) throws IOException {
        return openOrCreate(name, value, Permissions.OWNER);
    }

    /**
     * Opens the semaphore of this name, or creates it with this value; {@link #created} tells.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value what a new one begins with, 0 or more
     * @param permissions who else may use it
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedSemaphore openOrCreate(String name, int value, Permissions permissions) throws IOException {
        return IpcSystem.openOrCreateSemaphore(PortableName.check(name), value, permissions);
    }

    /**
     * Erases a name; who has the semaphore open goes on. On Windows this does nothing: a name dies with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if there is none (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkSemaphore(PortableName.check(name));
    }

    /** {@return whether this object created the semaphore} */
    boolean created();

    /**
     * Takes one, waiting for it as long as it takes.
     *
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void acquire() throws IpcException, InterruptedException;

    /**
     * Takes one if there is one; never blocks.
     *
     * @return whether one was taken
     * @throws IpcException if the system refuses
     */
    boolean tryAcquire() throws IpcException;

    /**
     * Takes one, waiting for it at most this long.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return whether one was taken; false when the time is over
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /**
     * Gives one back, which wakes one who waits; never blocks.
     *
     * @throws IpcException if the system refuses
     */
    void release() throws IpcException;

    /**
     * Erases the name; who has the semaphore open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    void unlink() throws IpcException;

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    void close();

    /** The address: {@code posix-sem:/turn}, {@code win-sem:Local\turn}. */
    @Override
    String toString();
}
