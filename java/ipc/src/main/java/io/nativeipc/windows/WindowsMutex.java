package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.mechanism.KernelNames;
import io.nativeipc.mechanism.Opening;
import io.nativeipc.mechanism.ThreadLock;
import io.nativeipc.os.Native;
import io.nativeipc.os.Win32Constants;
import io.nativeipc.os.Win32Error;
import io.nativeipc.waiting.Deadline;
import io.nativeipc.waiting.VirtualThreads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A mutex of Windows: a lock that processes share by its name, and that survives its owner's death.
 *
 * <p>Calls: {@code CreateMutexW} to create, {@code OpenMutexW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to acquire, {@code ReleaseMutex} to release, {@code CloseHandle} to close. A name is
 * {@code Local\lock}, or {@code lock}, which is the same, within a session, and {@code Global\lock} on the whole machine; it
 * dies with the last handle.
 *
 * <p><b>It belongs to a thread</b>, which may acquire it again and has to release it as often, through the same object. A
 * virtual thread is refused, for Windows would take its carrier for the owner. <b>Where the owner has ended</b> without
 * releasing it, the next acquire throws {@link OwnerDiedException} <em>and holds the mutex</em>, as .NET's
 * AbandonedMutexException does: what the mutex protects may be half changed. It is thrown once.
 *
 * <pre>{@code
 * try {
 *     mutex.acquire();
 * } catch (OwnerDiedException died) {
 *     repair();
 * }
 * try {
 *     change();
 * } finally {
 *     mutex.release();
 * }
 * }</pre>
 *
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block, and end at most 100 ms after an interrupt or a close. After
 * {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/mutex-objects">Mutex objects</a>
 */
@SuppressWarnings("exports") // what the interface adds to Closeable is ours alone
public final class WindowsMutex implements ThreadLock {
    private static final String KIND = "win-mutex";

    private final KernelObject object;

    /**
     * Who holds the mutex through this object, and how often. Whether the mutex is held here and whether this object is
     * closed are decided under this object's monitor, one after the other: so no thread is left holding a mutex whose
     * handle is gone. The monitor is never held while a thread waits.
     */
    private @Nullable Thread owner;

    private int depth;

    private WindowsMutex(KernelObject object) {
        this.object = object;
    }

    /** {@link #create(String, WindowsAccess)} for the current user alone. */
    public static WindowsMutex create(String name) throws IpcException {
        return create(name, WindowsAccess.currentUser());
    }

    /**
     * Creates a mutex that nobody holds.
     *
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsMutex create(String name, WindowsAccess access) throws IpcException {
        return new WindowsMutex(KernelObject.create(
                KIND,
                "CreateMutexW",
                name,
                access,
                (attributes, lastError) -> Native.win32().CreateMutexW(attributes, 0, name, lastError)));
    }

    /**
     * Opens an existing mutex.
     *
     * @throws io.nativeipc.NotFoundException if there is none (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsMutex open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.MUTEX_MODIFY_STATE;
        long handle = Native.win32().OpenMutexW(access, 0, name);
        return new WindowsMutex(KernelObject.opened(KIND, "OpenMutexW", name, handle));
    }

    /** {@link #openOrCreate(String, WindowsAccess)} for the current user alone. */
    public static WindowsMutex openOrCreate(String name) throws IpcException {
        return openOrCreate(name, WindowsAccess.currentUser());
    }

    /** Opens the mutex of this name, or creates it; {@link #created} tells. */
    public static WindowsMutex openOrCreate(String name, WindowsAccess access) throws IpcException {
        return Opening.openOrCreate(() -> open(name), () -> create(name, access));
    }

    /** The name as it was given. */
    public String name() {
        return object.name;
    }

    /** Whether this object created the mutex. */
    public boolean created() {
        return object.created;
    }

    /**
     * Takes the mutex, waiting for it as long as it takes.
     *
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread holds it
     */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        VirtualThreads.refuse(toString());
        object.await(Deadline.NEVER, this::taken);
    }

    /**
     * Takes the mutex if nobody else holds it; never blocks.
     *
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread holds it
     */
    @Override
    public boolean tryAcquire() throws IpcException {
        VirtualThreads.refuse(toString());
        return object.poll(this::taken);
    }

    /**
     * Takes the mutex, waiting for it at most this long.
     *
     * @return whether it was taken; false when the time is over
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread holds it
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        VirtualThreads.refuse(toString());
        return object.await(Deadline.after(timeout), this::taken);
    }

    /** In a call in flight, so the handle is there even if it is being closed. */
    private synchronized void taken() {
        if (!object.handle.isOpen()) {
            object.win32.ReleaseMutex(object.handle.handle());
            throw object.closed();
        }
        owner = Thread.currentThread();
        depth++;
    }

    /**
     * Gives the mutex back.
     *
     * @throws IllegalMonitorStateException if this thread has not acquired it through this object
     */
    @Override
    public void release() throws IpcException {
        synchronized (this) {
            if (owner != Thread.currentThread()) {
                throw new IllegalMonitorStateException(this + " is not held by this thread");
            }
            depth--;
            owner = depth == 0 ? null : owner;
        }
        object.use(handle -> Win32Error.check(object.win32.ReleaseMutex(handle), "ReleaseMutex", object.name));
    }

    /** Owner and access control list as they are now, in SDDL (GetSecurityInfo). */
    public String sddl() throws IpcException {
        return object.sddl();
    }

    /**
     * Refuses, and closes, a mutex of a stranger: an owner who is neither this user, nor the system, nor the Administrators.
     *
     * @throws io.nativeipc.AccessDeniedException if it belongs to a stranger
     */
    public WindowsMutex requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner("OpenMutexW");
        return this;
    }

    /**
     * Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing.
     *
     * @throws IllegalStateException if a thread of this process holds the mutex through this object
     */
    @Override
    public void close() {
        synchronized (this) {
            if (owner != null && owner.isAlive()) {
                throw new IllegalStateException(this + " is held by " + owner.getName());
            } else if (!object.handle.shut()) {
                return;
            }
        }
        object.handle.end();
    }

    /** The address: {@code win-mutex:Local\lock}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
