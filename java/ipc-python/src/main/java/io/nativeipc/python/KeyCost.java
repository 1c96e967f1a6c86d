package io.nativeipc.python;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the cost of putting keys into hash tables. A peer chooses the keys, so it can choose keys of one hash, each
 * of which is compared with all previous keys, and long keys, which are hashed at each use. The cost is computed before
 * the work is done.
 */
final class KeyCost {
    /** A table with fewer keys is cheap whatever their hashes are. */
    private static final int FEW = 64;

    /** How many bytes of a key are hashed or compared in the time of one step. */
    static final int BYTES_PER_STEP = 64;

    /** For each large container, the number of its keys for each hash. */
    private final IdentityHashMap<Object, Map<Integer, Integer>> counts = new IdentityHashMap<>();

    /** Returns the number of steps to look up the key in the container. */
    long of(Object container, Collection<?> keys, @Nullable Object key) {
        long size = 1 + byteSize(key) / BYTES_PER_STEP;
        if (keys.size() < FEW) {
            return size;
        }
        Map<Integer, Integer> count = counts.computeIfAbsent(container, large -> count(keys));
        return size * (1 + count.getOrDefault(hash(key), 0));
    }

    /** Counts a key that was added to the container. */
    void added(Object container, @Nullable Object key) {
        Map<Integer, Integer> count = counts.get(container);
        if (count != null) {
            count.merge(hash(key), 1, Integer::sum);
        }
    }

    private static Map<Integer, Integer> count(Collection<?> keys) {
        Map<Integer, Integer> count = new HashMap<>();
        for (Object key : keys) {
            count.merge(hash(key), 1, Integer::sum);
        }
        return count;
    }

    private static int hash(@Nullable Object key) {
        return key == null ? 0 : key.hashCode();
    }

    /** Returns the maximum number of bytes that a comparison of the key reads. */
    static long byteSize(@Nullable Object key) {
        if (key instanceof Tuple tuple) {
            return tuple.keyBytes();
        } else if (key instanceof String text) {
            return text.length();
        } else if (key instanceof byte[] bytes) {
            return bytes.length;
        } else if (key instanceof ByteBuffer bytes) {
            return bytes.remaining();
        }
        return key instanceof BigInteger number ? number.bitLength() / Byte.SIZE : 0;
    }
}
