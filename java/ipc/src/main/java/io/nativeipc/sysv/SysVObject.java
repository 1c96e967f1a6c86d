package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.unix.Groups;
import java.io.Closeable;

/** What a queue and a set of semaphores are alike; a segment is a region, and has the same of its own. */
abstract class SysVObject implements Closeable {
    /** The address by which it was opened: of its key or of its id. */
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

    /** {@return the kernel's id (msqid, semid), by which {@code attach} finds it} */
    public int id() {
        return id;
    }

    /** {@return whether this Java object created it} */
    public boolean created() {
        return created;
    }

    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /**
     * Gives it another mode, and the group if one is named (msgctl or semctl with IPC_SET).
     *
     * @param permissions who else may use it
     * @throws IpcException if it was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public void setPermissions(Permissions permissions) throws IpcException {
        control.setPermissions(id, address, permissions.mode(), Groups.idOf(permissions));
    }

    /**
     * Removes it at once, whoever uses it and whatever is in it (msgctl or semctl with IPC_RMID): who waits gets
     * NotFoundException (EIDRM).
     *
     * @throws IpcException if it was removed ({@link io.nativeipc.NotFoundException}), or the system refuses
     */
    public void remove() throws IpcException {
        control.remove(id, address);
    }

    /** Ends the use; who waits here gets {@link IllegalStateException}. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
    }

    /** The address by which it was opened: {@code sysv-mq:0x00001234}, {@code sysv-sem:id=7}. */
    @Override
    public String toString() {
        return address;
    }
}
