package io.nativeipc.creations;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.mechanism.ByteLocks;
import io.nativeipc.mechanism.ListeningSocket;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Native;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingLayout;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of objects that outlive their creator, how each is identified, and how it is removed. A mapped file is the user's
 * data, and none of them. A ring channel is the one kind whose users' deaths the kernel proves: it is removed when all of them
 * are dead, or have left.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
public enum CreatedKind {
    POSIX_SHM("posix-shm", "/[^/]{1,254}", name -> "/dev/shm" + name),
    POSIX_SEM("posix-sem", "/[^/]{1,250}", name -> "/dev/shm/sem." + name.substring(1)),
    MUTEX("mutex", "[A-Za-z0-9._-]{1,200}", name -> "/dev/shm/mutex." + name),
    RING("ring", "/[A-Za-z0-9._-]{1,200}", name -> "/dev/shm" + name),
    /** The file in the runtime folder with the locks of a channel that is in memory without a descriptor. */
    RING_LOCK("ring-lock", "/.*/ring-[A-Za-z0-9-]{1,100}\\.lock", name -> name),
    FIFO("fifo", "/.+", name -> name),
    UNIX("unix", "/.+", name -> name),
    POSIX_MQ("posix-mq", "/[^/]{1,254}", null),
    SYSV_SHM("sysv-shm", "0x[0-9a-f]{8}|id=[0-9]{1,10}", null),
    SYSV_SEM("sysv-sem", "0x[0-9a-f]{8}|id=[0-9]{1,10}", null),
    SYSV_MQ("sysv-mq", "0x[0-9a-f]{8}|id=[0-9]{1,10}", null);

    private final String prefix;
    private final String names;
    private final @Nullable UnaryOperator<String> path;

    CreatedKind(String prefix, String names, @Nullable UnaryOperator<String> path) {
        this.prefix = prefix;
        this.names = names;
        this.path = path;
    }

    /** The word for the kind in a list. */
    public String prefix() {
        return prefix;
    }

    /** The address that every verb of the command accepts. */
    String address(String name) {
        return (this == RING_LOCK ? "file" : prefix) + ":" + name;
    }

    /** Whether an object of this kind can have the name; a list with any other was not written by this library. */
    boolean accepts(String name) {
        return name.matches(names) && !name.contains("/../") && !name.endsWith("/..");
    }

    boolean isSysV() {
        return this == SYSV_SHM || this == SYSV_SEM || this == SYSV_MQ;
    }

    private int type() {
        return this == FIFO ? Constants.S_IFIFO : this == UNIX ? Constants.S_IFSOCK : Constants.S_IFREG;
    }

    /**
     * Identifies what has the name, or the id, now.
     *
     * @throws NotFoundException if nothing of this kind and this user has it
     */
    Identity identify(String name, int id) throws IpcException {
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
        return SysVCreations.identify(this, id);
    }

    private void requireOurs(FileStat stat, String name) throws NotFoundException {
        if ((stat.mode() & Constants.S_IFMT) != type() || stat.uid() != Native.userId()) {
            throw new NotFoundException(address(name), "another object", "it is something else");
        }
    }

    /** What a list says of an object compared with what is there. */
    Identity.Match compare(String name, Identity identity) {
        try {
            return identity.compare(identify(name, identity.sysvId()));
        } catch (NotFoundException absent) {
            return absence(name, identity);
        } catch (IpcException unreadable) {
            return Identity.Match.UNKNOWN;
        }
    }

    /** A name is gone if its folder is that of the object; in another file system or namespace it may be there. */
    private Identity.Match absence(String name, Identity identity) {
        if (path == null) {
            return identity.namespace().equals(IpcNamespace.current()) ? Identity.Match.OTHER : Identity.Match.UNKNOWN;
        }
        try {
            String folder = Names.folderOf(path.apply(name));
            String device = Long.toString(OpenFile.stat(folder).device());
            return device.equals(identity.device()) ? Identity.Match.OTHER : Identity.Match.UNKNOWN;
        } catch (NotFoundException withoutFolder) {
            return Identity.Match.OTHER;
        } catch (IpcException unreadable) {
            return Identity.Match.UNKNOWN;
        }
    }

    /** Removes the object if it is the one of the list and nothing shows that it is alive. */
    Removal remove(String name, Identity identity) throws IpcException {
        return switch (this) {
            case POSIX_SHM, MUTEX ->
                removeFile(
                        name,
                        identity,
                        file -> null,
                        "unlink",
                        () -> Native.posix().unlink(pathOf(name)));
            case POSIX_SEM ->
                removeFile(
                        name,
                        identity,
                        file -> null,
                        "sem_unlink",
                        () -> Native.posix().sem_unlink(name));
            case FIFO ->
                removeFile(
                        name,
                        identity,
                        file -> null,
                        "unlink",
                        () -> Native.posix().unlink(name));
            case UNIX ->
                removeFile(
                        name,
                        identity,
                        file -> listening(name),
                        "unlink",
                        () -> Native.posix().unlink(name));
            case RING -> removeRing(name, identity);
            case RING_LOCK -> removeRingLock(name, identity);
            case POSIX_MQ -> removeQueue(name, identity);
            case SYSV_SHM, SYSV_SEM, SYSV_MQ -> SysVCreations.remove(this, identity);
        };
    }

    String pathOf(String name) {
        if (path == null) {
            throw new IllegalStateException(this + " has no path");
        }
        return path.apply(name);
    }

    private Removal removeFile(String name, Identity identity, Names.Check check, String call, IntSupplier remove)
            throws IpcException {
        return Names.removeIfSame(pathOf(name), address(name), type(), identity, check, call, remove);
    }

    /** A process that inherited or was passed a listening socket keeps it alive, whoever bound it. */
    private static @Nullable String listening(String name) {
        return ListeningSocket.isProvenDead(name) ? null : "a process listens on it";
    }

    /** The channel's own locks prove that it has no user; until they are asked the identity is held by the name's lock. */
    private Removal removeRing(String name, Identity identity) throws IpcException {
        @Nullable Removal[] refusal = {null};
        Removal removal = removeFile(name, identity, file -> null, "shm_unlink", () -> {
            try {
                refusal[0] = RingChannel.cleanUp(name) ? null : Removal.stays("a process has it open");
            } catch (IpcException refused) {
                refusal[0] = Removal.stays(String.valueOf(refused.getMessage()));
            }
            return 0;
        });
        Removal refused = refusal[0];
        return refused == null ? removal : refused;
    }

    /**
     * All locks of the channel are held while its file is erased: so no process has it open, and one that opens or creates it
     * just now finds, when it has its lock, that the file has no name any more.
     */
    private Removal removeRingLock(String name, Identity identity) throws IpcException {
        if (!RuntimeFolder.path().toString().equals(Names.folderOf(name))) {
            return Removal.stays("it is not in " + RuntimeFolder.path() + ", where this user's lock files are");
        }
        @Nullable ByteLocks[] held = new ByteLocks[1];
        try {
            return removeFile(
                    name,
                    identity,
                    file -> {
                        ByteLocks locks = ByteLocks.open(file.self(), address(name));
                        held[0] = locks;
                        boolean free = locks.tryLock(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT);
                        return free ? null : "a process has the channel open";
                    },
                    "unlink",
                    () -> Native.posix().unlink(name));
        } finally {
            ByteLocks locks = held[0];
            if (locks != null) {
                locks.close();
            }
        }
    }

    private static OpenFile openQueue(String name) throws IpcException {
        int flags = Constants.O_CLOEXEC | Constants.O_NONBLOCK;
        int mqdes = Native.shim().ipc_mq_open(name, Constants.O_RDONLY | flags, 0, 0, 0);
        if (mqdes == -Errno.EACCES) {
            mqdes = Native.shim().ipc_mq_open(name, Constants.O_WRONLY | flags, 0, 0, 0);
        }
        String address = POSIX_MQ.address(name);
        return new OpenFile(Errno.check(mqdes, "mq_open", address), address);
    }

    static FileStat statQueue(String name) throws IpcException {
        try (OpenFile queue = openQueue(name)) {
            return queue.stat();
        }
    }

    /** A queue's descriptor is a file's to Linux, flock(2) included. */
    private Removal removeQueue(String name, Identity identity) throws IpcException {
        int fd;
        try (OpenFile queue = openQueue(name)) {
            requireOurs(queue.stat(), name);
            fd = queue.detach();
        } catch (NotFoundException gone) {
            return absence(name, identity) == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
        }
        try (NameLock lock = NameLock.of(fd)) {
            if (lock == null) {
                return Removal.stays("its name is locked by another process");
            }
            Identity.Match match = compare(name, identity);
            if (match != Identity.Match.SAME) {
                return match == Identity.Match.OTHER ? Removal.GONE : Removal.UNPROVEN;
            }
            int result = Native.posix().mq_unlink(name);
            return result < 0 ? Removal.failed("mq_unlink", result) : Removal.REMOVED;
        }
    }
}
