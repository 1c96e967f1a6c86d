package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.spi.Deadline;
import io.nativeipc.windows.WindowsSemaphoreOption.Maximum;
import java.io.IOException;
import java.time.Duration;

/**
 * A Windows semaphore: a named counter with a maximum that processes share.
 *
 * <p>Calls: {@code CreateSemaphoreW} to create, {@code OpenSemaphoreW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to acquire, {@code ReleaseSemaphore} to release, {@code CloseHandle} to close. A name
 * is {@code Local\turn}, or {@code turn}, which means the same, within a session, and {@code Global\turn} on the whole
 * machine. The name is removed with the last handle. <b>The system does not release</b> what a dead process has
 * acquired.
 *
 * <p>{@link #acquire()} and {@link #tryAcquire(Duration)} block, and return at most 100 ms after an interrupt or a
 * close. An interrupt leaves the semaphore usable. Every method may be called from any thread. A waiting virtual thread
 * does not block its carrier. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/semaphore-objects">Semaphore objects</a>
 */
@SuppressWarnings("exports") // the interface's additions to Closeable are internal
public final class WindowsSemaphore implements NamedSemaphore {
    private static final String KIND = "win-sem";

    private final KernelObject object;

    private WindowsSemaphore(KernelObject object) {
        this.object = object;
    }

    /**
     * Creates a semaphore.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param value the initial value, 0 to its maximum
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()};
     *     {@link WindowsSemaphoreOption#maximum}
     * @return the new semaphore, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsSemaphore create(String name, int value, WindowsSemaphoreOption... options)
            throws IpcException {
        return create(name, value, Settings.of(value, options));
    }

    /** The options of a new semaphore, checked with its value. */
    private record Settings(WindowsAccess access, int maximum) {
        static Settings of(int value, WindowsSemaphoreOption... options) {
            OptionList list = new OptionList((Object[]) options);
            WindowsAccess access = list.take(WindowsAccess.class, WindowsAccess.currentUser());
            int maximum = list.take(Maximum.class, Maximum.LARGEST).value();
            list.end();
            if (value < 0 || maximum < 1 || value > maximum) {
                throw new IllegalArgumentException(
                        "the value is from 0 to the maximum, which is 1 or more: " + value + " of " + maximum);
            }
            return new Settings(access, maximum);
        }
    }

    private static WindowsSemaphore create(String name, int value, Settings settings) throws IpcException {
        return new WindowsSemaphore(KernelObject.create(
                KIND,
                "CreateSemaphoreW",
                name,
                settings.access(),
                (attributes, lastError) ->
                        Native.win32().CreateSemaphoreW(attributes, value, settings.maximum(), name, lastError)));
    }

    /**
     * Opens an existing semaphore.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @return the semaphore, which the caller closes
     * @throws io.nativeipc.NotFoundException if it does not exist (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsSemaphore open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.SEMAPHORE_MODIFY_STATE;
        long handle = Native.win32().OpenSemaphoreW(access, 0, name);
        return new WindowsSemaphore(KernelObject.opened(KIND, "OpenSemaphoreW", name, handle));
    }

    /**
     * Opens the semaphore of this name, or creates it with this value. {@link #created} reports which.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param value the initial value of a new semaphore, 0 to its maximum
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()};
     *     {@link WindowsSemaphoreOption#maximum}
     * @return the semaphore, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsSemaphore openOrCreate(String name, int value, WindowsSemaphoreOption... options)
            throws IOException {
        Settings settings = Settings.of(value, options);
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, value, settings));
    }

    /** {@return the name that was passed to create or open} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the semaphore} */
    @Override
    public boolean created() {
        return object.created;
    }

    /** Decrements the semaphore, waiting until its value is positive. */
    @Override
    public void acquire() throws IpcException, InterruptedException {
        object.await(Deadline.NEVER);
    }

    /** Decrements the semaphore if its value is positive. Never blocks. */
    @Override
    public boolean tryAcquire() throws IpcException {
        return object.poll();
    }

    /**
     * Decrements the semaphore, waiting at most the given time until its value is positive.
     *
     * @return whether the semaphore was decremented; false on timeout
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws IpcException, InterruptedException {
        return object.await(Deadline.after(timeout));
    }

    /**
     * Increments the semaphore and wakes one waiter. Never blocks.
     *
     * @throws IpcException if the value is at its maximum (ERROR_TOO_MANY_POSTS)
     */
    @Override
    public void release() throws IpcException {
        object.use(handle ->
                Win32Failure.check(object.win32.ReleaseSemaphore(handle, 1, null), "ReleaseSemaphore", object.address));
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
     * Rejects and closes a semaphore whose owner is not this user, SYSTEM or the Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user
     */
    public WindowsSemaphore requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner();
        return this;
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    /** Closes this object. Threads that wait in it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        object.handle.close();
    }

    /** Returns the address: {@code win-sem:Local\turn}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
