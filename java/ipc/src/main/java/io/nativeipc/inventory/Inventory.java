package io.nativeipc.inventory;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.internal.journal.Intent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The IPC objects of this machine, whatever program created them: lists, inspects and removes them.
 *
 * <pre>{@code
 * Listing listing = Inventory.list(Set.of(IpcAddress.Kind.POSIX_SHM, IpcAddress.Kind.SYSV_SHM));
 * for (ObjectInfo object : listing.objects()) {
 *     System.out.println(object.address() + " " + object.owner().orElse("?") + " " + object.byteSize().orElse(0L));
 * }
 * listing.gaps().forEach(System.err::println);
 * }</pre>
 *
 * <p>On Linux the objects are those of /dev/shm, /proc/sysvipc and the file system of message queues; Windows lists
 * only pipes. No object is attached. The first bytes of shared memory are read to detect ring channels, and the
 * counters of ring channels are read.
 *
 * <p><b>Errors.</b> An absent object is a {@link io.nativeipc.NotFoundException}, and a kind that this system does not
 * have an IllegalArgumentException. What cannot be found out about an object is empty or unknown, with the reason.
 *
 * <p>Every method may be called from any thread. Each call reads the system again, each table at most once.
 */
public final class Inventory {
    private static final String UNKNOWN = "what this user's processes have created is unknown: ";

    private Inventory() {}

    /** What is found out in addition, because it takes longer. */
    public enum Option {
        /** The processes that have an object open or mapped, from a scan of all processes. */
        HOLDERS
    }

    /**
     * Returns the kinds that this system can list, in the order of a listing.
     *
     * @return the kinds, which cannot be changed
     */
    public static Set<Kind> listable() {
        Set<Kind> listable = new LinkedHashSet<>();
        Kinds.current().forEach((kind, implementation) -> {
            if (implementation instanceof ListedKind) {
                listable.add(kind);
            }
        });
        return Collections.unmodifiableSet(listable);
    }

    /**
     * Lists the objects of some kinds.
     *
     * @param kinds kinds of {@link #listable}; others have no objects in the listing
     * @param options what to find out in addition
     * @return the objects, and what could not be listed
     * @throws IOException if a table of the system cannot be read
     */
    public static Listing list(Set<Kind> kinds, Option... options) throws IOException {
        Scan scan = new Scan();
        List<Facts> objects = new ArrayList<>();
        for (Map.Entry<Kind, ObjectKind> entry : Kinds.current().entrySet()) {
            if (kinds.contains(entry.getKey()) && entry.getValue() instanceof ListedKind listed) {
                objects.addAll(listed.list(scan));
            }
        }
        String unknown = addOrigins(objects, scan);
        if (unknown != null) {
            scan.gaps.add(unknown);
        }
        return new Listing(infos(objects, scan, options), List.copyOf(scan.gaps));
    }

    private static List<ObjectInfo> infos(List<Facts> objects, Scan scan, Option... options) {
        if (Arrays.asList(options).contains(Option.HOLDERS)) {
            objects.forEach(scan::addHolders);
        }
        return objects.stream().map(ObjectInfo::new).toList();
    }

    /**
     * Returns what the system shows of one object, with the details of its kind.
     *
     * @param address the object's address
     * @param options what to find out in addition
     * @return the object
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws IOException if it is of another kind, or cannot be read
     */
    public static ObjectInfo find(IpcAddress address, Option... options) throws IOException {
        ObjectKind kind = Kinds.of(address);
        Scan scan = new Scan();
        Facts object = kind.find(address, scan);
        String unknown = addOrigins(List.of(object), scan);
        object.originUnknown = object.creator == null ? unknown : null;
        kind.addDetails(object);
        return infos(List.of(object), scan, options).get(0);
    }

    /**
     * Checks that an object exists. This is faster than {@link #find}, and reads neither other processes nor lists.
     *
     * @param address the object's address
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT, ERROR_FILE_NOT_FOUND)
     * @throws IOException if it is of another kind, or cannot be read
     */
    public static void require(IpcAddress address) throws IOException {
        Kinds.of(address).find(address, new Scan());
    }

    /**
     * Removes an object or its name. Processes that have a named object open can continue to use it.
     *
     * @param address the object's address
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT)
     * @throws IOException if it is of another kind, or cannot be removed
     * @throws IllegalArgumentException if objects of this kind cannot be removed: on Windows all but files
     */
    public static void remove(IpcAddress address) throws IOException {
        ObjectKind kind = Kinds.current().get(address.kind());
        if (kind == null) {
            throw Kinds.IS_WINDOWS
                    ? WindowsHandleKind.notRemoved(address)
                    : new IllegalArgumentException(address + " cannot be removed on this system");
        }
        kind.remove(address);
    }

    /**
     * Adds the creators of objects, from the lists that processes of this library keep, and whether an object is left
     * over: its creator is proven dead, and no living process is known to use it. An object of this user that is in no
     * list is not left over.
     *
     * @return why this is unknown of an object without a creator; null if all lists could be read
     */
    private static @Nullable String addOrigins(List<Facts> objects, Scan scan) throws IOException {
        if (Kinds.IS_WINDOWS) {
            return null;
        }
        Map<String, Leftovers.Entry> entries = new HashMap<>();
        Leftovers.Recorded lists;
        try {
            lists = Leftovers.list(scan.holders);
        } catch (AccessDeniedException refused) {
            return UNKNOWN + refused.getMessage();
        }
        for (Leftovers.Entry entry : lists.entries()) {
            entries.put(entry.address(), entry);
        }
        for (Facts object : objects) {
            String recorded = Kinds.of(object.address).recordedAddress(object.address);
            Leftovers.Entry entry = entries.get(recorded);
            if (entry != null) {
                object.creator = entry.proven()
                        ? entry.creator()
                        : Liveness.unknown(
                                entry.creator().pid(),
                                "the object is not proven to be the one that this process created");
                object.use = entry.use().orElse(null);
                object.leftover = leftover(object.creator, object.use);
            } else if (lists.unread().isEmpty() && object.isOfThisUser() && !isUnfinished(object, recorded, lists)) {
                object.leftover = false;
            }
        }
        return lists.unread().isEmpty()
                ? null
                : UNKNOWN
                        + lists.unread().stream()
                                .map(list -> list.what() + ": " + list.reason())
                                .collect(Collectors.joining("; "));
    }

    /** Reports whether the object may be one that a process was creating when it died. */
    private static boolean isUnfinished(Facts object, String recorded, Leftovers.Recorded lists) {
        String kind = object.address.kind() + ":";
        return lists.unfinished().contains(recorded)
                || lists.unfinished().contains(kind + object.key)
                || lists.unfinished().contains(kind + Intent.PRIVATE);
    }

    private static @Nullable Boolean leftover(Liveness creator, @Nullable String use) {
        return switch (creator.state()) {
            case ALIVE -> false;
            case DEAD -> use == null ? null : use.isEmpty();
            case UNKNOWN -> null;
        };
    }
}
