package io.nativeipc.inventory;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
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
import java.util.Optional;
import java.util.Set;

/**
 * Lists the objects that this user's processes have recorded, and removes what dead processes left. A process that
 * exits normally removes its list, because it leaves its objects on purpose. The list of a killed process stays.
 *
 * <p>Every method may be called from any thread.
 */
public final class Leftovers {
    private Leftovers() {}

    /**
     * A recorded object and the process that created it.
     *
     * @param address the object's address
     * @param creator the process, and whether the kernel proves that it is alive or dead
     * @param proven whether the object is proven to be the created one; if not, it may be another
     * @param use if the creator is dead and the object proven: how a living process uses the object, an empty text if
     *     none is known to use it. Absent if that is unknown
     */
    public record Entry(String address, Liveness creator, boolean proven, Optional<String> use) {}

    /**
     * What the lists contain.
     *
     * @param entries the objects that, as far as is known, still exist
     * @param unfinished the addresses at which a dead process was creating an object when it died; the name of a System
     *     V object without a key is {@code private}
     * @param unread the lists that may contain more objects, and why
     */
    public record Recorded(List<Entry> entries, Set<String> unfinished, List<Kept> unread) {}

    /**
     * The result of a removal of leftovers.
     *
     * @param removed the addresses of the objects that were removed
     * @param kept what a dead process created or may have created, and was not removed
     */
    public record Cleanup(List<String> removed, List<Kept> kept) {}

    /**
     * An object or a list that was not removed.
     *
     * @param what an object's address, or a list's path
     * @param reason why it was not removed
     */
    public record Kept(String what, String reason) {}

    private static Kept unread(String path) {
        return new Kept(path, "another version wrote this list, or it is damaged: what else it names is unknown");
    }

    /** What is done with the list of one process. */
    @FunctionalInterface
    private interface Visit {
        void list(RuntimeFolder folder, String name, long pid) throws IOException;
    }

    private static void eachList(Visit visit) throws IOException {
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            if (folder != null) {
                for (String name : CreationList.names(folder)) {
                    visit.list(folder, name, Long.parseLong(name.split("-", 2)[0]));
                }
            }
        }
    }

    /**
     * Reads the lists.
     *
     * @return the objects in them that still exist
     * @throws AccessDeniedException if the lists are not accessible only to this user, and so prove nothing
     * @throws IOException if the lists cannot be read
     */
    public static Recorded list() throws IOException {
        return list(new Holders());
    }

    static Recorded list(Holders holders) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> unfinished = new HashSet<>();
        List<Kept> unread = new ArrayList<>();
        eachList((folder, name, pid) -> {
            CreationList list = CreationList.open(folder, name);
            if (list != null) {
                try {
                    CreationList.Content content = list.read();
                    if (content.current()) {
                        if (!content.known()) {
                            unread.add(unread(folder.resolve(name).toString()));
                        }
                        addTo(entries, content.creations(), list.holder(), pid, holders);
                        content.intents().forEach(intent -> unfinished.add(intent.address()));
                    }
                } finally {
                    list.release();
                }
            }
        });
        return new Recorded(List.copyOf(entries), Set.copyOf(unfinished), List.copyOf(unread));
    }

    private static void addTo(
            List<Entry> entries, List<Creation> creations, ByteLocks.Holder creator, long pid, Holders holders) {
        for (Creation creation : creations) {
            Identity.Match match = creation.match();
            boolean proven = match == Identity.Match.SAME;
            if (match != Identity.Match.OTHER) {
                String use = creator == ByteLocks.Holder.FREE && proven
                        ? Kinds.of(creation.kind()).knownUse(creation, pid, holders)
                        : null;
                entries.add(
                        new Entry(creation.address(), Liveness.ofLock(pid, creator), proven, Optional.ofNullable(use)));
            }
        }
    }

    /**
     * Removes what processes left that the kernel proves dead, and their lists. An object that a living process is known
     * to use stays ({@link Entry#use}). A list that contains an object that was not removed also stays.
     *
     * @return what was removed, and what was not and why
     * @throws AccessDeniedException if the lists are not accessible only to this user; nothing is changed then
     * @throws IOException if the lists cannot be read
     * @throws UnsupportedOperationException on Windows, where an object ends with its last handle
     */
    public static Cleanup remove() throws IOException {
        if (Kinds.IS_WINDOWS) {
            throw new UnsupportedOperationException(
                    "on Windows dead processes leave no objects: an object is removed when no process has it open");
        }
        Cleanup cleanup = new Cleanup(new ArrayList<>(), new ArrayList<>());
        Holders holders = new Holders();
        eachList((folder, name, pid) -> {
            String path = folder.resolve(name).toString();
            try {
                CreationList dead = CreationList.takeOver(folder, name);
                if (dead != null) {
                    remove(dead, path, pid, holders, cleanup);
                }
            } catch (IpcException refused) {
                cleanup.kept.add(new Kept(path, String.valueOf(refused.getMessage())));
            }
        });
        return new Cleanup(List.copyOf(cleanup.removed), List.copyOf(cleanup.kept));
    }

    private static void remove(CreationList dead, String path, long pid, Holders holders, Cleanup cleanup)
            throws IpcException {
        boolean stays = true;
        try {
            CreationList.Content content = dead.read();
            boolean keep = content.current() && !content.known();
            if (keep) {
                cleanup.kept.add(unread(path));
            }
            if (content.current()) {
                for (Creation creation : content.creations()) {
                    Removal removal = remove(creation, pid, holders);
                    if (removal.kind() == Removal.Kind.REMOVED) {
                        Log.debug("removed {0}, which the dead process {1} had created", creation.address(), "" + pid);
                    }
                    keep |= note(removal, creation.address(), creation.address(), cleanup);
                }
                for (Intent intent : content.intents()) {
                    Removal removal = remove(intent, pid, content.creations());
                    if (removal.kind() == Removal.Kind.REMOVED) {
                        Log.debug("removed {0}, which the dead process {1} was creating", intent.address(), "" + pid);
                    }
                    keep |= note(removal, intent.kind().address(removal.reason()), intent.address(), cleanup);
                }
            }
            stays = keep; // not after an exception, which leaves records unread
        } finally {
            if (stays) {
                dead.release();
            } else {
                dead.delete();
            }
        }
    }

    /** Adds an outcome to the result; returns whether the object stays. */
    private static boolean note(Removal removal, String removed, String kept, Cleanup cleanup) {
        if (removal.kind() == Removal.Kind.REMOVED) {
            cleanup.removed.add(removed);
        } else if (removal.kind() == Removal.Kind.STAYS) {
            cleanup.kept.add(new Kept(kept, removal.reason()));
        }
        return removal.kind() == Removal.Kind.STAYS;
    }

    private static Removal remove(Creation creation, long creator, Holders holders) {
        Identity.Match match = creation.match();
        if (match != Identity.Match.SAME) {
            return Removal.unlessSame(match);
        }
        try {
            return Kinds.of(creation.kind()).removeLeft(creation, creator, holders);
        } catch (IpcException refused) {
            return Removal.stays(String.valueOf(refused.getMessage()));
        }
    }

    private static Removal remove(Intent intent, long creator, List<Creation> created) {
        try {
            return Kinds.of(intent.kind()).removeUnfinished(intent, creator, created);
        } catch (NotFoundException nothing) {
            return Removal.GONE;
        } catch (IpcException refused) {
            return Removal.stays(String.valueOf(refused.getMessage()));
        }
    }
}
