package io.nativeipc.memory;

import io.nativeipc.internal.liveness.MappedObject.Position;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The mutexes with which this process uses conditions. POSIX does not define what waiters with two mutexes do to a
 * condition. Both are compared by their positions in their objects, whatever region of the object they were opened in.
 */
final class ConditionMutexes {
    /** Where a condition and its mutex are. */
    record Use(Position condition, Position mutex) {}

    private static final Map<Object, Use> USES = new WeakHashMap<>();

    private ConditionMutexes() {}

    /**
     * Enters an open condition.
     *
     * @param condition the object, whose text names it in the exception
     * @param mutex its mutex, likewise
     * @throws IllegalArgumentException if the condition is in use with another mutex
     */
    static void enter(Object condition, Object mutex, Use use) {
        synchronized (USES) {
            for (Use other : USES.values()) {
                if (other.condition.equals(use.condition) && !other.mutex.equals(use.mutex)) {
                    throw new IllegalArgumentException(condition + " is used with a mutex at " + other.mutex.offset()
                            + " of its object, and a condition has one mutex: it cannot be used with " + mutex);
                }
            }
            USES.put(condition, use);
        }
    }

    /** Removes an open condition. */
    static void leave(Object condition) {
        synchronized (USES) {
            USES.remove(condition);
        }
    }
}
