package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.internal.region.MemoryRegion;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What an operation finds in memory that is closed meanwhile, where a provider maps other pages over it. */
class RingMemoryTest {
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);

    private final MemoryRegion region =
            PlainView.region("file:/nowhere", ByteBuffer.allocate((int) OPTIONS.byteSize()));
    private final RingMemory memory = RingMemory.in(region, new Nowhere("ring:/x"), RingHeader.create(OPTIONS));

    @Test
    void memoryThatIsClosedMeanwhileIsNotCorrupt() {
        assertThatThrownBy(() -> memory.access(() -> {
                    region.close();
                    throw new CorruptException("ring:/x", "has the state 0");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ring:/x cannot be used: its region file:/nowhere is closed");
    }

    @Test
    void openMemoryMayBeCorrupt() {
        assertThatThrownBy(() -> memory.access(() -> {
                    throw new CorruptException("ring:/x", "has the state 0");
                }))
                .isInstanceOf(CorruptException.class);
    }
}
