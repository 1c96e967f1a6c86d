package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.VirtualThreads;
import io.nativeipc.internal.windows.KernelNames;
import java.io.IOException;
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
public final class WindowsMutex implements NamedMutex {
    private static final String KIND = "win-mutex";

    private final KernelObject object;

    /**
     * Who holds the mutex through this object, and how often; this object's monitor guards them. Whether a thread holds the
     * mutex here and whether this object is closed are decided under it, one after the other, so no thread is left with a
     * mutex whose handle is gone. The monitor is never held while a thread waits.
     */
    private @Nullable Thread owner;

    private int depth;

    /** Whether close has waited for all calls in flight: then the handle goes as soon as nobody holds the mutex. */
    private boolean drained;

    private WindowsMutex(KernelObject object) {
        this.object = object;
    }

    /**
     * {@link #create(String, WindowsAccess)} for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the new mutex, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsMutex create(String name) throws IpcException {
        return create(name, WindowsAccess.currentUser());
    }

    /**
     * Creates a mutex that nobody holds.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param access who else may use it
     * @return the new mutex, which the caller closes
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
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the mutex, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsMutex open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.MUTEX_MODIFY_STATE;
        long handle = Native.win32().OpenMutexW(access, 0, name);
        return new WindowsMutex(KernelObject.opened(KIND, "OpenMutexW", name, handle));
    }

    /**
     * {@link #openOrCreate(String, WindowsAccess)} for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsMutex openOrCreate(String name) throws IOException {
        return openOrCreate(name, WindowsAccess.currentUser());
    }

    /**
     * Opens the mutex of this name, or creates it; {@link #created} tells.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param access who else may use it
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsMutex openOrCreate(String name, WindowsAccess access) throws IOException {
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, access));
    }

    /** {@return the name as it was given} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the mutex} */
    @Override
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

    /**
     * One who gets the mutex after a close gives it back; but an owner's death must be told to somebody, so who is told it
     * keeps the mutex until it releases it.
     */
    private synchronized void taken(boolean abandoned) {
        if (!object.handle.isOpen() && !abandoned) {
            object.win32.ReleaseMutex(object.handle.handle());
            throw object.closed();
        }
        depth = owner == Thread.currentThread() ? depth + 1 : 1;
        owner = Thread.currentThread();
    }

    /**
     * Gives the mutex back.
     *
     * @throws IllegalMonitorStateException if this thread has not acquired it through this object
     */
    @Override
    public synchronized void release() throws IpcException {
        Thread current = Thread.currentThread();
        if (owner != current) {
            if (!object.handle.isOpen()) {
                throw object.closed();
            }
            throw new IllegalMonitorStateException(
                    this + " is not held through this object by the thread " + current.getName());
        }
        depth--;
        owner = depth == 0 ? null : owner;
        int released = object.win32.ReleaseMutex(object.handle.handle());
        if (drained && owner == null) {
            object.handle.closeHandle();
        }
        Win32Failure.check(released, "ReleaseMutex", object.address);
    }

    /**
     * Owner and access control list as they are now, in SDDL (GetSecurityInfo).
     *
     * @return both as one string, which {@link WindowsAccess#sddl} takes
     * @throws IpcException if the system does not tell
     */
    public String sddl() throws IpcException {
        return object.sddl();
    }

    /**
     * Refuses, and closes, a mutex of a stranger: an owner who is neither this user, nor the system, nor the Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to a stranger
     */
    public WindowsMutex requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner();
        return this;
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    /**
     * Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing.
     *
     * @throws IllegalStateException if a thread of this process holds the mutex through this object
     */
    @Override
    public void close() {
        synchronized (this) {
            if (isHeld()) {
                throw new IllegalStateException(
                        this + " is held by the thread " + ownerName() + ", which must release it first");
            } else if (!object.handle.shut()) {
                return;
            }
        }
        object.handle.drain();
        synchronized (this) {
            drained = true;
            if (!isHeld()) {
                object.handle.closeHandle();
            }
        }
    }

    private boolean isHeld() {
        return owner != null && owner.isAlive();
    }

    private String ownerName() {
        return owner == null ? "" : owner.getName();
    }

    /** The address: {@code win-mutex:Local\lock}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
