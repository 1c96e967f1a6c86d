package io.nativeipc.cli;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PipePath;
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
     * over: its creator is proven dead, and no living process is known to use it. An object of this user that is in no
     * list is not left over. All of this is unknown if the lists cannot be trusted, which is reported to
     * {@code warning}.
     */
    private static void addOrigins(List<ObjectInfo> objects, Consumer<String> warning) throws IOException {
        Map<String, Leftovers.Entry> entries = new HashMap<>();
        Leftovers.Listing lists;
        try {
            lists = Leftovers.list();
        } catch (AccessDeniedException refused) {
            warning.accept("what this user's processes have created is unknown: " + refused.getMessage());
            return;
        }
        for (Leftovers.Entry entry : lists.entries()) {
            entries.put(entry.creation().address(), entry);
        }
        for (ObjectInfo object : objects) {
            String recorded = recordedAddress(object);
            Leftovers.Entry entry = entries.get(recorded);
            if (entry != null) {
                object.creatorPid = entry.pid();
                object.creator = entry.proven()
                        ? Liveness.of(entry.creator())
                        : Liveness.unknown("the object is not proven to be the one that this process created");
                object.leftover = leftover(object.creator, entry.use());
                object.use = entry.use();
            } else if (lists.complete()
                    && object.belongsTo(Native.userId())
                    && !isUnfinished(object, recorded, lists)) {
                object.leftover = false;
            }
        }
    }

    /** Returns the address under which a list has the object. */
    private static String recordedAddress(ObjectInfo object) {
        String name = object.address.name();
        return switch (object.address.kind()) {
            case PIPE -> Kind.UNIX + ":" + PipePath.of(name);
            case UNIX, FIFO, FILE -> object.address.kind() + ":" + Path.of(name).toAbsolutePath();
            default -> object.address.toString();
        };
    }

    /** Reports whether the object may be one that a process was creating when it died. */
    private static boolean isUnfinished(ObjectInfo object, String recorded, Leftovers.Listing lists) {
        return lists.unfinished().contains(recorded)
                || lists.unfinished().contains(object.address.kind() + ":" + object.key)
                || lists.unfinished().contains(object.address.kind() + ":" + Intent.PRIVATE);
    }

    private static @Nullable Boolean leftover(Liveness creator, @Nullable String use) {
        return switch (creator.state()) {
            case ALIVE -> false;
            case DEAD -> use == null ? null : use.isEmpty();
            case UNKNOWN -> null;
        };
    }
}
