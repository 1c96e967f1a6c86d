package io.nativeipc;

import io.nativeipc.mechanism.Opening;
import io.nativeipc.os.Native;
import io.nativeipc.posix.PosixSemaphore;
import java.io.Closeable;
import java.time.Duration;

/**
 * A counting semaphore under one name on every system.
 *
 * <p>On Linux and macOS it is the POSIX semaphore {@code /name} ({@code sem_open}); see {@link PosixSemaphore} for its calls,
 * its waiting, and why it is for its owner alone by default. Names are 1 to 30 letters, digits, dots, dashes and
 * underscores. A process that dies does not give back what it has acquired.
 *
 * <p>Every method may be called from any thread. {@link #close} ends the use, {@link #unlink} erases the name.
 */
public final class NamedSemaphore implements Closeable {
    private final PosixSemaphore semaphore;

    private NamedSemaphore(PosixSemaphore semaphore) {
        this.semaphore = semaphore;
    }

    /** {@link #create(String, int, Permissions)} for the owner alone. */
    public static NamedSemaphore create(String name, int value) throws IpcException {
        return create(name, value, Permissions.OWNER);
    }

    /**
     * Creates a semaphore.
     *
     * @param value what it begins with, 0 or more
     * @throws AlreadyExistsException if the name is in use (EEXIST)
     */
    public static NamedSemaphore create(String name, int value, Permissions permissions) throws IpcException {
        return new NamedSemaphore(PosixSemaphore.create(posix(name), value, permissions));
    }

    /**
     * Opens an existing semaphore.
     *
     * @throws NotFoundException if there is none (ENOENT)
     * @throws AccessDeniedException if it belongs to another user (EACCES, or wrong owner)
     */
    public static NamedSemaphore open(String name) throws IpcException {
        return new NamedSemaphore(
                PosixSemaphore.open(posix(name)).requireOwner(Native.posix().geteuid()));
    }

    /** {@link #openOrCreate(String, int, Permissions)} for the owner alone. */
    public static NamedSemaphore openOrCreate(String name, int value) throws IpcException {
        return openOrCreate(name, value, Permissions.OWNER);
    }

    /** Opens the semaphore of this name, or creates it with this value; {@link #created} tells. */
    public static NamedSemaphore openOrCreate(String name, int value, Permissions permissions) throws IpcException {
        return Opening.openOrCreate(() -> open(name), () -> create(name, value, permissions));
    }

    /**
     * Erases a name; who has the semaphore open goes on.
     *
     * @throws NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        PosixSemaphore.unlink(posix(name));
    }

    private static String posix(String name) {
        return '/' + PortableName.check(name);
    }

    /** The name, without a slash. */
    public String name() {
        return semaphore.name().substring(1);
    }

    /** Whether this object created the semaphore. */
    public boolean created() {
        return semaphore.created();
    }

    /** Takes one, waiting for it as long as it takes. */
    public void acquire() throws IpcException, InterruptedException {
        semaphore.acquire();
    }

    /** Takes one if there is one; never blocks. */
    public boolean tryAcquire() throws IpcException {
        return semaphore.tryAcquire();
    }

    /**
     * Takes one, waiting for it at most this long.
     *
     * @return whether one was taken; false when the time is over
     */
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return semaphore.tryAcquire(timeout);
    }

    /** Gives one back, which wakes one who waits; never blocks. */
    public void release() throws IpcException {
        semaphore.release();
    }

    /** Erases the name; who has the semaphore open goes on. It may be called after close. */
    public void unlink() throws IpcException {
        semaphore.unlink();
    }

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        semaphore.close();
    }

    /** The address: {@code posix-sem:/turn}. */
    @Override
    public String toString() {
        return semaphore.toString();
    }
}
