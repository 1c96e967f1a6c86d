package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the regions of which a part can be mapped. */
public abstract class PartContract extends RegionContract {
    /** Whole pages, because Windows reports the size of a section in pages. */
    private static final int SIZE = 73 * 4096;

    /** Opens the test's object a second time. */
    abstract Region openPart(MappingOpenOption... options) throws IOException;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4095, 4096, 65_535, 65_536, 70_001, SIZE - 1000})
    void aPartBeginsAtAnyOffset(int offset) throws IOException {
        try (Region whole = createRegion(SIZE)) {
            ByteBuffer all = whole.buffer();
            for (int i = 0; i < SIZE; i += Integer.BYTES) {
                all.putInt(i, i);
            }
            Region part = openPart(MappingOpenOption.part(offset, 1000));
            ByteBuffer bytes = part.buffer();
            assertThat(part.byteSize()).isEqualTo(1000);
            assertThat(bytes.capacity()).isEqualTo(1000);
            assertThat(bytes).isEqualTo(whole.buffer(offset, 1000));
            bytes.put(0, (byte) 0x5a).put(999, (byte) 0x5b);
            assertThat(all.get(offset)).isEqualTo((byte) 0x5a);
            assertThat(all.get(offset + 999)).isEqualTo((byte) 0x5b);
            assertThatThrownBy(() -> part.buffer(999, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("a buffer of 2 bytes at 999 is not inside " + part
                            + (offset == 0 ? "" : ", mapped from " + offset) + ", which has 1000 bytes");
            assertThatThrownBy(() -> part.read(1, ByteBuffer.allocate(1000)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            part.flush();
            part.close();
            if (Native.providerName().equals("ffm")) {
                assertThatThrownBy(() -> bytes.get(999)).isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(bytes.get(999)).isEqualTo(OS.WINDOWS.isCurrentOs() ? (byte) 0x5b : 0);
            }
            assertThat(all.get(offset + 999)).as("after the part was closed").isEqualTo((byte) 0x5b);
        }
    }

    @Test
    void aPartMayBeReadOnly() throws IOException {
        try (Region whole = createRegion(SIZE);
                Region part = openPart(
                        MemoryOpenOption.READ_ONLY,
                        MappingOpenOption.part(SIZE - 1, 1),
                        MemoryOpenOption.atLeast(SIZE))) {
            whole.buffer().put(SIZE - 1, (byte) 7);
            assertThat(part.buffer().get(0)).isEqualTo((byte) 7);
            assertThat(part.buffer().isReadOnly()).isTrue();
        }
    }

    @Test
    void aPartThatTheObjectDoesNotHaveIsRefused() throws IOException {
        try (Region whole = createRegion(SIZE)) {
            assertThat(whole.byteSize()).isEqualTo(SIZE);
            for (long offset : new long[] {SIZE - 1, SIZE, 1L << 40, Long.MAX_VALUE - 2}) {
                assertThatThrownBy(() -> openPart(MappingOpenOption.part(offset, 2)))
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("too small: has " + SIZE + " bytes, and 2 at " + offset);
            }
            assertThatThrownBy(() -> openPart(MappingOpenOption.part(0, 1), MemoryOpenOption.atLeast(SIZE + 4096)))
                    .hasMessageContaining("too small");
            assertThatIllegalArgumentException().isThrownBy(() -> MappingOpenOption.part(-1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> MappingOpenOption.part(0, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> MappingOpenOption.part(Long.MAX_VALUE, 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> openPart(MappingOpenOption.part(0, 1), MappingOpenOption.part(1, 1)))
                    .withMessageContaining("two options of one kind");
        }
    }
}
