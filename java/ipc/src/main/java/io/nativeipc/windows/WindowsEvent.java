package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.windows.KernelNames;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * An event of Windows: a flag that processes share by its name, and wait for. A manual one stays set until it is reset; an
 * automatic one is reset by the wait that it ends.
 *
 * <p>Calls: {@code CreateEventW} to create, {@code OpenEventW} to open, {@code WaitForSingleObject} and
 * {@code WaitForMultipleObjects} to wait, {@code SetEvent}, {@code ResetEvent}, {@code CloseHandle} to close. A name is
 * {@code Local\ready}, or {@code ready}, which is the same, within a session, and {@code Global\ready} on the whole machine;
 * it dies with the last handle.
 *
 * <p>{@link #await()} and {@link #tryAwait(Duration)} block, and end at most 100 ms after an interrupt or a close; after an
 * interrupt the event is as usable as before. Every method may be called from any thread, virtual ones too, whose carriers
 * are never blocked. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/sync/event-objects">Event objects</a>
 */
public final class WindowsEvent implements Closeable {
    private static final String KIND = "win-event";

    /** What becomes of an event that has ended a wait. */
    public enum Reset {
        /** It stays set, and ends every wait, until it is reset (bManualReset TRUE). */
        MANUAL,
        /** It is reset, so that it ends one wait alone (bManualReset FALSE). */
        AUTOMATIC
    }

    private final KernelObject object;

    private WindowsEvent(KernelObject object) {
        this.object = object;
    }

    /**
     * {@link #create(String, Reset, WindowsAccess)} for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param reset whether a wait that has ended resets it
     * @return the new event, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsEvent create(String name, Reset reset) throws IpcException {
        return create(name, reset, WindowsAccess.currentUser());
    }

    /**
     * Creates an event that is not set.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param reset whether a wait that has ended resets it
     * @param access who else may use it
     * @return the new event, which the caller closes
     * @throws io.nativeipc.AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static WindowsEvent create(String name, Reset reset, WindowsAccess access) throws IpcException {
        int manual = reset == Reset.MANUAL ? 1 : 0;
        return new WindowsEvent(KernelObject.create(
                KIND,
                "CreateEventW",
                name,
                access,
                (attributes, lastError) -> Native.win32().CreateEventW(attributes, manual, 0, name, lastError)));
    }

    /**
     * Opens an existing event, which may be of either sort.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the event, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     */
    public static WindowsEvent open(String name) throws IpcException {
        KernelNames.check(name);
        int access = KernelObject.OPEN | Win32Constants.EVENT_MODIFY_STATE;
        long handle = Native.win32().OpenEventW(access, 0, name);
        return new WindowsEvent(KernelObject.opened(KIND, "OpenEventW", name, handle));
    }

    /**
     * Opens the event of this name, or creates it; {@link #created} tells.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param reset whether a wait that has ended resets it
     * @return the event, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static WindowsEvent openOrCreate(String name, Reset reset) throws IOException {
        return Opening.openOrCreate(KIND + ":" + name, () -> open(name), () -> create(name, reset));
    }

    /** {@return the name as it was given} */
    public String name() {
        return object.name;
    }

    /** {@return whether this object created the event} */
    public boolean created() {
        return object.created;
    }

    /**
     * Sets the event: of an automatic one, one wait ends; of a manual one, all do.
     *
     * @throws IpcException if the system refuses
     */
    public void set() throws IpcException {
        object.use(handle -> Win32Failure.check(object.win32.SetEvent(handle), "SetEvent", object.address));
    }

    /**
     * Resets the event, so that waits wait.
     *
     * @throws IpcException if the system refuses
     */
    public void reset() throws IpcException {
        object.use(handle -> Win32Failure.check(object.win32.ResetEvent(handle), "ResetEvent", object.address));
    }

    /**
     * Waits until the event is set, as long as it takes.
     *
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void await() throws IpcException, InterruptedException {
        object.await(Deadline.NEVER);
    }

    /**
     * Whether the event is set, which resets an automatic one; never blocks.
     *
     * @return whether it was set
     * @throws IpcException if the system refuses
     */
    public boolean tryAwait() throws IpcException {
        return object.poll();
    }

    /**
     * Waits until the event is set, at most this long.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return whether it was; false when the time is over
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean tryAwait(Duration timeout) throws IpcException, InterruptedException {
        return object.await(Deadline.after(timeout));
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

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        object.handle.close();
    }

    /** The address: {@code win-event:Local\ready}. */
    @Override
    public String toString() {
        return object.toString();
    }
}
