package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.unix.Groups;
import java.io.Closeable;

/**
 * A System V message queue or semaphore set: what both have. A segment is a {@link io.nativeipc.Region} and has the
 * same methods.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public abstract sealed class SysVObject implements Closeable permits SysVMessageQueue, SysVSemaphoreSet {
    /** The address by which the object was opened: of its key or of its id. */
    final String address;

    final int id;
    private final SysVControl control;
    private final boolean created;
    private volatile boolean closed;

    SysVObject(SysVControl control, String address, int id, boolean created) {
        this.control = control;
        this.address = address;
        this.id = id;
        this.created = created;
    }

    /** {@return the kernel's id (msqid, semid), by which {@code attach} finds the object} */
    public int id() {
        return id;
    }

    /** {@return whether this Java object created the System V object} */
    public boolean created() {
        return created;
    }

    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /**
     * Changes the mode, and the group if {@code permissions} has one (msgctl or semctl with IPC_SET).
     *
     * @param permissions the mode, and optionally the group
     * @throws IpcException if the object was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        control.setPermissions(id, address, permissions.mode(), Groups.idOf(permissions));
    }

    /**
     * Removes the object immediately, even if it is in use or holds messages (msgctl or semctl with IPC_RMID). Calls
     * that wait on it throw NotFoundException (EIDRM).
     *
     * @throws IpcException if the object was removed ({@link io.nativeipc.NotFoundException}), or a system call fails
     */
    public void remove() throws IpcException {
        control.remove(id, address);
    }

    /** Closes this object. Calls that wait on it throw {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
    }

    /** Returns the address by which the object was opened: {@code sysv-mq:0x00001234}, {@code sysv-sem:id=7}. */
    @Override
    public String toString() {
        return address;
    }
}
