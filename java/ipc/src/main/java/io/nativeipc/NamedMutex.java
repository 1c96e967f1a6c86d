package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A lock between processes that survives its owner's death, under one name on every system.
 *
 * <p>On Linux it is a robust mutex of pthreads (PTHREAD_MUTEX_ROBUST) in the shared memory object {@code /mutex.NAME}, 64
 * bytes behind its beginning; docs/cookbook-cpp.md tells how C++ meets it. For a mutex in memory that another program laid
 * out there is {@link io.nativeipc.posix.SharedMutex}. On Windows it is the mutex {@code Local\NAME}
 * ({@link io.nativeipc.windows.WindowsMutex}), C#'s {@code new Mutex(false, "NAME")}. Names are 1 to 30 letters, digits, dots, dashes and underscores.
 *
 * <p><b>An owner's death.</b> When the process or the thread that holds it ends, however it ends, the next to acquire it gets
 * {@link OwnerDiedException} once, and holds it: it repairs what the mutex guards and releases as always.
 *
 * <p><b>Threads.</b> The owner is a thread of the operating system, which may acquire the mutex again and must release it as
 * often, through the object by which it was acquired. A virtual thread is refused with {@link IllegalStateException}, for its
 * carrier would be the owner. {@link #acquire()} and {@link #tryAcquire(Duration)} block, and end at most 100 ms after an
 * interrupt or a close; after an interrupt the mutex is as usable as before.
 *
 * <p><b>Trust.</b> On Linux the C library follows what is in the memory: who may write to it may crash this process. Hence the default
 * of owner only, and a mutex of another user is not opened. All processes must use the same C library, and
 * be in the creator's PID namespace, because the mutex knows its owner by the number of a thread: a process of another PID
 * namespace cannot open it.
 *
 * <p>{@link #close} ends the use, and is refused while a thread of this process holds the mutex through this object;
 * {@link #unlink} erases the name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutexattr_setrobust.3.html">pthread_mutexattr_setrobust(3)</a>
 */
public interface NamedMutex extends Closeable {
    /**
     * {@link #create(String, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the new mutex, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    static NamedMutex create(String name) throws IOException {
        return create(name, Permissions.OWNER);
    }

    /**
     * Creates a mutex, which nobody holds.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param permissions who else may use it
     * @return the new mutex, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     * @throws NoSpaceException if there is no room for it (ENOSPC)
     */
    static NamedMutex create(String name, Permissions permissions) throws IOException {
        return IpcSystem.createMutex(PortableName.check(name), permissions);
    }

    /**
     * Opens an existing mutex.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the mutex, which the caller closes
     * @throws NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     * @throws IpcException if this process is not in its creator's PID namespace (wrong PID namespace)
     * @throws CorruptException if what has the name is no mutex, or one that this version or C library does not know
     */
    static NamedMutex open(String name) throws IpcException {
        return IpcSystem.openMutex(PortableName.check(name));
    }

    /**
     * {@link #openOrCreate(String, Permissions)} for the owner alone.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedMutex openOrCreate(String name) throws IOException {
        return openOrCreate(name, Permissions.OWNER);
    }

    /**
     * Opens the mutex of this name, or creates it; {@link #created} tells.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param permissions who else may use it
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedMutex openOrCreate(String name, Permissions permissions) throws IOException {
        return IpcSystem.openOrCreateMutex(PortableName.check(name), permissions);
    }

    /**
     * Erases a name; who has the mutex open goes on. On Windows this does nothing: a name dies with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if there is none (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkMutex(PortableName.check(name));
    }

    /** {@return whether this object created the mutex} */
    boolean created();

    /**
     * Takes the mutex, waiting for it as long as it takes. A thread that holds it takes it once more.
     *
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread holds it now
     * @throws IpcException if it is lost, because a program ignored that (ENOTRECOVERABLE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void acquire() throws IpcException, InterruptedException;

    /**
     * Takes the mutex if nobody else holds it; never blocks.
     *
     * @return whether it was taken
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread holds it now
     */
    boolean tryAcquire() throws IpcException;

    /**
     * Takes the mutex, waiting for it at most this long.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was taken; false when the time is over
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread holds it now
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /**
     * Gives back what one acquire of this thread has taken through this object; never blocks.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     * @throws IpcException if the system refuses for another reason
     */
    void release() throws IpcException;

    /**
     * Erases the name; who has the mutex open goes on. It may be called after close.
     *
     * @throws IpcException if there is none any more, or the system refuses
     */
    void unlink() throws IpcException;

    /**
     * Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing.
     *
     * @throws IllegalStateException if a thread of this process holds it through this object
     */
    @Override
    void close();

    /** The address: {@code mutex:turn}, {@code win-mutex:Local\turn}. */
    @Override
    String toString();
}
