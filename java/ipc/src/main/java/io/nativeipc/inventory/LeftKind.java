package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.unix.Identity;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that outlives its creator and is recorded: how it is found out whether a living process uses one
 * whose creator is dead, and how it is then removed. Nothing is removed that is not proven to be the recorded object.
 */
interface LeftKind {
    /** No process is known to use the object. */
    String NONE = "";

    /**
     * Returns how a living process uses the object; {@link #NONE} if none is known to, null if that is unknown. The
     * locks of a ring channel, the listening socket and the attachments of a segment are complete proofs. For files the
     * answer is what /proc shows, and for the other System V objects the threads that wait and the processes of the
     * last operation: users that the kernel does not show to this process are not found.
     *
     * @param creator the dead process that created it: its own operations are no use
     * @throws IOException if that is unknown
     */
    @Nullable
    String use(Creation creation, long creator, Holders holders) throws IOException;

    /**
     * Removes the object of a dead process. The caller has already compared the identity once, without a lock.
     *
     * @param creator the dead process
     */
    Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException;

    /**
     * Removes an object that a process was creating when it died. If nothing has the name, nothing is left. Otherwise
     * the object may belong to another process, or be a later object of the same process; unless a kind can prove more,
     * it stays.
     *
     * @param creator the dead process
     * @param created what the process has recorded
     * @return if removed, with the name of the removed object as the reason
     */
    default Removal removeUnfinished(Intent intent, long creator, List<Creation> created) throws IpcException {
        if (intent.name().equals(Intent.PRIVATE)) {
            return Removal.GONE; // it has no name by which it could be found
        }
        Identity now = intent.kind().identifyByName(intent.name());
        for (Creation creation : created) {
            if (creation.kind() == intent.kind() && creation.identity().compare(now) == Identity.Match.SAME) {
                return Removal.GONE; // the process recorded this object in its list
            }
        }
        return Removal.UNFINISHED;
    }

    /** Returns the {@link #use}, null also if it cannot be read. */
    default @Nullable String knownUse(Creation creation, long creator, Holders holders) {
        try {
            return use(creation, creator, holders);
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** Returns why the object stays; null if nothing is known to use it. */
    default @Nullable String refusal(Creation creation, long creator, Holders holders) {
        String use = knownUse(creation, creator, holders);
        return use == null ? "whether a process uses it is unknown" : use.isEmpty() ? null : use;
    }

    /** Returns whether the object has the type of its kind and the mode that only unfinished objects have. */
    static boolean isUnfinished(FileStat stat, CreatedKind kind) {
        return (stat.mode() & Constants.S_IFMT) == kind.type() && (stat.mode() & 07777) == Intent.UNFINISHED;
    }
}
