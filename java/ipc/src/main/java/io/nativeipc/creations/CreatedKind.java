package io.nativeipc.creations;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Fields;
import io.nativeipc.os.Native;
import io.nativeipc.os.Shim;
import io.nativeipc.ring.RingChannel;

/**
 * The kinds of objects that outlive their creator, how each is identified, and how it is removed. A mapped file is the
 * user's data, and none of them.
 *
 * <p>A System V object's id counts how often its slot was used, so id and key name it until the next boot. Its change time
 * would not do: setting a semaphore's value changes it. A ring channel is the one kind whose users' deaths the kernel proves:
 * it is removed when all of them are dead, or have left.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
public enum CreatedKind {
    POSIX_SHM(
            "posix-shm",
            (name, id) -> file("/dev/shm" + name),
            (name, id) -> done(Native.posix().shm_unlink(name), name)),
    POSIX_SEM(
            "posix-sem",
            (name, id) -> file("/dev/shm/sem." + name.substring(1)),
            (name, id) -> done(Native.posix().sem_unlink(name), name)),
    MUTEX(
            "mutex",
            (name, id) -> file("/dev/shm/mutex." + name),
            (name, id) -> done(Native.posix().shm_unlink("/mutex." + name), name)),
    POSIX_MQ(
            "posix-mq",
            (name, id) -> queue(name),
            (name, id) -> done(Native.posix().mq_unlink(name), name)),
    FIFO("fifo", (name, id) -> file(name), (name, id) -> done(Native.posix().unlink(name), name)),
    UNIX("unix", (name, id) -> file(name), (name, id) -> done(Native.posix().unlink(name), name)),
    RING("ring", (name, id) -> file("/dev/shm" + name), (name, id) -> RingChannel.cleanUp(name)),
    SYSV_SHM(
            "sysv-shm",
            (name, id) ->
                    sysv(id, Shim.SHMID_DS_FIELDS, ds -> Native.shim().ipc_shmctl(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> done(Native.shim().ipc_shmctl(id, Constants.IPC_RMID, null), name)),
    SYSV_SEM(
            "sysv-sem",
            (name, id) -> sysv(
                    id, Shim.SEMID_DS_FIELDS, ds -> Native.shim().ipc_semctl_buf(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> done(Native.shim().ipc_semctl_val(id, 0, Constants.IPC_RMID, 0), name)),
    SYSV_MQ(
            "sysv-mq",
            (name, id) ->
                    sysv(id, Shim.MSQID_DS_FIELDS, ds -> Native.shim().ipc_msgctl(id, Constants.IPC_STAT, ds.buffer())),
            (name, id) -> done(Native.shim().ipc_msgctl(id, Constants.IPC_RMID, null), name));

    /** The two numbers that name an object whatever has its name now: device and inode, or id and key. */
    record Identity(long first, long second) {}

    private interface Identify {
        Identity of(String name, int id) throws IpcException;
    }

    private interface Remove {
        boolean call(String name, int id) throws IpcException;
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

    /** Removes the object; false if that has to wait for who uses it. */
    boolean remove(String name, int id) throws IpcException {
        return remove.call(name, id);
    }

    private static boolean done(int result, String name) throws IpcException {
        Errno.check(result, "remove", name);
        return true;
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
