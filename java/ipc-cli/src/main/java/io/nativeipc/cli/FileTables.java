package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.unix.FileTypes;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.inventory.FileId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that are files on Linux: POSIX memory and semaphores in /dev/shm, message queues, and objects with a
 * path.
 */
final class FileTables {
    private static final Path SHM = Path.of("/dev/shm");
    private static final String MOUNTS = "/proc/self/mounts";
    private static final String SEM = "sem.";
    private static final String MUTEX = "mutex.";

    /** The type bits of st_mode for each kind of object with a path. */
    private static final Map<Kind, Integer> TYPES = Map.of(
            Kind.FILE, Constants.S_IFREG,
            Kind.FIFO, Constants.S_IFIFO,
            Kind.UNIX, Constants.S_IFSOCK,
            Kind.PIPE, Constants.S_IFSOCK);

    /** The kinds whose st_size has no meaning. */
    private static final Set<Kind> UNSIZED = EnumSet.of(Kind.POSIX_MQ, Kind.FIFO, Kind.UNIX, Kind.PIPE);

    private FileTables() {}

    /** Returns the objects of one kind in /dev/shm: POSIX shared memory, ring channels, semaphores or mutexes. */
    static List<ObjectInfo> shm(Kind kind) throws IpcException {
        List<ObjectInfo> objects = new ArrayList<>();
        for (Path file : entries(SHM)) {
            IpcAddress address = addressOf(file);
            if (address.kind() == kind) {
                addIfThere(objects, kind, address.name(), file);
            }
        }
        return objects;
    }

    /**
     * Returns the address of a file in /dev/shm. The kind follows from the name, and for a ring channel from the first
     * bytes.
     */
    private static IpcAddress addressOf(Path path) {
        String file = path.getFileName().toString();
        if (file.startsWith(SEM) && file.length() > SEM.length()) {
            return new IpcAddress(Kind.POSIX_SEM, "/" + file.substring(SEM.length()));
        } else if (file.startsWith(MUTEX)) {
            try {
                return new IpcAddress(Kind.MUTEX, file.substring(MUTEX.length()));
            } catch (IllegalArgumentException notPortable) {
                // not a mutex of this library, so it is shown as memory
            }
        }
        try {
            IpcAddress ring = new IpcAddress(Kind.RING, "/" + file);
            if (Rings.isChannel(path, ring.toString())) {
                return ring;
            }
        } catch (IpcException | IllegalArgumentException unreadableOrNoRingsName) {
            // not readable for this user, or not a valid name of a ring channel, so it is shown as memory
        }
        return new IpcAddress(Kind.POSIX_SHM, "/" + file);
    }

    /** Returns the POSIX message queues, wherever their file system is mounted; null if it is not mounted. */
    static @Nullable List<ObjectInfo> queues() throws IpcException {
        Path mount = queueMount();
        if (mount == null) {
            return null;
        }
        List<ObjectInfo> objects = new ArrayList<>();
        for (Path file : entries(mount)) {
            addIfThere(objects, Kind.POSIX_MQ, "/" + file.getFileName(), file);
        }
        for (ObjectInfo queue : objects) {
            addQueueBytes(queue, mount);
        }
        return objects;
    }

    /** Returns where the file system of message queues is mounted; null if it is not mounted. */
    static @Nullable Path queueMount() throws IpcException {
        try {
            for (String line : Files.readAllLines(Path.of(MOUNTS))) {
                String[] words = line.split(" ", -1);
                if (words[2].equals("mqueue")) {
                    return Path.of(words[1].replace("\\040", " "));
                }
            }
            return null;
        } catch (IOException e) {
            throw PosixFailure.ofJdk(MOUNTS, Constants.O_RDONLY, MOUNTS, e);
        }
    }

    /** Returns the file of an address; null for a message queue if their file system is not mounted. */
    static @Nullable Path fileOf(IpcAddress address) throws IpcException {
        return switch (address.kind()) {
            case POSIX_SHM, RING -> SHM.resolve(address.name().substring(1));
            case POSIX_SEM -> SHM.resolve(SEM + address.name().substring(1));
            case MUTEX -> SHM.resolve(MUTEX + address.name());
            case POSIX_MQ -> {
                Path mount = queueMount();
                yield mount == null ? null : mount.resolve(address.name().substring(1));
            }
            case PIPE -> PipePath.of(address.name());
            default -> Path.of(address.name());
        };
    }

    /**
     * Returns the object in this file.
     *
     * @throws io.nativeipc.NotFoundException if there is no such file (ENOENT)
     * @throws IpcException if it is not of the address's kind
     */
    static ObjectInfo find(IpcAddress address, Path file) throws IpcException {
        UnixAttributes st = stat(address, file, !TYPES.containsKey(address.kind()));
        boolean rightType =
                (st.number("mode") & Constants.S_IFMT) == TYPES.getOrDefault(address.kind(), Constants.S_IFREG);
        int mode = st.number("mode");
        String text = rightType ? "a file or shared memory without a channel" : FileTypes.name(mode);
        if (!rightType || (address.kind() == Kind.RING && !Rings.isChannel(file, address.toString()))) {
            throw new IpcException(address.toString(), "not a " + address.kind(), "it is " + text);
        }
        ObjectInfo object = object(address, st);
        if (address.kind() == Kind.POSIX_MQ) {
            addQueueBytes(object, file.getParent());
        }
        return object;
    }

    private static ObjectInfo object(IpcAddress address, UnixAttributes st) {
        FileId id = st.id();
        ObjectInfo object = new ObjectInfo(address, st.owner("uid"), st.owner("gid"), st.number("mode") & 0777);
        object.file = id;
        if (!UNSIZED.contains(address.kind())) {
            object.bytes = st.size();
        }
        object.details.put("device", id.device());
        object.details.put("inode", id.inode());
        object.details.put("links", st.number("nlink"));
        object.details.put("modified", st.time("lastModifiedTime"));
        object.details.put("changed", st.time("ctime"));
        return object;
    }

    /**
     * Adds the bytes of a queue. The first word of its file is {@code QSIZE:<bytes>}, which is left out if this user
     * may not read the queue.
     */
    private static void addQueueBytes(ObjectInfo queue, @Nullable Path mount) {
        if (mount == null) {
            return;
        }
        try {
            String text = Files.readString(mount.resolve(queue.address.name().substring(1)));
            queue.bytes = Long.parseLong(
                    text.substring("QSIZE:".length(), text.indexOf(' ')).strip());
        } catch (IOException | RuntimeException unreadable) {
            queue.bytes = null;
        }
    }

    private static List<Path> entries(Path folder) throws IpcException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            throw PosixFailure.ofJdk(folder.toString(), Constants.O_RDONLY, folder.toString(), e);
        } catch (RuntimeException e) {
            throw new IpcException(folder.toString(), "unreadable", String.valueOf(e.getMessage()));
        }
        entries.sort(null);
        return entries;
    }

    /** Adds an object unless it was removed meanwhile; a folder or a link in /dev/shm is not an object. */
    private static void addIfThere(List<ObjectInfo> objects, Kind kind, String name, Path file) {
        try {
            objects.add(find(new IpcAddress(kind, name), file));
        } catch (IpcException goneOrSomethingElse) {
            return;
        }
    }

    private static UnixAttributes stat(IpcAddress address, Path file, boolean noFollow) throws IpcException {
        LinkOption[] options = noFollow ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
        String call = noFollow ? "lstat" : "stat";
        try {
            return UnixAttributes.of(file, options);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw PosixFailure.exception(Errno.ENOENT, call, address.toString(), "");
        } catch (AccessDeniedException e) {
            throw PosixFailure.exception(Errno.EACCES, call, address.toString(), "");
        } catch (IOException e) {
            throw new IpcException(address.toString(), call, reason(e));
        }
    }

    /** The message of a FileSystemException is the path if there is no reason. */
    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return reason == null ? failure.toString() : reason;
    }
}
