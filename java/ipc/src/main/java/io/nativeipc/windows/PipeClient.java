package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.events.Waiting;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;

/** Opens a client's end of a pipe. */
final class PipeClient {
    private static final int FLAGS = Win32Constants.FILE_FLAG_OVERLAPPED
            | Win32Constants.SECURITY_SQOS_PRESENT
            | Win32Constants.SECURITY_IDENTIFICATION;

    private PipeClient() {}

    /** The end of a connected client. The caller closes the handle. */
    record Connected(PipeDirection direction, long handle) {}

    /**
     * Connects.
     *
     * @param forServer whether to wait also for a server that does not exist yet
     * @param trustedOnly whether to reject a server whose owner is not this user, SYSTEM or the Administrators
     */
    static Connected connect(String name, PipeMode mode, long deadline, boolean forServer, boolean trustedOnly)
            throws IpcException, InterruptedException {
        PipeName.check(name);
        Waits.throwIfInterrupted();
        Waiting waiting = Events.waiting();
        try {
            return connectBefore(deadline, name, mode, forServer, trustedOnly);
        } finally {
            waiting.end(PipeName.address(name));
        }
    }

    private static Connected connectBefore(
            long deadline, String name, PipeMode mode, boolean forServer, boolean trustedOnly)
            throws IpcException, InterruptedException {
        Win32 win32 = Native.win32();
        String path = PipeName.path(name);
        for (int attempt = 0; ; attempt++) {
            long handle = -Win32Error.ERROR_ACCESS_DENIED;
            // A server of one direction rejects a client that requests both; its access control list may reject it too.
            for (PipeDirection direction : PipeDirection.values()) {
                handle = win32.CreateFileW(path, direction.access(), 0, null, Win32Constants.OPEN_EXISTING, FLAGS, 0);
                if (handle >= 0) {
                    return connected(name, mode, direction, handle, trustedOnly);
                } else if (handle != -Win32Error.ERROR_ACCESS_DENIED) {
                    break;
                }
            }
            boolean mayComeYet =
                    handle == -Win32Error.ERROR_PIPE_BUSY || (forServer && handle == -Win32Error.ERROR_FILE_NOT_FOUND);
            if (!mayComeYet || !await(win32, path, (int) -handle, attempt, deadline)) {
                throw Win32Failure.exception((int) -handle, "CreateFileW", PipeName.address(name), "");
            }
        }
    }

    /**
     * WaitNamedPipeW returns when an instance is free, but an interrupt does not end it, so it is called with short
     * timeouts. A timeout of 0 would mean the server's default.
     */
    private static boolean await(Win32 win32, String path, int error, int attempt, long deadline)
            throws InterruptedException {
        if (error != Win32Error.ERROR_PIPE_BUSY) {
            return Waits.pause(attempt, deadline);
        }
        long slice = Waits.slice(attempt, deadline);
        if (slice > 0) {
            win32.WaitNamedPipeW(path, (int) (slice / 1_000_000) + 1);
        }
        return slice != Waits.EXPIRED;
    }

    private static Connected connected(
            String name, PipeMode mode, PipeDirection direction, long handle, boolean trustedOnly) throws IpcException {
        try {
            if (trustedOnly) {
                SecurityDescriptor.requireTrustedOwner(
                        handle, PipeName.address(name), "ANY_OWNER accepts a server of any user");
            }
            if (mode == PipeMode.MESSAGE) {
                ByteBuffer flags = Win32Structs.allocate(Integer.BYTES)
                        .putInt(0, Win32Constants.PIPE_READMODE_MESSAGE | Win32Constants.PIPE_WAIT);
                int set = Native.win32().SetNamedPipeHandleState(handle, flags, null, null);
                if (set < 0) {
                    throw Win32Failure.exception(
                            -set, "SetNamedPipeHandleState", PipeName.address(name), "the server's pipe carries bytes");
                }
            }
            return new Connected(direction, handle);
        } catch (IpcException refused) {
            Native.win32().CloseHandle(handle);
            throw refused;
        }
    }

    /** Reports whether a pipe of this name exists. Waiting for it does not occupy an instance. */
    static boolean exists(String name) {
        int waited = Native.win32().WaitNamedPipeW(PipeName.path(name), 1);
        return waited != -Win32Error.ERROR_FILE_NOT_FOUND;
    }
}
