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

/** shmctl, semctl and msgctl, as far as the three kinds do the same by them. */
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

    /** The address of what has this key, {@code sysv-shm:0x00001234}. */
    String address(SysVKey key) {
        return kind + ":" + key;
    }

    /** The address of what has this id, {@code sysv-shm:id=7}. */
    String address(int id) {
        return kind + ":id=" + id;
    }

    /** The address of what was created with this key, or without one. */
    String address(SysVKey key, int id) {
        return key.isPrivate() ? address(id) : address(key);
    }

    /** Opens what has the key, or creates it; without a key it creates. */
    <T> T openOrCreate(SysVKey key, Opening.Opener<T> open, Opening.Opener<T> create) throws IOException {
        return key.isPrivate() ? create.open() : Opening.openOrCreate(address(key), open, create);
    }

    /** IPC_STAT. */
    Fields stat(int id, String object) throws IpcException {
        Fields ds = new Fields(fields);
        SysVObjects.check(control(id, Constants.IPC_STAT, ds.buffer()), call, object);
        return ds;
    }

    /** IPC_SET of the mode, and of the group unless it is −1. */
    void setPermissions(int id, String object, int mode, long gid) throws IpcException {
        Fields ds = stat(id, object);
        SysVPerm.set(ds, mode, gid);
        SysVObjects.check(control(id, Constants.IPC_SET, ds.buffer()), call, object);
    }

    /** IPC_RMID. */
    void remove(int id, String object) throws IpcException {
        SysVObjects.check(control(id, Constants.IPC_RMID, null), call, object);
    }
}
