package io.nativeipc.inventory;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.CreationList;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Log;
import io.nativeipc.internal.unix.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists the objects that this user's processes have recorded, and removes what dead processes left. A process that
 * exits normally removes its list, because it leaves its objects on purpose. The list of a killed process stays.
 */
public final class Leftovers {
    private Leftovers() {}

    /**
     * A creation and the process that made it.
     *
     * @param pid the process
     * @param creator whether the kernel reports that the process is alive
     * @param proven whether the object is proven to be the created one; if not, it may be another
     * @param use if the creator is dead and the object proven: how a living process uses the object, empty if none is
     *     known to use it. Null if unknown
     */
    public record Entry(
            Creation creation,
            long pid,
            ByteLocks.Holder creator,
            boolean proven,
            @Nullable String use) {}

    /**
     * What the lists contain.
     *
     * @param entries the objects that, as far as is known, still exist
     * @param unfinished the addresses at which a dead process was creating an object when it died; the name of a System
     *     V object without a key is {@link Intent#PRIVATE}
     * @param complete whether all lists could be read; if not, they may contain more objects
     */
    public record Listing(List<Entry> entries, Set<String> unfinished, boolean complete) {}

    /**
     * The result of a removal of leftovers.
     *
     * @param removed the objects that were removed
     * @param kept what a dead process created or may have created, and was not removed
     */
    public record Cleanup(List<Creation> removed, List<Kept> kept) {}

    /**
     * An object or a list that was not removed.
     *
     * @param what an object's address, or a list's path
     * @param reason why it was not removed
     */
    public record Kept(String what, String reason) {}

    /**
     * Reads the lists.
     *
     * @throws AccessDeniedException if the lists are not accessible only to this user, and so prove nothing
     */
    public static Listing list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> unfinished = new HashSet<>();
        Usage usage = new Usage();
        boolean complete = true;
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String name : CreationList.names(folder)) {
                if (folder == null) {
                    break;
                }
                CreationList list = CreationList.open(folder, name);
                if (list != null) {
                    try {
                        CreationList.Content content = list.read();
                        complete &= content.known() || !content.current();
                        if (content.current()) {
                            addTo(entries, content.creations(), list.holder(), pidOf(name), usage);
                            content.intents().forEach(intent -> unfinished.add(intent.address()));
                        }
                    } finally {
                        list.release();
                    }
                }
            }
        }
        return new Listing(entries, unfinished, complete);
    }

    private static void addTo(
            List<Entry> entries, List<Creation> creations, ByteLocks.Holder creator, long pid, Usage usage) {
        for (Creation creation : creations) {
            Identity.Match match = creation.match();
            boolean proven = match == Identity.Match.SAME;
            if (match != Identity.Match.OTHER) {
                String use = creator == ByteLocks.Holder.FREE && proven
                        ? usage.of(creation.kind(), creation.name(), creation.identity(), pid)
                        : null;
                entries.add(new Entry(creation, pid, creator, proven, use));
            }
        }
    }

    /**
     * Removes what processes left that the kernel proves dead, and their lists. An object that a living process is known
     * to use stays ({@link Entry#use}). A list that contains an object that was not removed also stays.
     *
     * @throws AccessDeniedException if the lists are not accessible only to this user; nothing is changed then
     */
    public static Cleanup removeLeftovers() throws IOException {
        Cleanup cleanup = new Cleanup(new ArrayList<>(), new ArrayList<>());
        Usage usage = new Usage();
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String name : CreationList.names(folder)) {
                if (folder == null) {
                    break;
                }
                try {
                    CreationList dead = CreationList.takeOver(folder, name);
                    if (dead != null) {
                        removeLeftovers(dead, folder.resolve(name).toString(), pidOf(name), usage, cleanup);
                    }
                } catch (IpcException refused) {
                    cleanup.kept.add(new Kept(folder.resolve(name).toString(), String.valueOf(refused.getMessage())));
                }
            }
        }
        return cleanup;
    }

    private static long pidOf(String list) {
        return Long.parseLong(list.split("-", 2)[0]);
    }

    private static void removeLeftovers(CreationList dead, String path, long pid, Usage usage, Cleanup cleanup)
            throws IpcException {
        boolean stays = true;
        try {
            CreationList.Content content = dead.read();
            stays = content.current() && !content.known();
            if (stays) {
                cleanup.kept.add(new Kept(path, "another version wrote this list: what it names is unknown"));
            }
            for (Creation creation : content.current() ? content.creations() : List.<Creation>of()) {
                Removal removal = ObjectRemoval.remove(creation, pid, usage);
                if (removal.kind() == Removal.Kind.REMOVED) {
                    Log.debug("removed {0}, which the dead process {1} had created", creation.address(), "" + pid);
                    cleanup.removed.add(creation);
                } else if (removal.kind() == Removal.Kind.STAYS) {
                    cleanup.kept.add(new Kept(creation.address(), removal.reason()));
                    stays = true;
                }
            }
            for (Intent intent : content.current() ? content.intents() : List.<Intent>of()) {
                Removal removal = IntentRemoval.remove(intent, pid, content.creations());
                if (removal.kind() == Removal.Kind.REMOVED) {
                    Log.debug("removed {0}, which the dead process {1} was creating", intent.address(), "" + pid);
                    cleanup.removed.add(new Creation(intent.kind(), removal.reason(), new Identity(Identity.NONE)));
                } else if (removal.kind() == Removal.Kind.STAYS) {
                    cleanup.kept.add(new Kept(intent.address(), removal.reason()));
                    stays = true;
                }
            }
        } finally {
            if (stays) {
                dead.release();
            } else {
                dead.delete();
            }
        }
    }
}
