package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.memory;
import static io.nativeipc.ffm.Calls.string;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The C shim, whose functions return −errno themselves. The library is loaded when one of them is first called. */
final class FfmShim extends FfmShimSockets {

    // library.c

    private static final class Itself {
        // int ipc_version(void)
        static final MethodHandle ipc_version = shim("ipc_version", INT);

        // int ipc_number(const char *name, int64_t *number)
        static final MethodHandle ipc_number = shim("ipc_number", INT, POINTER, POINTER);
    }

    @Override
    public int ipc_version() {
        try {
            return (int) Itself.ipc_version.invokeExact();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_number(String name, ByteBuffer number) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Itself.ipc_number.invokeExact(string(arena, name), memory(number));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // descriptor.c

    private static final class Descriptor {
        // int ipc_open(const char *path, int flags, int mode)
        static final MethodHandle ipc_open = shim("ipc_open", INT, POINTER, INT, INT);

        // int ipc_openat(int dirfd, const char *path, int flags, int mode)
        static final MethodHandle ipc_openat = shim("ipc_openat", INT, INT, POINTER, INT, INT);

        // int ipc_name_to_handle_at(int dirfd, const char *path, int identify, void *handle, int64_t size)
        static final MethodHandle ipc_name_to_handle_at =
                shim("ipc_name_to_handle_at", INT, INT, POINTER, INT, POINTER, LONG);

        // int ipc_statx(int dirfd, const char *path, int64_t *st)
        static final MethodHandle ipc_statx = shim("ipc_statx", INT, INT, POINTER, POINTER);

        // int ipc_fcntl(int fd, int cmd, int64_t arg)
        static final MethodHandle ipc_fcntl = shim("ipc_fcntl", INT, INT, INT, LONG);

        // int ipc_fcntl_lock(int fd, int cmd, int type, int64_t start, int64_t length)
        static final MethodHandle ipc_fcntl_lock = shim("ipc_fcntl_lock", INT, INT, INT, INT, LONG, LONG);

        // int ipc_posix_fallocate(int fd, int64_t offset, int64_t length)
        static final MethodHandle ipc_posix_fallocate = shim("ipc_posix_fallocate", INT, INT, LONG, LONG);

        // int ipc_fstat(int fd, int64_t *st)
        static final MethodHandle ipc_fstat = shim("ipc_fstat", INT, INT, POINTER);

        // int ipc_lstat(const char *path, int64_t *st)
        static final MethodHandle ipc_lstat = shim("ipc_lstat", INT, POINTER, POINTER);

        // int ipc_shm_open(const char *name, int oflag, int mode)
        static final MethodHandle ipc_shm_open = shim("ipc_shm_open", INT, POINTER, INT, INT);
    }

    @Override
    public int ipc_open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_open.invokeExact(string(arena, path), flags, mode);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_openat(int dirfd, String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_openat.invokeExact(dirfd, string(arena, path), flags, mode);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_name_to_handle_at(int dirfd, String path, int identify, ByteBuffer handle, long size) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_name_to_handle_at.invokeExact(
                    dirfd, string(arena, path), identify, memory(handle), size);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_statx(int dirfd, String path, ByteBuffer st) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_statx.invokeExact(dirfd, string(arena, path), memory(st));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_fcntl(int fd, int cmd, long arg) {
        try {
            return (int) Descriptor.ipc_fcntl.invokeExact(fd, cmd, arg);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_fcntl_lock(int fd, int cmd, int type, long start, long length) {
        try {
            return (int) Descriptor.ipc_fcntl_lock.invokeExact(fd, cmd, type, start, length);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_posix_fallocate(int fd, long offset, long length) {
        try {
            return (int) Descriptor.ipc_posix_fallocate.invokeExact(fd, offset, length);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_fstat(int fd, ByteBuffer st) {
        try {
            return (int) Descriptor.ipc_fstat.invokeExact(fd, memory(st));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_lstat(String path, ByteBuffer st) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_lstat.invokeExact(string(arena, path), memory(st));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_shm_open(String name, int oflag, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Descriptor.ipc_shm_open.invokeExact(string(arena, name), oflag, mode);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // sysv.c

    private static final class SysV {
        // int64_t ipc_ftok(const char *path, int proj_id)
        static final MethodHandle ipc_ftok = shim("ipc_ftok", LONG, POINTER, INT);

        // int ipc_shmctl(int shmid, int cmd, int64_t *ds)
        static final MethodHandle ipc_shmctl = shim("ipc_shmctl", INT, INT, INT, POINTER);

        // int ipc_semctl_val(int semid, int semnum, int cmd, int val)
        static final MethodHandle ipc_semctl_val = shim("ipc_semctl_val", INT, INT, INT, INT, INT);

        // int ipc_semctl_buf(int semid, int cmd, int64_t *ds)
        static final MethodHandle ipc_semctl_buf = shim("ipc_semctl_buf", INT, INT, INT, POINTER);

        // int ipc_semctl_array(int semid, int cmd, void *array)
        static final MethodHandle ipc_semctl_array = shim("ipc_semctl_array", INT, INT, INT, POINTER);

        // int ipc_semtimedop(int semid, void *sops, int64_t nsops, int64_t nanos)
        static final MethodHandle ipc_semtimedop = shim("ipc_semtimedop", INT, INT, POINTER, LONG, LONG);

        // int ipc_msgctl(int msqid, int cmd, int64_t *ds)
        static final MethodHandle ipc_msgctl = shim("ipc_msgctl", INT, INT, INT, POINTER);
    }

    @Override
    public long ipc_ftok(String path, int proj_id) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) SysV.ipc_ftok.invokeExact(string(arena, path), proj_id);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_shmctl(int shmid, int cmd, @Nullable ByteBuffer ds) {
        try {
            return (int) SysV.ipc_shmctl.invokeExact(shmid, cmd, memory(ds));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_semctl_val(int semid, int semnum, int cmd, int val) {
        try {
            return (int) SysV.ipc_semctl_val.invokeExact(semid, semnum, cmd, val);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_semctl_buf(int semid, int cmd, ByteBuffer ds) {
        try {
            return (int) SysV.ipc_semctl_buf.invokeExact(semid, cmd, memory(ds));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_semctl_array(int semid, int cmd, ByteBuffer array) {
        try {
            return (int) SysV.ipc_semctl_array.invokeExact(semid, cmd, memory(array));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_semtimedop(int semid, ByteBuffer sops, long nsops, long nanos) {
        try (CallState state = CallState.get()) {
            return (int) SysV.ipc_semtimedop.invokeExact(semid, state.memory(sops), nsops, nanos);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_msgctl(int msqid, int cmd, @Nullable ByteBuffer ds) {
        try {
            return (int) SysV.ipc_msgctl.invokeExact(msqid, cmd, memory(ds));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // mqueue.c

    private static final class MessageQueues {
        // int ipc_mq_open(const char *name, int oflag, int mode, int64_t maxmsg, int64_t msgsize)
        static final MethodHandle ipc_mq_open = shim("ipc_mq_open", INT, POINTER, INT, INT, LONG, LONG);

        // int ipc_mq_getattr(int mqdes, int64_t *attr)
        static final MethodHandle ipc_mq_getattr = shim("ipc_mq_getattr", INT, INT, POINTER);
    }

    @Override
    public int ipc_mq_open(String name, int oflag, int mode, long maxmsg, long msgsize) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) MessageQueues.ipc_mq_open.invokeExact(string(arena, name), oflag, mode, maxmsg, msgsize);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_mq_getattr(int mqdes, ByteBuffer attr) {
        try {
            return (int) MessageQueues.ipc_mq_getattr.invokeExact(mqdes, memory(attr));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // identity.c

    private static final class Identity {
        // int64_t ipc_getgrnam(const char *name)
        static final MethodHandle ipc_getgrnam = shim("ipc_getgrnam", LONG, POINTER);

        // int ipc_getpwuid(int uid, void *name, int64_t size)
        static final MethodHandle ipc_getpwuid = shim("ipc_getpwuid", INT, INT, POINTER, LONG);

        // int ipc_getgrgid(int gid, void *name, int64_t size)
        static final MethodHandle ipc_getgrgid = shim("ipc_getgrgid", INT, INT, POINTER, LONG);

        // int64_t ipc_getrlimit(int resource)
        static final MethodHandle ipc_getrlimit = shim("ipc_getrlimit", LONG, INT);
    }

    @Override
    public long ipc_getgrnam(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) Identity.ipc_getgrnam.invokeExact(string(arena, name));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_getpwuid(int uid, ByteBuffer name, long size) {
        try {
            return (int) Identity.ipc_getpwuid.invokeExact(uid, memory(name), size);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_getgrgid(int gid, ByteBuffer name, long size) {
        try {
            return (int) Identity.ipc_getgrgid.invokeExact(gid, memory(name), size);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long ipc_getrlimit(int resource) {
        try {
            return (long) Identity.ipc_getrlimit.invokeExact(resource);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}
