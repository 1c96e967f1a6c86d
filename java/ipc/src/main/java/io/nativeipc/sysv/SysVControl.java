package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.unix.SysVCalls;
import java.io.IOException;

/** shmctl, semctl and msgctl, as far as the three kinds of objects use them in the same way. */
enum SysVControl {
    SEGMENT("sysv-shm", SysVCalls.SHM),
    SEMAPHORES("sysv-sem", SysVCalls.SEM),
    QUEUE("sysv-mq", SysVCalls.MSG);

    private final String kind;
    private final SysVCalls calls;
    private final String call;

    SysVControl(String kind, SysVCalls calls) {
        this.kind = kind;
        this.calls = calls;
        this.call = calls.word() + "ctl";
    }

    /** Returns the address of the object with this key, {@code sysv-shm:0x00001234}. */
    String address(SysVKey key) {
        return kind + ":" + key;
    }

    /** Returns the address of the object with this id, {@code sysv-shm:id=7}. */
    String address(int id) {
        return kind + ":id=" + id;
    }

    /** Returns the address of an object that was created with this key, or without a key. */
    String address(SysVKey key, int id) {
        return key.isPrivate() ? address(id) : address(key);
    }

    /** Opens the object with the key, or creates it. Without a key, always creates an object. */
    <T> T openOrCreate(SysVKey key, Opening.Opener<T> open, Opening.Opener<T> create) throws IOException {
        return key.isPrivate() ? create.open() : Opening.openOrCreate(address(key), open, create);
    }

    /** Calls IPC_STAT. */
    Fields stat(int id, String object) throws IpcException {
        Fields ds = calls.newStat();
        SysVObjects.check(calls.control(id, Constants.IPC_STAT, ds.buffer()), call, object);
        return ds;
    }

    /** Changes the mode, and the group unless it is −1, with IPC_SET. */
    void setPermissions(int id, String object, int mode, long gid) throws IpcException {
        Fields ds = stat(id, object);
        SysVPerm.set(ds, mode, gid);
        SysVObjects.check(calls.control(id, Constants.IPC_SET, ds.buffer()), call, object);
    }

    /** Calls IPC_RMID. */
    void remove(int id, String object) throws IpcException {
        SysVObjects.check(remove(id), call, object);
    }

    /** Calls IPC_RMID, and returns 0 or −errno. */
    int remove(int id) {
        return calls.remove(id);
    }
}
