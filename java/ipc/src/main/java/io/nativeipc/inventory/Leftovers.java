package io.nativeipc.inventory;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.CreationList;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.unix.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
     */
    public record Entry(Creation creation, long pid, ByteLocks.Holder creator, boolean proven) {}

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
     * Returns all objects in the lists that, as far as is known, still exist.
     *
     * @throws AccessDeniedException if the lists are not accessible only to this user, and so prove nothing
     */
    public static List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String name : CreationList.names(folder)) {
                if (folder == null) {
                    break;
                }
                CreationList list = CreationList.open(folder, name);
                if (list != null) {
                    try {
                        addTo(entries, list, pidOf(name));
                    } finally {
                        list.release();
                    }
                }
            }
        }
        return entries;
    }

    private static void addTo(List<Entry> entries, CreationList list, long pid) throws IpcException {
        ByteLocks.Holder creator = list.holder();
        CreationList.Content content = list.read();
        for (Creation creation : content.current() ? content.creations() : List.<Creation>of()) {
            Identity.Match match = creation.match();
            if (match != Identity.Match.OTHER) {
                entries.add(new Entry(creation, pid, creator, match == Identity.Match.SAME));
            }
        }
    }

    /**
     * Removes what processes left that the kernel proves dead, and their lists. A list that contains an object that was
     * not removed also stays.
     *
     * @throws AccessDeniedException if the lists are not accessible only to this user; nothing is changed then
     */
    public static Cleanup removeLeftovers() throws IOException {
        Cleanup cleanup = new Cleanup(new ArrayList<>(), new ArrayList<>());
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String name : CreationList.names(folder)) {
                if (folder == null) {
                    break;
                }
                try {
                    CreationList dead = CreationList.takeOver(folder, name);
                    if (dead != null) {
                        removeLeftovers(dead, folder.resolve(name).toString(), pidOf(name), cleanup);
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

    private static void removeLeftovers(CreationList dead, String path, long pid, Cleanup cleanup) throws IpcException {
        boolean stays = true;
        try {
            CreationList.Content content = dead.read();
            stays = content.current() && !content.known();
            if (stays) {
                cleanup.kept.add(new Kept(path, "another version wrote this list: what it names is unknown"));
            }
            for (Creation creation : content.current() ? content.creations() : List.<Creation>of()) {
                Removal removal = ObjectRemoval.remove(creation);
                if (removal.kind() == Removal.Kind.REMOVED) {
                    cleanup.removed.add(creation);
                } else if (removal.kind() == Removal.Kind.STAYS) {
                    cleanup.kept.add(new Kept(creation.address(), removal.reason()));
                    stays = true;
                }
            }
            for (Intent intent : content.current() ? content.intents() : List.<Intent>of()) {
                Removal removal = IntentRemoval.remove(intent, pid, content.creations());
                if (removal.kind() == Removal.Kind.REMOVED) {
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
