package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.sysv.SysVKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the system showed about one object when {@link Inventory} read it. What is empty does not apply to the kind of
 * the object, or is unknown.
 *
 * <p>Instances do not change, and may be used by any thread.
 */
public final class ObjectInfo {
    private final Facts facts; // is complete before the constructor ends, so it is visible to every thread

    ObjectInfo(Facts facts) {
        this.facts = facts;
    }

    /** {@return the object's address, under which {@link Inventory#find} finds it} */
    public IpcAddress address() {
        return facts.address;
    }

    /** {@return the owner's name; on Windows the SID of another user} */
    public Optional<String> owner() {
        return Optional.ofNullable(facts.rights == null ? facts.ownerName : Accounts.user(facts.rights.uid()));
    }

    /** {@return the owner's user id; empty on Windows} */
    public Optional<Long> uid() {
        return Optional.ofNullable(facts.rights).map(Facts.Rights::uid);
    }

    /** {@return the name of the group; empty on Windows} */
    public Optional<String> group() {
        return Optional.ofNullable(facts.rights).map(rights -> Accounts.group(rights.gid()));
    }

    /** {@return the group id; empty on Windows} */
    public Optional<Long> gid() {
        return Optional.ofNullable(facts.rights).map(Facts.Rights::gid);
    }

    /** {@return the permission bits, 0600 for the owner only; empty on Windows} */
    public Optional<Integer> mode() {
        return Optional.ofNullable(facts.rights).map(Facts.Rights::mode);
    }

    /** {@return the key of a System V object} */
    public Optional<SysVKey> key() {
        return Optional.ofNullable(facts.key);
    }

    /** {@return the kernel's id of a System V object} */
    public Optional<Integer> id() {
        return Optional.ofNullable(facts.id);
    }

    /** {@return the size in bytes; of a queue the bytes of its messages} */
    public Optional<Long> byteSize() {
        return Optional.ofNullable(facts.bytes);
    }

    /** {@return how often a segment is attached, or a ring channel open, in all processes} */
    public Optional<Long> attached() {
        return Optional.ofNullable(facts.attached);
    }

    /** {@return the process that created the object, and whether it is alive} */
    public Optional<Liveness> creator() {
        return Optional.ofNullable(facts.creator);
    }

    /** {@return the process of the last operation, as the kernel reports it for some System V objects} */
    public Optional<Long> lastPid() {
        return Optional.ofNullable(facts.lastPid);
    }

    /** {@return the time of the creation, or of a System V object the last change} */
    public Optional<Instant> created() {
        return Optional.ofNullable(facts.created);
    }

    /**
     * {@return the processes that have the object open or mapped, in ascending order; empty if none is seen but there
     * may be some, or if {@link Inventory.Option#HOLDERS} was not given}
     */
    public Optional<List<Long>> holders() {
        return Optional.ofNullable(facts.holders);
    }

    /** {@return why there may be more holders than are seen; empty if all are seen} */
    public Optional<String> holdersUnknown() {
        return Optional.ofNullable(facts.holdersUnknown);
    }

    /** {@return whether {@link Leftovers#remove} removes the object; empty if unknown} */
    public Optional<Boolean> leftover() {
        return Optional.ofNullable(facts.leftover);
    }

    /**
     * {@return how a living process uses the object of a dead creator, for example {@code process 412 has it open};
     * an empty text if none is known to}
     */
    public Optional<String> use() {
        return Optional.ofNullable(facts.use);
    }

    /** {@return why it is unknown what this user's processes have created; empty if it is known} */
    public Optional<String> originUnknown() {
        return Optional.ofNullable(facts.originUnknown);
    }

    /** {@return the counters of a ring channel} */
    public Optional<RingStatistics> ring() {
        return Optional.ofNullable(facts.ring);
    }

    /**
     * {@return what else is known, by name and in a fixed order: numbers, texts and times} A value that could not be
     * read is a text that begins with {@code unknown: } and states the reason.
     */
    public Map<String, Object> details() {
        return Collections.unmodifiableMap(facts.details);
    }

    @Override
    public String toString() {
        return facts.address.toString();
    }
}
