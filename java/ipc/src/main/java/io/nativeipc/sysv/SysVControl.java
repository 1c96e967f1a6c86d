package io.nativeipc.sysv;

import io.nativeipc.IpcException;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** shmctl, semctl and msgctl, as far as the three kinds of objects use them in the same way. */
enum SysVControl {
    SEGMENT("sysv-shm", "shmctl", Shim.SHMID_DS_FIELDS) {
        @Override
        int control(int id, int command, @Nullable ByteBuffer ds) {
            return Native.shim().ipc_shmctl(id, command, ds);
        }
    },
    SEMAPHORES("sysv-sem", "semctl", Shim.SEMID_DS_FIELDS) {
        @Override
        int control(int id, int command, @Nullable ByteBuffer ds) {
            return ds == null
                    ? Native.shim().ipc_semctl_val(id, 0, command, 0)
                    : Native.shim().ipc_semctl_buf(id, command, ds);
        }
    },
    QUEUE("sysv-mq", "msgctl", Shim.MSQID_DS_FIELDS) {
        @Override
        int control(int id, int command, @Nullable ByteBuffer ds) {
            return Native.shim().ipc_msgctl(id, command, ds);
        }
    };

    private final String kind;
    private final String call;
    private final int fields;

    SysVControl(String kind, String call, int fields) {
        this.kind = kind;
        this.call = call;
        this.fields = fields;
    }

    abstract int control(int id, int command, @Nullable ByteBuffer ds);

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
        Fields ds = new Fields(fields);
        SysVObjects.check(control(id, Constants.IPC_STAT, ds.buffer()), call, object);
        return ds;
    }

    /** Changes the mode, and the group unless it is −1, with IPC_SET. */
    void setPermissions(int id, String object, int mode, long gid) throws IpcException {
        Fields ds = stat(id, object);
        SysVPerm.set(ds, mode, gid);
        SysVObjects.check(control(id, Constants.IPC_SET, ds.buffer()), call, object);
    }

    /** Calls IPC_RMID. */
    void remove(int id, String object) throws IpcException {
        SysVObjects.check(control(id, Constants.IPC_RMID, null), call, object);
    }
}
