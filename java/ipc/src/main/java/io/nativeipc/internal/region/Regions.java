package io.nativeipc.internal.region;

import io.nativeipc.Region;
import io.nativeipc.internal.sys.View;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the memory of a region. Each class that implements {@link Region} registers once how its field is read; no
 * method of the class shows it.
 */
public final class Regions {
    private static final Map<Class<?>, Function<Region, MappedMemory>> MEMORY = new ConcurrentHashMap<>();

    private Regions() {}

    /** Registers a class that implements {@link Region}. Its static initializer does so. */
    public static <R extends Region> void register(Class<R> type, Function<R, MappedMemory> memory) {
        MEMORY.put(type, region -> memory.apply(type.cast(region)));
    }

    /**
     * Returns the memory of a region.
     *
     * @throws IllegalArgumentException if the region does not belong to this library
     */
    public static MappedMemory memoryOf(Region region) {
        @Nullable Function<Region, MappedMemory> memory = MEMORY.get(region.getClass());
        if (memory == null) {
            throw new IllegalArgumentException(
                    "no region of this library: " + region.getClass().getName());
        }
        return memory.apply(region);
    }

    /** Returns a region's view. */
    public static View viewOf(Region region) {
        return memoryOf(region).view();
    }
}
