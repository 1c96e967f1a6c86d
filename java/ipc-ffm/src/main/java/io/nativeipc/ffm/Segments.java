package io.nativeipc.ffm;

import io.nativeipc.Region;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.View;
import java.lang.foreign.MemorySegment;

/** The typed view of a {@link Region} for Java 22 and later. */
public final class Segments {
    private Segments() {}

    /**
     * Returns the region's memory as a segment, which can be read and written through the VarHandles of a
     * {@code MemoryLayout}. Any thread may use it until the region is closed; after that an access throws
     * {@link IllegalStateException}.
     *
     * @param region an open region
     * @return a segment of the same bytes, which is closed with the region
     * @throws IllegalStateException if the region is closed
     * @throws IllegalArgumentException if the region was mapped by another provider ({@code -Dnativeipc.provider=jna})
     */
    public static MemorySegment of(Region region) {
        View view = Regions.viewOf(region);
        if (view instanceof FfmView ffm) {
            return region.isReadOnly() ? ffm.segment().asReadOnly() : ffm.segment();
        }
        throw new IllegalArgumentException(region + " was not mapped by java.lang.foreign");
    }
}
