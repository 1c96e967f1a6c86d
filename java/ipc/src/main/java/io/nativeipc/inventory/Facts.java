package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is being found out about one object. Its kind sets the fields that apply; null means unknown. An
 * {@link ObjectInfo} hands them out, and nothing changes them after it was made.
 */
final class Facts {
    final IpcAddress address;

    /** The owner, group and mode; null on Windows. */
    final @Nullable Rights rights;

    /** The owner's name if there are no {@link Rights}. */
    @Nullable
    String ownerName;

    @Nullable
    SysVKey key;

    @Nullable
    Integer id;

    @Nullable
    Long bytes;

    @Nullable
    Long attached;

    @Nullable
    Liveness creator;

    @Nullable
    Long lastPid;

    @Nullable
    Instant created;

    /** The processes that are known to hold the object; null if none is known but there may be some. */
    @Nullable
    List<Long> holders;

    /** Why there may be more holders than are known; null if all are known. */
    @Nullable
    String holdersUnknown;

    @Nullable
    Boolean leftover;

    /** How a living process uses the object of a dead creator; empty if none is known to. */
    @Nullable
    String use;

    /** Why the lists of creators cannot be used; null if they can. */
    @Nullable
    String originUnknown;

    @Nullable
    RingStatistics ring;

    /** The identity of the object in the kernel. */
    @Nullable
    FileId file;

    /** The details specific to this kind, in printing order. */
    final Map<String, Object> details = new LinkedHashMap<>();

    record Rights(long uid, long gid, int mode) {}

    Facts(IpcAddress address, long uid, long gid, int mode) {
        this.address = address;
        rights = new Rights(uid, gid, mode);
    }

    /** Creates the information for a system without numeric user ids and modes. */
    Facts(IpcAddress address) {
        this.address = address;
        rights = null;
    }

    boolean isOfThisUser() {
        return rights != null && rights.uid == Native.userId();
    }
}
