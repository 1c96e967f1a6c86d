package io.nativeipc.inventory;

import io.nativeipc.internal.liveness.LockName;
import io.nativeipc.internal.liveness.MappedObject;
import io.nativeipc.internal.unix.SysVCalls;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a lock file in the runtime folder belongs to, which the file's name identifies. A channel or a latest
 * value that is still in its memory cannot be opened without its lock file.
 */
final class LockedMemory {
    private LockedMemory() {}

    /**
     * Returns why the memory may still exist; null if it is gone. A segment is gone if its namespace does not list it.
     * For a file there is no such proof: it may have another name, be visible in another mount namespace only, or have
     * no name and be mapped.
     *
     * @param name the path of the lock file
     * @throws IOException if that is unknown
     */
    static @Nullable String presence(String name) throws IOException {
        LockName.Segment segment = LockName.segment(name);
        if (segment == null) {
            return "its memory is a file, which may still exist: delete the lock file if it does not";
        }
        String id = segment.id();
        if (!segment.namespace().equals(MappedObject.ipcNamespace())) {
            return "its memory is the System V segment " + id + " of another IPC namespace";
        }
        for (SysVTable.Row row : SysVTable.read(SysVCalls.SHM)) {
            if (Long.toString(row.number("shmid")).equals(id)) {
                return "its memory, the System V segment " + id + ", still exists";
            }
        }
        return null;
    }
}
