package io.nativeipc.internal.journal;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.locks.Names;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Fields;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.IpcNamespace;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.internal.unix.SysVCalls;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of objects that outlive their creator, how each is identified, and how it is removed. Mapped files are the
 * user's data and are not among them. A ring channel is the only kind for which the kernel proves that its users are
 * dead: it is removed when all of them have died or left.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
public enum CreatedKind {
    POSIX_SHM("posix-shm", "/[^/]+", name -> "/dev/shm" + name),
    POSIX_SEM("posix-sem", "/[^/]+", name -> "/dev/shm/sem." + name.substring(1)),
    MUTEX("mutex", "[A-Za-z0-9._-]{1,200}", name -> "/dev/shm/mutex." + name),
    RING("ring", "/[A-Za-z0-9._-]{1,200}", name -> "/dev/shm" + name),
    /** The file in the runtime folder that contains the locks of a channel in memory without a descriptor. */
    RING_LOCK("ring-lock", "(?s)/.*/ring-[A-Za-z0-9-]{1,100}\\.lock", name -> name),
    FIFO("fifo", "(?s)/.+", name -> name),
    UNIX("unix", "(?s)/.+", name -> name),
    POSIX_MQ("posix-mq", "/[^/]+", null),
    SYSV_SHM("sysv-shm", SysVCalls.SHM),
    SYSV_SEM("sysv-sem", SysVCalls.SEM),
    SYSV_MQ("sysv-mq", SysVCalls.MSG);

    private final String prefix;
    private final String names;
    private final @Nullable UnaryOperator<String> path;
    private final @Nullable SysVCalls sysV;

    CreatedKind(String prefix, String names, @Nullable UnaryOperator<String> path) {
        this.prefix = prefix;
        this.names = names;
        this.path = path;
        this.sysV = null;
    }

    CreatedKind(String prefix, SysVCalls sysV) {
        this.prefix = prefix;
        this.names = "0x[0-9a-f]{8}|id=[0-9]{1,10}";
        this.path = null;
        this.sysV = sysV;
    }

    /** The word for the kind in a list. */
    public String prefix() {
        return prefix;
    }

    /** Returns the address that every subcommand of the command accepts. */
    public String address(String name) {
        return (this == RING_LOCK ? "file" : prefix) + ":" + name;
    }

    /**
     * Reports whether an object of this kind can have the name, and a line of a list can contain it. A list with any
     * other name was not written by this library.
     */
    public boolean accepts(String name) {
        return name.matches(names) && name.indexOf('\t') < 0 && name.indexOf('\n') < 0;
    }

    public int type() {
        return this == FIFO ? Constants.S_IFIFO : this == UNIX ? Constants.S_IFSOCK : Constants.S_IFREG;
    }

    /**
     * Identifies the object that currently has the name, or the id.
     *
     * @throws NotFoundException if no object of this kind and this user has it
     */
    public Identity identify(String name, int id) throws IpcException {
        if (path != null) {
            try (PinnedFile file = PinnedFile.of(path.apply(name), address(name))) {
                requireOurs(file.stat(), name);
                return file.identity();
            }
        } else if (this == POSIX_MQ) {
            try (OpenFile queue = openQueue(name)) {
                requireOurs(queue.stat(), name);
                int fd = queue.detach();
                try (OpenFile again = new OpenFile(fd, address(name))) {
                    return Identity.ofQueue(fd, again.toString());
                }
            }
        }
        return identifySysV(id);
    }

    /** Reports whether a file is this user's and has the type of this kind. */
    public boolean isOurs(FileStat stat) {
        return (stat.mode() & Constants.S_IFMT) == type() && stat.uid() == Native.userId();
    }

    public void requireOurs(FileStat stat, String name) throws NotFoundException {
        if (!isOurs(stat)) {
            throw new NotFoundException(address(name), "another object", "it is something else");
        }
    }

    /** Compares the identity in a list with the object that exists now. */
    public Identity.Match compare(String name, Identity identity) {
        try {
            return identity.compare(identify(name, identity.sysvId()));
        } catch (NotFoundException absent) {
            return absence(name, identity);
        } catch (IpcException unreadable) {
            return Identity.Match.UNKNOWN;
        }
    }

    /**
     * An object whose name is absent is gone if the name's folder is on the object's file system. On another file
     * system or in another namespace, the object may still exist.
     */
    public Identity.Match absence(String name, Identity identity) {
        if (path == null) {
            String namespace = identity.namespace();
            return !namespace.equals(Identity.NONE) && namespace.equals(IpcNamespace.current())
                    ? Identity.Match.OTHER
                    : Identity.Match.UNKNOWN;
        }
        try {
            String folder = PinnedFile.folderOf(path.apply(name));
            String device = Long.toString(OpenFile.stat(folder).device());
            return device.equals(identity.device()) ? Identity.Match.OTHER : Identity.Match.UNKNOWN;
        } catch (NotFoundException withoutFolder) {
            return Identity.Match.OTHER;
        } catch (IpcException unreadable) {
            return Identity.Match.UNKNOWN;
        }
    }

    public String pathOf(String name) {
        if (path == null) {
            throw new IllegalStateException(this + " has no path");
        }
        return path.apply(name);
    }

    public static OpenFile openQueue(String name) throws IpcException {
        String address = POSIX_MQ.address(name);
        return new OpenFile(PosixFailure.check(Names.openQueue(name), "mq_open", address), address);
    }

    public static FileStat statQueue(String name) throws IpcException {
        try (OpenFile queue = openQueue(name)) {
            return queue.stat();
        }
    }

    /** Returns the calls of a kind of System V object. */
    public SysVCalls sysV() {
        if (sysV == null) {
            throw new IllegalStateException(this + " has no key");
        }
        return sysV;
    }

    /** EINVAL and EIDRM mean that the id does not exist; EACCES means that it belongs to another user. */
    private Identity identifySysV(int id) throws IpcException {
        String address = address("id=" + id);
        String call = sysV().word() + "ctl";
        Fields ds = sysV().newStat();
        int result = sysV().control(id, Constants.IPC_STAT, ds.buffer());
        if (result == -Errno.EINVAL || result == -Errno.EIDRM || result == -Errno.EACCES) {
            throw new NotFoundException(call, address, Errno.name(-result), -result, Errno.text(-result));
        }
        PosixFailure.check(result, call, address);
        int key = ds.nextInt();
        ds.nextInt(); // uid
        ds.nextInt(); // gid
        long creatorUid = ds.nextId();
        ds.nextInt(); // cgid
        boolean removed = (ds.nextInt() & Constants.SHM_DEST) != 0; // it exists until the last process detaches
        if (removed || creatorUid != Native.userId()) {
            throw new NotFoundException(address, "another object", "it was removed, or is another user's");
        }
        String pid = Identity.NONE;
        if (this == SYSV_SHM) {
            ds.nextLong(); // segsz
            ds.nextLong(); // nattch
            pid = Long.toString(ds.nextLong());
        }
        return Identity.ofSysV(id, key, creatorUid, pid);
    }

    /** Returns how often a segment is attached, in all processes. */
    public static long attachments(int id) throws IpcException {
        Fields ds = SysVCalls.SHM.newStat();
        int result = SysVCalls.SHM.control(id, Constants.IPC_STAT, ds.buffer());
        PosixFailure.check(result, "shmctl", SYSV_SHM.address("id=" + id));
        int before = 7; // key, uid, gid, cuid, cgid, mode, segsz
        return ds.buffer().getLong(before * Long.BYTES);
    }

    /** Identifies the object that currently has the name or the key. */
    public Identity identifyByName(String name) throws IpcException {
        if (sysV == null) {
            return identify(name, -1);
        }
        int id = name.startsWith("0x") ? sysV.get(Integer.parseUnsignedInt(name.substring(2), 16)) : -Errno.ENOENT;
        if (id < 0) {
            throw new NotFoundException(address(name), "absent", "there is none");
        }
        return identifySysV(id);
    }
}
