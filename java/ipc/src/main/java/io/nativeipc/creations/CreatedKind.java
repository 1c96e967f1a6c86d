package io.nativeipc.creations;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Fields;
import io.nativeipc.os.Native;
import io.nativeipc.os.Shim;

/**
 * The kinds of objects that outlive their creator, how each is identified, and how it is removed. A mapped file is the
 * user's data, and none of them.
 *
 * <p>A System V object's id counts how often its slot was used, so id and key name it until the next boot. Its change time
 * would not do: setting a semaphore's value changes it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
public enum CreatedKind {
    POSIX_SHM(
            "posix-shm",
            (name, id) -> file("/dev/shm" + name),
            (name, id) -> Native.posix().shm_unlink(name)),
    POSIX_SEM(
            "posix-sem",
            (name, id) -> file("/dev/shm/sem." + name.substring(1)),
            (name, id) -> Native.posix().sem_unlink(name)),
    MUTEX(
            "mutex",
            (name, id) -> file("/dev/shm/mutex." + name),
            (name, id) -> Native.posix().shm_unlink("/mutex." + name)),
    POSIX_MQ("posix-mq", (name, id) -> queue(name), (name, id) -> Native.posix().mq_unlink(name)),
    FIFO("fifo", (name, id) -> file(name), (name, id) -> Native.posix().unlink(name)),
    UNIX("unix", (name, id) -> file(name), (name, id) -> Native.posix().unlink(name)),
    SYSV_SHM(
            "sysv-shm",
            (name, id) ->
                    sysv(id, Shim.SHMID_DS_FIELDS, ds -> Native.shim().ipc_shmctl(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null)),
    SYSV_SEM(
            "sysv-sem",
            (name, id) -> sysv(
                    id, Shim.SEMID_DS_FIELDS, ds -> Native.shim().ipc_semctl_buf(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> Native.shim().ipc_semctl_val(id, 0, Constants.IPC_RMID, 0)),
    SYSV_MQ(
            "sysv-mq",
            (name, id) ->
                    sysv(id, Shim.MSQID_DS_FIELDS, ds -> Native.shim().ipc_msgctl(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> Native.shim().ipc_msgctl(id, Constants.IPC_RMID, null));

    /** The two numbers that name an object whatever has its name now: device and inode, or id and key. */
    record Identity(long first, long second) {}

    private interface Identify {
        Identity of(String name, int id) throws IpcException;
    }

    private interface Remove {
        int call(String name, int id);
    }

    private interface Stat {
        int call(Fields ds);
    }

    private final String prefix;
    private final Identify identify;
    private final Remove remove;

    CreatedKind(String prefix, Identify identify, Remove remove) {
        this.prefix = prefix;
        this.identify = identify;
        this.remove = remove;
    }

    /** What stands before the colon of an address. */
    public String prefix() {
        return prefix;
    }

    /** Identifies what has the name, or the id, now. */
    Identity identify(String name, int id) throws IpcException {
        return identify.of(name, id);
    }

    void remove(String name, int id) throws IpcException {
        Errno.check(remove.call(name, id), "remove", name);
    }

    private static Identity file(String path) throws IpcException {
        return identity(OpenFile.stat(path));
    }

    private static Identity identity(FileStat stat) {
        return new Identity(stat.device(), stat.inode());
    }

    /** To Linux a message queue's descriptor is a file's. */
    private static Identity queue(String name) throws IpcException {
        int flags = Constants.O_RDONLY | Constants.O_CLOEXEC;
        int mqdes = Errno.check(Native.shim().ipc_mq_open(name, flags, 0, 0, 0), "mq_open", name);
        try (OpenFile queue = new OpenFile(mqdes, name)) {
            return identity(queue.stat());
        }
    }

    private static Identity sysv(int id, int fields, Stat stat) throws IpcException {
        Fields ds = new Fields(fields);
        Errno.check(stat.call(ds), "stat", "id=" + id);
        return new Identity(id, ds.nextInt());
    }
}
