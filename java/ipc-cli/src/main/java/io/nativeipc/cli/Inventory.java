package io.nativeipc.cli;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.inventory.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the IPC objects of a Linux machine, regardless of their creator. Nothing is attached. The first bytes of shared
 * memory are read to detect ring channels, and the counters of ring channels are read.
 */
final class Inventory {
    /** The kinds that the system can list, in the order of the listing. */
    static final List<Kind> KINDS = List.of(
            Kind.POSIX_SHM,
            Kind.SYSV_SHM,
            Kind.POSIX_SEM,
            Kind.SYSV_SEM,
            Kind.MUTEX,
            Kind.POSIX_MQ,
            Kind.SYSV_MQ,
            Kind.RING);

    static final String NO_MQUEUE =
            "POSIX message queues cannot be listed: /dev/mqueue is not mounted (mkdir -p /dev/mqueue &&"
                    + " mount -t mqueue none /dev/mqueue)";

    private Inventory() {}

    /** Returns the objects of these kinds; reports to {@code warning} what cannot be listed. */
    static List<ObjectInfo> list(Set<Kind> kinds, Consumer<String> warning) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>();
        for (Kind kind : KINDS) {
            if (kinds.contains(kind)) {
                objects.addAll(list(kind, warning));
            }
        }
        addOrigins(objects, warning);
        return objects;
    }

    private static List<ObjectInfo> list(Kind kind, Consumer<String> warning) throws IpcException {
        if (kind.isSysV()) {
            return SysVTables.list(kind);
        } else if (kind == Kind.RING) {
            List<ObjectInfo> rings = FileTables.shm(kind);
            Rings.addTo(rings);
            return rings;
        } else if (kind != Kind.POSIX_MQ) {
            return FileTables.shm(kind);
        }
        List<ObjectInfo> queues = FileTables.queues();
        if (queues == null) {
            warning.accept(NO_MQUEUE);
            return List.of();
        }
        return queues;
    }

    /**
     * Returns the object of this address.
     *
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT)
     */
    static ObjectInfo find(IpcAddress address) throws IOException {
        ObjectInfo object = switch (address.kind()) {
            case SYSV_SHM, SYSV_SEM, SYSV_MQ -> SysVTables.find(address);
            case POSIX_SHM, POSIX_SEM, MUTEX, POSIX_MQ, FILE, FIFO, UNIX, PIPE, RING -> findFile(address);
            default -> throw Opener.wrongKind(address, "an object of this system");
        };
        if (address.kind() == Kind.RING) {
            Rings.addTo(object);
        }
        addOrigins(List.of(object), warning -> System.err.println("native-ipc: " + warning));
        return object;
    }

    private static ObjectInfo findFile(IpcAddress address) throws IpcException {
        Path file = FileTables.fileOf(address);
        return file == null ? Details.openedQueue(address) : FileTables.find(address, file);
    }

    /**
     * Adds the creators of objects, from the lists that processes of this library keep, and whether an object is left
     * over. An object is left over if its creator is proven dead, and all its users too if the kernel can prove that.
     * For an object in no list this is unknown, because a creator's pid alone proves nothing. It is also unknown if the
     * lists cannot be trusted, which is reported to {@code warning}.
     */
    private static void addOrigins(List<ObjectInfo> objects, Consumer<String> warning) throws IOException {
        Map<String, Leftovers.Entry> entries = new HashMap<>();
        try {
            for (Leftovers.Entry entry : Leftovers.entries()) {
                entries.put(entry.creation().address(), entry);
            }
        } catch (AccessDeniedException refused) {
            warning.accept("what this user's processes have created is unknown: " + refused.getMessage());
        }
        for (ObjectInfo object : objects) {
            Leftovers.Entry entry = entries.get(object.address.toString());
            if (entry != null) {
                object.creatorPid = entry.pid();
                object.creator = entry.proven()
                        ? Liveness.of(entry.creator())
                        : Liveness.unknown("the object is not proven to be the one that this process created");
                object.leftover = leftover(object, object.creator);
            }
        }
    }

    private static @Nullable Boolean leftover(ObjectInfo object, Liveness creator) {
        if (creator.state() != Liveness.State.DEAD) {
            return creator.state() == Liveness.State.ALIVE ? false : null;
        } else if (object.address.kind() == Kind.UNIX) {
            return ListeningSocket.isProvenDead(object.address.name());
        } else if (object.address.kind() != Kind.RING) {
            return true;
        }
        Boolean inUse = object.ring == null ? null : RingReport.inUse(object.ring.use());
        return inUse == null ? null : !inUse;
    }
}
