package io.nativeipc.memory;

import io.nativeipc.internal.region.Mapping;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The mutexes with which this process uses conditions. POSIX does not define what waiters with two mutexes do to a
 * condition. Only conditions of one {@link Mapping} are compared, because the place of another mapping is not known to
 * be another one.
 */
final class ConditionMutexes {
    /** A mutex by its text, which does not keep its mapping, and the number of open conditions. */
    private record Use(String mutex, int conditions) {}

    private static final Map<Mapping, Map<Long, Use>> USES = new WeakHashMap<>();

    private ConditionMutexes() {}

    /**
     * Enters an open condition.
     *
     * @throws IllegalArgumentException if the condition is in use with another mutex
     */
    static void enter(ObjectPlace condition, String mutex) {
        synchronized (USES) {
            Map<Long, Use> uses = USES.computeIfAbsent(condition.mapping(), mapping -> new HashMap<>());
            Use use = uses.getOrDefault(condition.offset(), new Use(mutex, 0));
            if (!use.mutex.equals(mutex)) {
                throw new IllegalArgumentException(condition.object() + " is used with " + use.mutex
                        + ", and a condition has one mutex: it cannot be used with " + mutex);
            }
            uses.put(condition.offset(), new Use(mutex, use.conditions + 1));
        }
    }

    /** Removes an open condition. */
    static void leave(ObjectPlace condition) {
        synchronized (USES) {
            Map<Long, Use> uses = USES.get(condition.mapping());
            if (uses != null) {
                uses.computeIfPresent(
                        condition.offset(),
                        (offset, use) -> use.conditions == 1 ? null : new Use(use.mutex, use.conditions - 1));
                if (uses.isEmpty()) {
                    USES.remove(condition.mapping());
                }
            }
        }
    }
}
