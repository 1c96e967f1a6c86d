package io.nativeipc.windows;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.wait.Deadline;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.internal.wait.Waits;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.SecurityDescriptor;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server of a Windows pipe, {@code \\.\pipe\name}: it accepts any number of clients, each of which gets an instance of the
 * pipe of its own.
 *
 * <p>Calls: {@code CreateNamedPipeW} for each instance, overlapped {@code ConnectNamedPipe} to accept, {@code CancelIoEx} to end
 * that early, {@code CloseHandle} to close. While the server is open one instance more than there are clients listens, so a
 * client that comes between two accepts is kept.
 *
 * <p><b>Security.</b> Only the user who created the pipe may open it, unless a {@link WindowsAccess} says otherwise; clients
 * from other machines are refused (PIPE_REJECT_REMOTE_CLIENTS); the first instance has to be the first of its name
 * (FILE_FLAG_FIRST_PIPE_INSTANCE), so nobody who took the name before shares it; no child process inherits an instance.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and end at most 100 ms after an interrupt or a close; after an
 * interrupt the server is as usable as before. Every method may be called from any thread, virtual ones too, whose carriers
 * are never blocked. After {@link #close} every method throws {@link IllegalStateException}; who is connected stays so.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/ipc/named-pipe-instances">Named pipe instances</a>
 */
public final class WindowsNamedPipeServer implements Closeable {
    private static final String CREATE = "CreateNamedPipeW";
    private static final String TAKEN = "a server has created the pipe already";
    private static final int BUFFER = 1 << 16;

    private final Win32 win32 = Native.win32();
    private final String name;
    private final PipeMode mode;
    private final PipeDirection direction;
    private final WindowsAccess access;
    private final int maxInstances;
    private final OverlappedCall.Pool calls;

    /** One thread accepts at a time. */
    private final ReentrantLock accepting = new ReentrantLock();

    /**
     * The instance that listens; null while as many as are allowed are in use. Who accepts writes it, under the lock, before
     * it looks at {@code closed}; close writes {@code closed} before it looks at this: so one of them closes the instance.
     */
    private volatile @Nullable WaitedHandle listening;

    private volatile boolean closed;

    private WindowsNamedPipeServer(
            String name, PipeMode mode, PipeDirection direction, WindowsAccess access, int maxInstances)
            throws IpcException {
        this.name = name;
        this.calls = new OverlappedCall.Pool(PipeName.address(name));
        this.mode = mode;
        this.direction = direction;
        this.access = access;
        this.maxInstances = maxInstances;
        this.listening = new WaitedHandle(createInstance(Win32Constants.FILE_FLAG_FIRST_PIPE_INSTANCE));
    }

    /**
     * A server of a pipe of bytes for the current user alone.
     *
     * @param name what follows {@code \\.\pipe\}
     * @return the new server, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsNamedPipeServer create(String name) throws IpcException {
        return create(name, PipeMode.BYTE, WindowsAccess.currentUser());
    }

    /**
     * {@link #create(String, PipeMode, WindowsAccess, int)} for as many clients as there are.
     *
     * @param name what follows {@code \\.\pipe\}
     * @param mode whether the pipe carries bytes or messages
     * @param access who else may use it
     * @return the new server, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsNamedPipeServer create(String name, PipeMode mode, WindowsAccess access) throws IpcException {
        return create(name, mode, access, Win32Constants.PIPE_UNLIMITED_INSTANCES);
    }

    /**
     * {@link #create(String, PipeMode, PipeDirection, WindowsAccess, int)} for both directions.
     *
     * @param name what follows {@code \\.\pipe\}
     * @param mode whether the pipe carries bytes or messages
     * @param access who else may use it
     * @param maxInstances how many clients may be connected at once, 1 to 255, which means any number
     * @return the new server, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static WindowsNamedPipeServer create(String name, PipeMode mode, WindowsAccess access, int maxInstances)
            throws IpcException {
        return create(name, mode, PipeDirection.BOTH, access, maxInstances);
    }

    /**
     * Creates the pipe, which listens from now on.
     *
     * @param name what follows {@code \\.\pipe\}
     * @param mode whether the pipe carries bytes or messages
     * @param direction which way bytes go, as seen from this server: {@link PipeDirection#IN} for a server that only reads
     * @param access who else may use it
     * @param maxInstances how many clients may be connected at once, 1 to 255, which means any number. A client that comes when
     *     all are in use finds ERROR_PIPE_BUSY or waits, as its call says
     * @return the new server, which the caller closes
     * @throws AlreadyExistsException if there is a pipe of this name, of whatever user; where it came at the same moment
     *     with ERROR_ACCESS_DENIED, from FILE_FLAG_FIRST_PIPE_INSTANCE
     * @throws IpcException if the security descriptor is none
     */
    public static WindowsNamedPipeServer create(
            String name, PipeMode mode, PipeDirection direction, WindowsAccess access, int maxInstances)
            throws IpcException {
        PipeName.check(name);
        if (maxInstances < 1 || maxInstances > Win32Constants.PIPE_UNLIMITED_INSTANCES) {
            throw new IllegalArgumentException("a pipe has 1 to 255 instances: " + maxInstances);
        }
        // Wine passes the flag over; on Windows it guards against one who comes between.
        if (PipeClient.exists(name)) {
            throw new AlreadyExistsException(PipeName.address(name), "exists", TAKEN);
        }
        return new WindowsNamedPipeServer(name, mode, direction, access, maxInstances);
    }

    private long createInstance(int firstInstance) throws IpcException {
        int openMode = direction.openMode() | Win32Constants.FILE_FLAG_OVERLAPPED | firstInstance;
        int pipeMode = mode.flags() | Win32Constants.PIPE_WAIT | Win32Constants.PIPE_REJECT_REMOTE_CLIENTS;
        String path = PipeName.path(name);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(access.list().sddl(AccessList.Kind.PIPE))) {
            long handle = win32.CreateNamedPipeW(
                    path, openMode, pipeMode, maxInstances, BUFFER, BUFFER, 0, descriptor.attributes());
            if (handle == -Win32Error.ERROR_ACCESS_DENIED && firstInstance != 0) {
                int code = Win32Error.ERROR_ACCESS_DENIED; // of FILE_FLAG_FIRST_PIPE_INSTANCE
                throw new AlreadyExistsException(CREATE, PipeName.address(name), Win32Error.name(code), code, TAKEN);
            }
            return Win32Failure.check(handle, CREATE, PipeName.address(name));
        }
    }

    /** {@return the name, without {@code \\.\pipe\}} */
    public String name() {
        return name;
    }

    /**
     * Waits for a client as long as it takes.
     *
     * @return the connected pipe, which the caller closes
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public WindowsNamedPipe accept() throws IpcException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Waits for a client at most this long; empty when the time is over.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return the connected pipe, which the caller closes; empty when the time is over
     * @throws IpcException if the system refuses
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<WindowsNamedPipe> tryAccept(Duration timeout) throws IpcException, InterruptedException {
        return accept(Deadline.after(timeout));
    }

    private Optional<WindowsNamedPipe> accept(long deadline) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        requireOpen();
        if (!accepting.tryLock(Math.max(0, Deadline.remaining(deadline)), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            for (int attempt = 0; ; attempt++) {
                WaitedHandle instance = listeningInstance();
                if (instance == null) {
                    if (!Waits.pause(attempt, deadline)) {
                        return Optional.empty();
                    }
                } else if (!connect(instance, deadline)) {
                    return Optional.empty();
                } else {
                    listening = null;
                    listenForTheNext();
                    return Optional.of(new WindowsNamedPipe(name, mode, direction, true, instance));
                }
            }
        } finally {
            accepting.unlock();
        }
    }

    /** What goes wrong here, the next accept tells: the client that has been connected is not to pay for it. */
    private void listenForTheNext() {
        try {
            listeningInstance();
        } catch (IpcException | IllegalStateException forTheNext) {
            listening = null;
        }
    }

    /** The instance that listens, a new one if need be; null while as many as are allowed are in use. */
    private @Nullable WaitedHandle listeningInstance() throws IpcException {
        if (listening == null) {
            long handle;
            try {
                handle = createInstance(0);
            } catch (IpcException e) {
                if (e.code() == Win32Error.ERROR_PIPE_BUSY) {
                    requireOpen();
                    return null;
                }
                throw e;
            }
            WaitedHandle instance = new WaitedHandle(handle);
            listening = instance;
            if (closed) {
                instance.close();
            }
        }
        requireOpen();
        return listening;
    }

    /**
     * Waits until a client has connected to the instance; false when the time is over. One that came before
     * (ERROR_PIPE_CONNECTED) is connected, and so is one that has closed again (ERROR_NO_DATA): what it wrote is there.
     */
    private boolean connect(WaitedHandle instance, long deadline) throws IpcException, InterruptedException {
        if (!instance.enter()) {
            throw closed();
        }
        OverlappedCall call = calls.take(0);
        try {
            call.run(instance, (handle, data, overlapped) -> win32.ConnectNamedPipe(handle, overlapped), deadline);
            int error = call.error();
            if (error == 0 || error == Win32Error.ERROR_PIPE_CONNECTED || error == Win32Error.ERROR_NO_DATA) {
                return true;
            } else if (error != Win32Error.ERROR_OPERATION_ABORTED) {
                throw Win32Failure.exception(error, "ConnectNamedPipe", toString(), "");
            } else if (closed) {
                throw closed();
            }
            return false;
        } finally {
            calls.give(call);
            instance.exit();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed");
    }

    /**
     * Owner and access control list as they are now, in SDDL (GetSecurityInfo).
     *
     * @return both as one string, which {@link WindowsAccess#sddl} takes
     * @throws IpcException if the system does not tell
     */
    public String sddl() throws IpcException {
        WaitedHandle instance = listening;
        if (instance == null || !instance.enter()) {
            requireOpen();
            throw new IllegalStateException(this + " has no instance that listens");
        }
        try {
            return SecurityDescriptor.read(instance.handle(), toString());
        } finally {
            instance.exit();
        }
    }

    /** Listens no longer; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        WaitedHandle instance = listening;
        if (instance != null) {
            instance.close();
        }
        calls.close();
    }

    /** The address: {@code pipe:name}. */
    @Override
    public String toString() {
        return PipeName.address(name);
    }
}
