package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one object without opening it; whoever finds it fills in what its kind has. Null is unknown. */
final class ObjectInfo {
    final IpcAddress address;

    /** Null on Windows. */
    private final @Nullable UnixRights rights;

    /** The owner's name where there are no {@link UnixRights}. */
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

    /** Null where there is no creator to tell of. */
    @Nullable
    Liveness creator;

    @Nullable
    Long lastPid;

    @Nullable
    Instant created;

    /** The processes that are known to hold it; null if none is known and there may be some. */
    @Nullable
    List<Long> holders;

    /** Why there may be more holders than are known; null if there are none. */
    @Nullable
    String holdersUnknown;

    @Nullable
    Boolean leftover;

    /** A ring channel's numbers. */
    @Nullable
    RingStatistics ring;

    /** What tells this object from all others to the kernel. */
    @Nullable
    FileId file;

    /** What this kind alone has, in the order of its printing. */
    final Map<String, Object> details = new LinkedHashMap<>();

    private record UnixRights(long uid, long gid, int mode) {}

    ObjectInfo(IpcAddress address, long uid, long gid, int mode) {
        this.address = address;
        rights = new UnixRights(uid, gid, mode);
    }

    /** Of a system without numbers for users, and without modes. */
    ObjectInfo(IpcAddress address) {
        this.address = address;
        rights = null;
    }

    @Nullable
    String owner() {
        return rights == null ? ownerName : Accounts.user(rights.uid);
    }

    /** As chmod(1) takes it: {@code 0600}. */
    @Nullable
    String modeText() {
        return rights == null ? null : String.format("%04o", rights.mode);
    }

    /** The fields of {@code --json} in their order, with nulls. */
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
