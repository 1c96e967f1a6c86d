package io.nativeipc;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A lock between processes that survives the death of its owner and has the same name on every system.
 *
 * <pre>{@code
 * boolean repair = false;
 * try {
 *     mutex.acquire();
 * } catch (OwnerDiedException e) { // thrown once for each death; this thread holds the mutex now
 *     repair = true;
 * }
 * try {
 *     ByteBuffer numbers = account.buffer();
 *     if (repair) {
 *         numbers.putLong(8, -numbers.getLong(0)); // before the release, or the next owner sees it half done
 *         System.out.println("repaired");
 *     }
 *     System.out.println("sum " + (numbers.getLong(0) + numbers.getLong(8)));
 * } finally {
 *     mutex.release();
 * }
 * }</pre>
 *
 * <p>On Linux it is a robust pthreads mutex (PTHREAD_MUTEX_ROBUST) in the shared memory object {@code /mutex.NAME}, at
 * offset 64; docs/cookbook-cpp.md describes how a C++ program uses it. {@link io.nativeipc.memory.SharedMutex} is a
 * mutex in memory whose layout another program defines. On Windows it is the mutex {@code Local\NAME}
 * ({@link io.nativeipc.windows.WindowsMutex}), C#'s {@code new Mutex(false, "NAME")}. Names are 1 to 30 letters,
 * digits, dots, dashes and underscores.
 *
 * <p><b>Death of the owner.</b> If the process or the thread that holds the mutex ends in any way, the next acquire
 * throws {@link OwnerDiedException} once. That thread then holds the mutex: it repairs what the mutex guards, and
 * releases it as usual.
 *
 * <p><b>Threads.</b> The owner is an operating-system thread. It may acquire the mutex again, and must release it the
 * same number of times, through the object that acquired it. A virtual thread is rejected with
 * {@link IllegalStateException}, because its carrier would become the owner. {@link #acquire()} and
 * {@link #tryAcquire(Duration)} block, and return at most 100 ms after an interrupt or a close. An interrupt leaves the
 * mutex usable.
 *
 * <p><b>Trust.</b> On Linux the C library trusts the content of the memory, so a process that may write to it can crash
 * this process. For this reason the default is access for the owner only, and a mutex of another user is not opened.
 * All processes must use the same C library and be in the creator's PID namespace, because the mutex identifies its
 * owner by a thread number. A process of another PID namespace cannot open the mutex.
 *
 * <p>{@link #close} ends the use of this object. It throws while a thread of this process holds the mutex through this
 * object. {@link #unlink} removes the name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/pthread_mutexattr_setrobust.3.html">
 *     pthread_mutexattr_setrobust(3)</a>
 */
public interface NamedMutex extends Closeable {
    /**
     * Creates a mutex that no thread holds.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the new mutex, which the caller closes
     * @throws AlreadyExistsException if the name is in use (EEXIST, ERROR_ALREADY_EXISTS)
     * @throws NoSpaceException if too little space is left (ENOSPC)
     */
    static NamedMutex create(String name, CreateOption... options) throws IOException {
        return IpcSystem.createMutex(PortableName.check(name), options);
    }

    /**
     * Opens an existing mutex.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @return the mutex, which the caller closes
     * @throws NotFoundException if it does not exist (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws AccessDeniedException if it belongs to another user (EACCES, ERROR_ACCESS_DENIED, or wrong owner)
     * @throws IpcException if this process is not in its creator's PID namespace (wrong PID namespace)
     * @throws CorruptException if the object of this name is not a mutex, or was created by an unsupported version or C
     *     library
     */
    static NamedMutex open(String name) throws IpcException {
        return IpcSystem.openMutex(PortableName.check(name));
    }

    /**
     * Opens the mutex of this name, or creates it. {@link #created} reports which.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @param options the {@link Permissions}, by default {@link Permissions#OWNER}
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    static NamedMutex openOrCreate(String name, CreateOption... options) throws IOException {
        return IpcSystem.openOrCreateMutex(PortableName.check(name), options);
    }

    /**
     * Removes the name. Processes that have the mutex open keep using it. On Windows this does nothing, because a name
     * is removed with its last handle.
     *
     * @param name the portable name: 1 to 30 letters, digits, dots, dashes and underscores
     * @throws NotFoundException if it does not exist (ENOENT)
     */
    static void unlink(String name) throws IpcException {
        IpcSystem.unlinkMutex(PortableName.check(name));
    }

    /** {@return whether this object created the mutex} */
    boolean created();

    /**
     * Acquires the mutex, waiting until it is free. A thread that already holds it acquires it once more.
     *
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread now holds it
     * @throws IpcException if the mutex is lost because a program ignored the death of an owner (ENOTRECOVERABLE)
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void acquire() throws IpcException, InterruptedException;

    /**
     * Acquires the mutex if no other thread holds it. Never blocks.
     *
     * @return whether it was acquired
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread now holds it
     */
    boolean tryAcquire() throws IpcException;

    /**
     * Acquires the mutex, waiting at most the given time.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether it was acquired; false on timeout
     * @throws OwnerDiedException if its owner died (EOWNERDEAD, WAIT_ABANDONED); this thread now holds it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException;

    /**
     * Releases the mutex once, for one acquire of this thread through this object. Never blocks.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     * @throws IpcException if the system call fails for another reason
     */
    void release() throws IpcException;

    /**
     * Removes the name. Processes that have the mutex open keep using it. May be called after close.
     *
     * @throws IpcException if it no longer exists, or a system call fails
     */
    void unlink() throws IpcException;

    /**
     * Closes this object. Threads that wait in it throw {@link IllegalStateException}. A second call does nothing.
     *
     * @throws IllegalStateException if a thread of this process holds it through this object
     */
    @Override
    void close();

    /** Returns the address: {@code mutex:turn}, {@code win-mutex:Local\turn}. */
    @Override
    String toString();
}
