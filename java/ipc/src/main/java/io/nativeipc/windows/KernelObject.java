package io.nativeipc.windows;

import io.nativeipc.IpcException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.internal.events.Events;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.wait.WaitedHandle;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.nio.ByteBuffer;

/** The common part of a semaphore, a mutex and an event: a name, a handle, and waiting for the object. */
final class KernelObject {
    /** The access rights requested on opening, in addition to the right to modify the object. */
    static final int OPEN = Win32Constants.SYNCHRONIZE | Win32Constants.READ_CONTROL;

    final Win32 win32 = Native.win32();
    final WaitedHandle handle;
    final String name;
    final boolean created;
    /** The address in errors. */
    final String address;

    private KernelObject(String kind, long handle, String name, boolean created) {
        this.address = kind + ":" + name;
        this.handle = new WaitedHandle(handle, address);
        this.name = name;
        this.created = created;
    }

    /** A Create* function. If the object already exists, the function opens it and reports that by the last error. */
    interface Creation {
        long call(ByteBuffer securityAttributes, int[] lastError);
    }

    /** Runs when a wait has acquired the object, before its handle can be closed. */
    interface Taken {
        void taken(boolean abandoned);
    }

    /** A use of the handle. */
    interface Use<T> {
        T with(long handle) throws IpcException;
    }

    static KernelObject create(String kind, String call, String name, WindowsAccess access, Creation creation)
            throws IpcException {
        KernelNames.check(name);
        String address = kind + ":" + name;
        Native.win32();
        int[] lastError = new int[1];
        String sddl = access.list().sddl(AccessList.Kind.SYNCHRONIZATION);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(sddl)) {
            long handle = creation.call(descriptor.attributes(), lastError);
            if (handle < 0) {
                throw KernelNames.exception((int) -handle, call, address);
            } else if (lastError[0] == Win32Error.ERROR_ALREADY_EXISTS) {
                Native.win32().CloseHandle(handle);
                throw Win32Failure.exception(lastError[0], call, address, "");
            }
            return new KernelObject(kind, handle, name, true);
        }
    }

    static KernelObject opened(String kind, String call, String name, long handle) throws IpcException {
        if (handle < 0) {
            throw KernelNames.exception((int) -handle, call, kind + ":" + name);
        }
        return new KernelObject(kind, handle, name, false);
    }

    /** Uses the handle while no other thread can close it. */
    <T> T use(Use<T> use) throws IpcException {
        enter();
        try {
            return use.with(handle.handle());
        } finally {
            handle.exit();
        }
    }

    private void enter() {
        if (!handle.enter()) {
            throw closed();
        }
    }

    IllegalStateException closed() {
        return new IllegalStateException(address + " is closed");
    }

    /** Waits for the object; false on timeout. */
    boolean await(long deadline) throws IpcException, InterruptedException {
        return await(deadline, KernelObject::nothing);
    }

    /**
     * Waits for the object. A thread that is already interrupted acquires nothing.
     *
     * @return false on timeout
     * @throws OwnerDiedException if a mutex was abandoned; the thread has acquired it
     */
    boolean await(long deadline, Taken taken) throws IpcException, InterruptedException {
        Waits.throwIfInterrupted();
        return take(deadline, taken);
    }

    /** Acquires the object if that is possible now. Never blocks. */
    boolean poll() throws IpcException {
        return poll(KernelObject::nothing);
    }

    /** {@link #await(long, Taken)} without blocking. */
    boolean poll(Taken taken) throws IpcException {
        try {
            return take(Deadline.PASSED, taken);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void nothing(boolean abandoned) {}

    private boolean take(long deadline, Taken taken) throws IpcException, InterruptedException {
        enter();
        try {
            int result = handle.await(deadline);
            if (result == Win32Constants.WAIT_TIMEOUT) {
                if (!handle.isOpen()) {
                    throw closed();
                }
                return false;
            } else if (result < 0) {
                throw Win32Failure.exception(-result, "WaitForSingleObject", address, "");
            }
            boolean abandoned = result == Win32Constants.WAIT_ABANDONED;
            taken.taken(abandoned);
            if (abandoned) {
                Events.ownerDied(address, "the thread that held it has ended");
                String text = "the thread that held it has ended; the caller holds it now";
                throw new OwnerDiedException("WaitForSingleObject", address, "WAIT_ABANDONED", result, text);
            }
            return true;
        } finally {
            handle.exit();
        }
    }

    String sddl() throws IpcException {
        return use(open -> SecurityDescriptor.read(open, address));
    }

    void requireTrustedOwner() throws IpcException {
        try {
            use(open -> {
                SecurityDescriptor.requireTrustedOwner(open, address);
                return address;
            });
        } catch (IpcException stranger) {
            handle.close();
            throw stranger;
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
