package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MemoryRegion;
import io.nativeipc.internal.sys.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What an operation finds in memory that is closed meanwhile, where a provider maps other pages over it. */
class RingMemoryTest {
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);

    private final MemoryRegion region = new MemoryRegion("file:/nowhere", new Heap(), false, MappedMemory.Backing.NONE);
    private final RingMemory memory = RingMemory.in(region, new Nowhere(), RingHeader.create(OPTIONS));

    @Test
    void memoryThatIsClosedMeanwhileIsNotCorrupt() {
        assertThatThrownBy(() -> memory.access(() -> {
                    region.close();
                    throw new CorruptException("ring:/x", "has the state 0");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ring:/x cannot go on: its memory, file:/nowhere, is closed");
    }

    @Test
    void openMemoryMayBeCorrupt() {
        assertThatThrownBy(() -> memory.access(() -> {
                    throw new CorruptException("ring:/x", "has the state 0");
                }))
                .isInstanceOf(CorruptException.class);
    }

    private static final class Heap implements View {
        private final ByteBuffer bytes = ByteBuffer.allocate((int) OPTIONS.byteSize());

        @Override
        public long address() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long byteSize() {
            return bytes.capacity();
        }

        @Override
        public ByteBuffer buffer(long offset, int length) {
            return bytes.slice((int) offset, length).order(ByteOrder.nativeOrder());
        }

        @Override
        public void close() {}
    }

    private static final class Nowhere implements RingPlace {
        @Override
        public String address() {
            return "ring:/x";
        }

        @Override
        public RingLocks openLocks() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void describe(ByteBuffer control) {}

        @Override
        public void unlink(RingMemory memory) {}

        @Override
        public void close() {}
    }
}
