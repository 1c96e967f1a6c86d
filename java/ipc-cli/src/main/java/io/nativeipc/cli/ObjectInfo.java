package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVKey;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Null where only the pid can tell. */
    @Nullable
    Boolean creatorAlive;

    @Nullable
    Long lastPid;

    @Nullable
    Instant created;

    @Nullable
    List<Long> holders;

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

    private record UnixRights(int uid, int gid, int mode) {}

    ObjectInfo(IpcAddress address, int uid, int gid, int mode) {
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

    /** By the kernel's proof where there is one; else by the pid alone, which another process may have got since. */
    boolean isCreatorAlive() {
        return creatorAlive != null ? creatorAlive : Files.exists(Path.of("/proc/" + creatorPid));
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
        fields.put("creatorPid", creatorPid);
        fields.put("lastPid", lastPid);
        fields.put("created", created == null ? null : created.toString());
        fields.put("holders", holders);
        fields.put("leftover", leftover);
        return fields;
    }
}
