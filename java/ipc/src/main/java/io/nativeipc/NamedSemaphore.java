package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A counting semaphore that has the same name on every system.
 *
 * <pre>{@code
 * try (NamedSemaphore turn = NamedSemaphore.create(name, 0)) {
 *     try {
 *         System.out.println("waiting");
 *         turn.acquire();
 *         System.out.println("my turn");
 *     } finally {
 *         turn.unlink();
 *     }
 * }
 * }</pre>
 *
 * <p>On Linux and macOS it is the POSIX semaphore {@code /name} ({@code sem_open}), on Windows the semaphore
 * {@code Local\name} ({@code CreateSemaphoreW}). {@link io.nativeipc.posix.PosixSemaphore} and
 * {@link io.nativeipc.windows.WindowsSemaphore} describe the calls, the waiting, and why access is restricted to the
 * owner by default. Names are 1 to 30 letters, digits, dots, dashes and underscores. The system does not release what a
 * dead process has acquired.
 *
 * <p>Every method may be called from any thread. {@link #close} ends the use of this object, and {@link #unlink}
 * removes the name.
 */
public interface NamedSemaphore extends Closeable {
    /**
     * Creates a semaphore.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value the initial value, 0 or more
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the new semaphore, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     */
    static NamedSemaphore create(String name, int value, CreateOption... options) throws IpcException {
        return IpcSystem.createSemaphore(PortableName.check(name), value, options);
    }

    /**
     * Opens an existing semaphore.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param options {@link OpenOption#ANY_OWNER}
     * @return the semaphore, which the caller closes
     * @throws NotFoundException if it does not exist (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     */
    static NamedSemaphore open(String name, OpenOption... options) throws IOException {
        return IpcSystem.openSemaphore(PortableName.check(name), options);
    }

    /**
     * Opens the semaphore of this name, or creates it with this value. {@link #created} reports which.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param value the initial value of a new semaphore, 0 or more
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedSemaphore openOrCreate(String name, int value, CreateOption... options) throws IOException {
        return IpcSystem.openOrCreateSemaphore(PortableName.check(name), value, options);
    }

    /**
     * Removes the name. Processes that have the semaphore open keep using it. On Windows this does nothing, because a
     * name is removed with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if it does not exist (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkSemaphore(PortableName.check(name));
    }

    /** {@return whether this object created the semaphore} */
    boolean created();

    /**
     * Decrements the semaphore, waiting until its value is positive.
     *
     * @throws IpcException if the system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void acquire() throws IpcException, InterruptedException;

    /**
     * Decrements the semaphore if its value is positive. Never blocks.
     *
     * @return whether the semaphore was decremented
     * @throws IpcException if the system call fails
     */
    boolean tryAcquire() throws IpcException;

    /**
     * Decrements the semaphore, waiting at most the given time until its value is positive.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether the semaphore was decremented; false on timeout
     * @throws IpcException if the system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /**
     * Increments the semaphore and wakes one waiter. Never blocks.
     *
     * @throws IpcException if the system call fails
     */
    void release() throws IpcException;

    /**
     * Removes the name. Processes that have the semaphore open keep using it. May be called after close.
     *
     * @throws IpcException if it no longer exists, or a system call fails
     */
    void unlink() throws IpcException;

    /** Closes this object. Threads that wait in it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    void close();

    /** Returns the address: {@code posix-sem:/turn}, {@code win-sem:Local\turn}. */
    @Override
    String toString();
}
