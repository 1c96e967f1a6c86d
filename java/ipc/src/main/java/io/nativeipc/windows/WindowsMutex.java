package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Windows mutex: a named lock that processes share and that survives the death of its owner.
 *
 * <p>Calls: {@code CreateMutexW} to create, {@code OpenMutexW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to acquire, {@code ReleaseMutex} to release, {@code CloseHandle} to close. A name is
 * {@code Local\lock}, or {@code lock}, which means the same, within a session, and {@code Global\lock} on the whole
 * machine. The name is removed with the last handle.
 *
 * <p><b>The owner is a thread.</b> It may acquire the mutex again and must release it the same number of times, through
 * the same object. A virtual thread is rejected, because Windows would treat its carrier as the owner. <b>If the owner
 * ended</b> without releasing the mutex, the next acquire throws {@link OwnerDiedException} <em>and holds the
 * mutex</em>, as with .NET's AbandonedMutexException: what the mutex protects may be half changed. The exception is
 * thrown once.
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
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block, and return at most 100 ms after an interrupt or a
 * close. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/mutex-objects">Mutex objects</a>
 */
@SuppressWarnings("exports") // the interface's additions to Closeable are internal
public final class WindowsMutex implements NamedMutex {
    private static final String KIND = "win-mutex";

    private final KernelObject object;

    /**
     * The thread that holds the mutex through this object, and its number of acquires. This object's monitor guards
     * both fields. Whether a thread holds the mutex here and whether this object is closed are decided under the
     * monitor, one after the other, so no thread is left with a mutex whose handle is closed. The monitor is never held
     * while a thread waits.
     */
    private @Nullable Thread owner;

    private int depth;

    /**
     * Whether close has waited for all calls in flight. The handle is then closed as soon as no thread holds the mutex.
     */
    private boolean drained;

    private WindowsMutex(KernelObject object) {
        this.object = object;
    }

    /**
     * Creates a mutex that no thread holds.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the new mutex, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsMutex create(String name, WindowsCreateOption... options) throws IpcException {
        WindowsAccess access = WindowsAccess.in(options);
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
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @return the mutex, which the caller closes
     * @throws io.nativeipc.NotFoundException if it does not exist (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsMutex open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.MUTEX_MODIFY_STATE;
        long handle = Native.win32().OpenMutexW(access, 0, name);
        return new WindowsMutex(KernelObject.opened(KIND, "OpenMutexW", name, handle));
    }

    /**
     * Opens the mutex of this name, or creates it. {@link #created} reports which.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the mutex, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsMutex openOrCreate(String name, WindowsCreateOption... options) throws IOException {
        WindowsAccess access = WindowsAccess.in(options);
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, access));
    }

    /** {@return the name that was passed to create or open} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the mutex} */
    @Override
    public boolean created() {
        return object.created;
    }

    /**
     * Acquires the mutex, waiting until it is free.
     *
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread now holds it
     */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        Waits.refuseVirtualThread(toString());
        object.await(Deadline.NEVER, this::taken);
    }

    /**
     * Acquires the mutex if no other thread holds it. Never blocks.
     *
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread now holds it
     */
    @Override
    public boolean tryAcquire() throws IpcException {
        Waits.refuseVirtualThread(toString());
        return object.poll(this::taken);
    }

    /**
     * Acquires the mutex, waiting at most the given time.
     *
     * @return whether it was acquired; false on timeout
     * @throws OwnerDiedException if its owner has ended (WAIT_ABANDONED); this thread now holds it
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        Waits.refuseVirtualThread(toString());
        return object.await(Deadline.after(timeout), this::taken);
    }

    /**
     * Enters the thread that has acquired the mutex. A thread that acquires it after a close releases it at once. The
     * death of an owner must be reported, however, so a thread that receives the report keeps the mutex until it
     * releases it.
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
     * Releases the mutex once.
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
     * Returns the current owner and access control list in SDDL (GetSecurityInfo).
     *
     * @return both in one string, which {@link WindowsAccess#sddl} accepts
     * @throws IpcException if the system call fails
     */
    public String sddl() throws IpcException {
        return object.sddl();
    }

    /**
     * Rejects and closes a mutex whose owner is not this user, SYSTEM or the Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user
     */
    public WindowsMutex requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner();
        return this;
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    /**
     * Closes this object. Threads that wait in it throw {@link IllegalStateException}. A second call does nothing.
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

    /** Returns the address: {@code win-mutex:Local\lock}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
