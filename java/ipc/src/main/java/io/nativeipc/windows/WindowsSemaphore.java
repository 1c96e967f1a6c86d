package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.windows.KernelNames;
import java.io.IOException;
import java.time.Duration;

/**
 * A semaphore of Windows: a counter with a maximum, which processes share by its name.
 *
 * <p>Calls: {@code CreateSemaphoreW} to create, {@code OpenSemaphoreW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to acquire, {@code ReleaseSemaphore} to release, {@code CloseHandle} to close. A name is
 * {@code Local\turn}, or {@code turn}, which is the same, within a session, and {@code Global\turn} on the whole machine; it
 * dies with the last handle. <b>A process that dies</b> does not give back what it has acquired.
 *
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block, and end at most 100 ms after an interrupt or a close; after
 * an interrupt the semaphore is as usable as before. Every method may be called from any thread, virtual ones too, whose
 * carriers are never blocked. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/semaphore-objects">Semaphore objects</a>
 */
@SuppressWarnings("exports") // what the interface adds to Closeable is ours alone
public final class WindowsSemaphore implements NamedSemaphore {
    private static final String KIND = "win-sem";

    private final KernelObject object;

    private WindowsSemaphore(KernelObject object) {
        this.object = object;
    }

    /**
     * {@link #create(String, int, int, WindowsAccess)} with the largest maximum, for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param value what it begins with, 0 to its maximum
     * @return the new semaphore, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsSemaphore create(String name, int value) throws IpcException {
        return create(name, value, Integer.MAX_VALUE, WindowsAccess.currentUser());
    }

    /**
     * Creates a semaphore.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param value what it begins with, 0 to its maximum
     * @param maximum the largest value, at least 1
     * @param access who else may use it
     * @return the new semaphore, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsSemaphore create(String name, int value, int maximum, WindowsAccess access)
            throws IpcException {
        if (value < 0 || maximum < 1 || value > maximum) {
            throw new IllegalArgumentException(
                    "the value is from 0 to the maximum, which is 1 or more: " + value + " of " + maximum);
        }
        return new WindowsSemaphore(KernelObject.create(
                KIND,
                "CreateSemaphoreW",
                name,
                access,
                (attributes, lastError) ->
                        Native.win32().CreateSemaphoreW(attributes, value, maximum, name, lastError)));
    }

    /**
     * Opens an existing semaphore.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the semaphore, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsSemaphore open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.SEMAPHORE_MODIFY_STATE;
        long handle = Native.win32().OpenSemaphoreW(access, 0, name);
        return new WindowsSemaphore(KernelObject.opened(KIND, "OpenSemaphoreW", name, handle));
    }

    /**
     * {@link #openOrCreate(String, int, int, WindowsAccess)} with the largest maximum, for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param value what a new one begins with, 0 to its maximum
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsSemaphore openOrCreate(String name, int value) throws IOException {
        return openOrCreate(name, value, Integer.MAX_VALUE, WindowsAccess.currentUser());
    }

    /**
     * Opens the semaphore of this name, or creates it with this value; {@link #created} tells.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param value what a new one begins with, 0 to its maximum
     * @param maximum the largest value, at least 1
     * @param access who else may use it
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsSemaphore openOrCreate(String name, int value, int maximum, WindowsAccess access)
            throws IOException {
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, value, maximum, access));
    }

    /** {@return the name as it was given} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the semaphore} */
    @Override
    public boolean created() {
        return object.created;
    }

    /** Takes one, waiting for it as long as it takes. */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        object.await(Deadline.NEVER);
    }

    /** Takes one if there is one; never blocks. */
    @Override
    public boolean tryAcquire() throws IpcException {
        return object.poll();
    }

    /**
     * Takes one, waiting for it at most this long.
     *
     * @return whether one was taken; false when the time is over
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return object.await(Deadline.after(timeout));
    }

    /**
     * Gives one back, which wakes one who waits; never blocks.
     *
     * @throws IpcException if the value is at its maximum (ERROR_TOO_MANY_POSTS)
     */
    @Override
    public void release() throws IpcException {
        object.use(handle ->
                Win32Failure.check(object.win32.ReleaseSemaphore(handle, 1, null), "ReleaseSemaphore", object.address));
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
     * Refuses, and closes, a semaphore of a stranger: an owner who is neither this user, nor the system, nor the
     * Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to a stranger
     */
    public WindowsSemaphore requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner();
        return this;
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        object.handle.close();
    }

    /** The address: {@code win-sem:Local\turn}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
