package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.inventory.FileId;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The information about one object. The code that finds the object sets the fields of its kind; null means unknown. */
final class ObjectInfo {
    final IpcAddress address;

    /** The owner, group and mode; null on Windows. */
    private final @Nullable UnixRights rights;

    /** The owner's name if there are no {@link UnixRights}. */
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
    Long creatorPid;

    /** Whether the creator is alive; null if the creator is not known. */
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

    /** Whether {@code rm --dead} removes the object. */
    @Nullable
    Boolean leftover;

    /** How a living process uses the object of a dead creator; empty if none is known to. */
    @Nullable
    String use;

    /** The counters of a ring channel. */
    @Nullable
    RingStatistics ring;

    /** The identity of the object in the kernel. */
    @Nullable
    FileId file;

    /** The details specific to this kind, in printing order. */
    final Map<String, Object> details = new LinkedHashMap<>();

    private record UnixRights(long uid, long gid, int mode) {}

    ObjectInfo(IpcAddress address, long uid, long gid, int mode) {
        this.address = address;
        rights = new UnixRights(uid, gid, mode);
    }

    /** Creates the information for a system without numeric user ids and modes. */
    ObjectInfo(IpcAddress address) {
        this.address = address;
        rights = null;
    }

    boolean belongsTo(long uid) {
        return rights != null && rights.uid == uid;
    }

    @Nullable
    String owner() {
        return rights == null ? ownerName : Accounts.user(rights.uid);
    }

    /** Returns the mode as chmod(1) accepts it: {@code 0600}. */
    @Nullable
    String modeText() {
        return rights == null ? null : String.format("%04o", rights.mode);
    }

    /** Returns the fields of {@code --json} in their order, including nulls. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("address", address.toString());
        fields.put("kind", address.kind().toString());
        fields.put("key", key == null ? null : key.toString());
        fields.put("id", id);
        fields.put("name", address.kind().isSysV() ? null : address.name());
        fields.put("owner", owner());
        fields.put("uid", rights == null ? null : rights.uid);
        fields.put("group", rights == null ? null : Accounts.group(rights.gid));
        fields.put("gid", rights == null ? null : rights.gid);
        fields.put("mode", modeText());
        fields.put("bytes", bytes);
        fields.put("attached", attached);
        fields.put("creator", creator == null ? null : creator.fields(creatorPid));
        fields.put("lastPid", lastPid);
        fields.put("created", created == null ? null : created.toString());
        fields.put("holders", holders);
        fields.put("holdersUnknown", holdersUnknown);
        fields.put("leftover", leftover);
        return fields;
    }
}
