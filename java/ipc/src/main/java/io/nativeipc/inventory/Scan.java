package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one question to the inventory reads of the system, each part at most once and only if it is needed: /dev/shm, the
 * mounts, /proc/locks, and the processes that hold objects. It is used by one thread.
 */
final class Scan {
    private static final Path SHM = Path.of("/dev/shm");
    private static final String MOUNTS = "/proc/self/mounts";
    private static final String SEM = "sem.";
    private static final String MUTEX = "mutex.";

    final Holders holders = new Holders();

    /** What cannot be listed, as sentences. */
    final List<String> gaps = new ArrayList<>();

    private final Map<Kind, Map<IpcAddress, Path>> shm = new EnumMap<>(Kind.class);
    private boolean shmWasRead;
    private @Nullable Path queueMount;
    private boolean mountsWereRead;
    private @Nullable Map<FileId, Long> openers;
    private boolean openersWereRead;

    /**
     * Returns the objects of one kind in /dev/shm: POSIX shared memory, ring channels, semaphores or mutexes. A file
     * whose name this locale cannot express is found by its path alone, and not by its address.
     */
    Map<IpcAddress, Path> shm(Kind kind) throws IpcException {
        if (!shmWasRead) {
            for (Path file : files(SHM)) {
                IpcAddress address = addressOf(file);
                shm.computeIfAbsent(address.kind(), absent -> new LinkedHashMap<>())
                        .put(address, file);
            }
            shmWasRead = true;
        }
        return shm.getOrDefault(kind, Map.of());
    }

    /** Returns the file in /dev/shm of an address; the inverse of the names that a listing shows. */
    static Path shmFile(IpcAddress address) {
        if (address.kind() == Kind.MUTEX) {
            return SHM.resolve(MUTEX + address.name());
        }
        return SHM.resolve(
                (address.kind() == Kind.POSIX_SEM ? SEM : "") + address.name().substring(1));
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
            if (RingFiles.isChannel(path, ring.toString())) {
                return ring;
            }
        } catch (IpcException | IllegalArgumentException unreadableOrNoRingsName) {
            // not readable for this user, or not a valid name of a ring channel, so it is shown as memory
        }
        return new IpcAddress(Kind.POSIX_SHM, "/" + file);
    }

    /** Returns where the file system of message queues is mounted; null if it is not mounted. */
    @Nullable
    Path queueMount() throws IpcException {
        if (!mountsWereRead) {
            queueMount = readQueueMount();
            mountsWereRead = true;
        }
        return queueMount;
    }

    /** Returns how often a ring channel is open; null if the kernel does not list locks. */
    @Nullable
    Long openersOf(@Nullable FileId channel) {
        if (!openersWereRead) {
            openers = RingFiles.openers();
            openersWereRead = true;
        }
        return openers == null || channel == null ? null : openers.getOrDefault(channel, 0L);
    }

    /** Adds the processes that hold an object, if it has an identity by which they are found. */
    void addHolders(Facts object) {
        FileId file = object.file;
        if (file != null) {
            List<Long> pids = holders.of(file);
            boolean none = pids.isEmpty() && file.device() == FileId.SYSV && Objects.equals(object.attached, 0L);
            object.holdersUnknown = none ? null : holders.unknown();
            object.holders = pids.isEmpty() && object.holdersUnknown != null ? null : pids;
        }
    }

    /** Returns where the file system of message queues is mounted; null if it is not mounted. */
    static @Nullable Path readQueueMount() throws IpcException {
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

    /** Returns the files in a folder, in the order of their names. */
    static List<Path> files(Path folder) throws IpcException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (IOException e) {
            throw PosixFailure.ofJdk(folder.toString(), Constants.O_RDONLY, folder.toString(), e);
        } catch (RuntimeException e) {
            throw new IpcException(folder.toString(), "unreadable", String.valueOf(e.getMessage()));
        }
        files.sort(null);
        return files;
    }
}
