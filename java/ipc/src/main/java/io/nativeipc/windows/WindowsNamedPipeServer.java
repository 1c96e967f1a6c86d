package io.nativeipc.windows;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import io.nativeipc.windows.WindowsPipeOption.MaxInstances;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The server of a Windows pipe, {@code \\.\pipe\name}. It accepts any number of clients, and each client gets its own
 * instance of the pipe.
 *
 * <p>Calls: {@code CreateNamedPipeW} for each instance, overlapped {@code ConnectNamedPipe} to accept,
 * {@code CancelIoEx} to end that early, {@code CloseHandle} to close. While the server is open, one instance listens in
 * addition to those of the connected clients, so a client that connects between two accepts is kept.
 *
 * <p><b>Security.</b> Only the user that created the pipe may open it, unless a {@link WindowsAccess} grants more.
 * Clients from other machines are rejected (PIPE_REJECT_REMOTE_CLIENTS). The first instance must be the first of its
 * name (FILE_FLAG_FIRST_PIPE_INSTANCE), so a process that took the name earlier cannot share it. Child processes
 * inherit no instance.
 *
 * <p>{@link #accept} and {@link #tryAccept(Duration)} block, and return at most 100 ms after an interrupt or a close.
 * An interrupt leaves the server usable. Every method may be called from any thread. A waiting virtual thread does not
 * block its carrier. After {@link #close} every method throws {@link IllegalStateException}; existing connections stay
 * open.
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
     * The instance that listens; null while the maximum number of instances is in use. The accepting thread writes this
     * field, under the lock, before it reads {@code closed}; close writes {@code closed} before it reads this field.
     * One of them therefore closes the instance.
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
        this.listening = new WaitedHandle(createInstance(Win32Constants.FILE_FLAG_FIRST_PIPE_INSTANCE), toString());
    }

    /**
     * Creates the pipe, which listens from now on.
     *
     * @param name the part after {@code \\.\pipe\}
     * @param options {@link PipeMode#MESSAGE} for messages; a {@link PipeDirection}, as seen from this server:
     *     {@link PipeDirection#IN} for a server that only reads; a {@link WindowsAccess}, by default
     *     {@link WindowsAccess#currentUser()}; {@link WindowsPipeOption#maxInstances}
     * @return the new server, which the caller closes
     * @throws AlreadyExistsException if a pipe of this name exists, of any user. If it was created at the same moment,
     *     the code is ERROR_ACCESS_DENIED, from FILE_FLAG_FIRST_PIPE_INSTANCE
     * @throws IpcException if the security descriptor is invalid
     */
    public static WindowsNamedPipeServer create(String name, WindowsPipeOption... options) throws IpcException {
        OptionList list = new OptionList((Object[]) options);
        PipeMode mode = list.take(PipeMode.class, PipeMode.BYTE);
        PipeDirection direction = list.take(PipeDirection.class, PipeDirection.BOTH);
        WindowsAccess access = list.take(WindowsAccess.class, WindowsAccess.currentUser());
        int maxInstances = list.take(MaxInstances.class, MaxInstances.UNLIMITED).count();
        list.end();
        PipeName.check(name);
        if (maxInstances < 1 || maxInstances > Win32Constants.PIPE_UNLIMITED_INSTANCES) {
            throw new IllegalArgumentException("a pipe has 1 to 255 instances: " + maxInstances);
        }
        // Wine ignores the flag. On Windows the flag rejects a pipe that is created after this check.
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
                int code = Win32Error.ERROR_ACCESS_DENIED; // caused by FILE_FLAG_FIRST_PIPE_INSTANCE
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
     * Waits for a client without a time limit.
     *
     * @return the connected pipe, which the caller closes
     * @throws IpcException if the system call fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public WindowsNamedPipe accept() throws IpcException, InterruptedException {
        return accept(Deadline.NEVER).orElseThrow();
    }

    /**
     * Waits for a client, at most the given time.
     *
     * @param timeout the maximum time to wait; zero does not wait
     * @return the connected pipe, which the caller closes; empty on timeout
     * @throws IpcException if the system call fails
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

    /**
     * A failure here is reported by the next accept, because it does not concern the client that has just connected.
     */
    private void listenForTheNext() {
        try {
            listeningInstance();
        } catch (IpcException | IllegalStateException forTheNext) {
            listening = null;
        }
    }

    /**
     * Returns the instance that listens, creating it if necessary; null while the maximum number of instances is in
     * use.
     */
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
            WaitedHandle instance = new WaitedHandle(handle, toString());
            listening = instance;
            if (closed) {
                instance.close();
            }
        }
        requireOpen();
        return listening;
    }

    /**
     * Waits until a client has connected to the instance; false on timeout. A client that connected earlier
     * (ERROR_PIPE_CONNECTED) counts as connected, and so does one that has already closed its end (ERROR_NO_DATA),
     * because what it wrote can still be read.
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
     * Returns the current owner and access control list in SDDL (GetSecurityInfo).
     *
     * @return both in one string, which {@link WindowsAccess#sddl} accepts
     * @throws IpcException if the system call fails
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

    /**
     * Stops listening. Threads that wait for a client throw {@link IllegalStateException}. A second call does nothing.
     */
    @Override
    public void close() {
        closed = true;
        WaitedHandle instance = listening;
        if (instance != null) {
            instance.close();
        }
        calls.close();
    }

    /** Returns the address: {@code pipe:name}. */
    @Override
    public String toString() {
        return PipeName.address(name);
    }
}
