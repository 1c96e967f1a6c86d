package io.nativeipc.internal.unix;

import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The calls of the three kinds of System V objects in one form. Each returns −errno if it fails. */
public enum SysVCalls {
    /** Segments. */
    SHM(Shim.SHMID_DS_FIELDS) {
        @Override
        public int get(int key) {
            return Native.posix().shmget(key, 0, 0);
        }

        @Override
        public int control(int id, int command, @Nullable ByteBuffer ds) {
            return Native.shim().ipc_shmctl(id, command, ds);
        }
    },
    /** Semaphore sets. */
    SEM(Shim.SEMID_DS_FIELDS) {
        @Override
        public int get(int key) {
            return Native.posix().semget(key, 0, 0);
        }

        @Override
        public int control(int id, int command, @Nullable ByteBuffer ds) {
            return ds == null
                    ? Native.shim().ipc_semctl_val(id, 0, command, 0)
                    : Native.shim().ipc_semctl_buf(id, command, ds);
        }
    },
    /** Message queues. */
    MSG(Shim.MSQID_DS_FIELDS) {
        @Override
        public int get(int key) {
            return Native.posix().msgget(key, 0);
        }

        @Override
        public int control(int id, int command, @Nullable ByteBuffer ds) {
            return Native.shim().ipc_msgctl(id, command, ds);
        }
    };

    private final int fields;

    SysVCalls(int fields) {
        this.fields = fields;
    }

    /** Returns the id of the object that has the key: shmget, semget, msgget. */
    public abstract int get(int key);

    /** Calls shmctl, semctl or msgctl. */
    public abstract int control(int id, int command, @Nullable ByteBuffer ds);

    /** Calls IPC_RMID. */
    public int remove(int id) {
        return control(id, Constants.IPC_RMID, null);
    }

    /** Returns a buffer for IPC_STAT. */
    public Fields newStat() {
        return new Fields(fields);
    }

    /** Returns the word with which the names of the calls and of the table in /proc/sysvipc start: {@code shm}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
