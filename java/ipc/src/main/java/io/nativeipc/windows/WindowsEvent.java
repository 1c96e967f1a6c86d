package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.spi.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A Windows event: a named flag that processes share and wait for. A manual-reset event stays set until it is reset. An
 * automatic-reset event is reset by the wait that it ends.
 *
 * <p>Calls: {@code CreateEventW} to create, {@code OpenEventW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to wait, {@code SetEvent}, {@code ResetEvent}, {@code CloseHandle} to close. A name is
 * {@code Local\ready}, or {@code ready}, which means the same, within a session, and {@code Global\ready} on the whole
 * machine. The name is removed with the last handle.
 *
 * <p>{@link #await()} and {@link #tryAwait(Duration)} block, and return at most 100 ms after an interrupt or a close.
 * An interrupt leaves the event usable. Every method may be called from any thread. A waiting virtual thread does not
 * block its carrier. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/event-objects">Event objects</a>
 */
public final class WindowsEvent implements Closeable {
    private static final String KIND = "win-event";

    /** What happens to an event that has ended a wait. */
    public enum Reset {
        /** The event stays set, and ends every wait, until it is reset (bManualReset TRUE). */
        MANUAL,
        /** The event is reset, so that it ends only one wait (bManualReset FALSE). */
        AUTOMATIC
    }

    private final KernelObject object;

    private WindowsEvent(KernelObject object) {
        this.object = object;
    }

    /**
     * Creates an event that is not set.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param reset whether a completed wait resets the event
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the new event, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsEvent create(String name, Reset reset, WindowsCreateOption... options) throws IpcException {
        WindowsAccess access = WindowsAccess.in(options);
        int manual = reset == Reset.MANUAL ? 1 : 0;
        return new WindowsEvent(KernelObject.create(
                KIND,
                "CreateEventW",
                name,
                access,
                (attributes, lastError) -> Native.win32().CreateEventW(attributes, manual, 0, name, lastError)));
    }

    /**
     * Opens an existing event of either reset mode.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @return the event, which the caller closes
     * @throws io.nativeipc.NotFoundException if it does not exist (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsEvent open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.EVENT_MODIFY_STATE;
        long handle = Native.win32().OpenEventW(access, 0, name);
        return new WindowsEvent(KernelObject.opened(KIND, "OpenEventW", name, handle));
    }

    /**
     * Opens the event of this name, or creates it. {@link #created} reports which.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param reset whether a completed wait resets the event
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the event, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsEvent openOrCreate(String name, Reset reset, WindowsCreateOption... options)
            throws IOException {
        WindowsAccess access = WindowsAccess.in(options);
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, reset, access));
    }

    /** {@return the name that was passed to create or open} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the event} */
    public boolean created() {
        return object.created;
    }

    /**
     * Sets the event. An automatic-reset event ends one wait; a manual-reset event ends all waits.
     *
     * @throws IpcException if the system call fails
     */
    public void set() throws IpcException {
        object.use(handle -> Win32Failure.check(object.win32.SetEvent(handle), "SetEvent", object.address));
    }

    /**
     * Resets the event, so that later waits block.
     *
     * @throws IpcException if the system call fails
     */
    public void reset() throws IpcException {
        object.use(handle -> Win32Failure.check(object.win32.ResetEvent(handle), "ResetEvent", object.address));
    }

    /**
     * Waits until the event is set, without a time limit.
     *
     * @throws IpcException if the system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void await() throws IpcException, InterruptedException {
        object.await(Deadline.NEVER);
    }

    /**
     * Reports whether the event is set, and resets it if it is an automatic-reset event. Never blocks.
     *
     * @return whether it was set
     * @throws IpcException if the system call fails
     */
    public boolean tryAwait() throws IpcException {
        return object.poll();
    }

    /**
     * Waits at most the given time until the event is set.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return whether it was set; false on timeout
     * @throws IpcException if the system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAwait(Duration timeout) throws IpcException, InterruptedException {
        return object.await(Deadline.after(timeout));
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
     * Rejects and closes an event whose owner is not this user, SYSTEM or the Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user
     */
    public WindowsEvent requireTrustedOwner() throws IpcException {
        object.requireTrustedOwner();
        return this;
    }

    /** Closes this object. Threads that wait in it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        object.handle.close();
    }

    /** Returns the address: {@code win-event:Local\ready}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
