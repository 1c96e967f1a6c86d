package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.PinnedFile;
import org.jspecify.annotations.Nullable;

/** Removes the name of a recorded object that is a file. */
final class LeftFile {
    private LeftFile() {}

    /** Decides whether a removal may proceed. Called under the lock. */
    @FunctionalInterface
    interface Check {
        /** Returns null if the removal may proceed, otherwise the reason why the object stays. */
        @Nullable
        String refusal(PinnedFile file) throws IpcException;
    }

    /** Removes the name. Called under the lock. */
    @FunctionalInterface
    interface Call {
        Removal remove() throws IpcException;
    }

    /** Removes a name only if it refers to the recorded object, which is checked under the lock. */
    static Removal remove(Creation creation, Check check, Call call) throws IpcException {
        String path = creation.kind().pathOf(creation.name());
        try (PinnedFile file = PinnedFile.of(path, creation.address())) {
            if (!creation.kind().isOurs(file.stat())) {
                return Removal.GONE; // another object: a list names only objects of this user and of the kind's type
            }
            try (NameLock lock = NameLock.of(file, file.stat(), path)) {
                if (lock == null) {
                    return Removal.stays("its name is locked by another process");
                }
                try (PinnedFile now = PinnedFile.of(path, creation.address())) {
                    Identity.Match match = creation.identity().compare(now.identity());
                    if (match != Identity.Match.SAME) {
                        return Removal.unlessSame(match);
                    }
                    String refusal = check.refusal(now);
                    return refusal == null ? call.remove() : Removal.stays(refusal);
                }
            }
        } catch (NotFoundException gone) {
            return Removal.GONE;
        }
    }
}
