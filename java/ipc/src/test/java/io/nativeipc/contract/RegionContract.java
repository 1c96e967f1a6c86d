package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.Region;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/** Tests what every region guarantees, whatever object it maps. */
public abstract class RegionContract {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Creates the test's object, which the subclass removes after the test. */
    abstract Region createRegion(long byteSize) throws IOException;

    /** Opens the test's object a second time. */
    abstract Region openRegion() throws IOException;

    abstract Region openRegionReadOnly() throws IOException;

    @Test
    void twoMappingsShareTheirBytes() throws IOException {
        try (Region first = createRegion(4096);
                Region second = openRegion()) {
            assertThat(first.address()).isNotZero().isNotEqualTo(second.address());
            assertThat(first.byteSize()).isEqualTo(second.byteSize()).isEqualTo(4096);
            assertThat(second.buffer().getLong(0))
                    .as("a new object is all zeros")
                    .isZero();
            first.buffer().putLong(4088, 0x0102030405060708L);
            assertThat(second.buffer().getLong(4088)).isEqualTo(0x0102030405060708L);
            assertThat((boolean) LONG.compareAndSet(second.buffer(), 0, 0L, 5L)).isTrue();
            assertThat((long) LONG.getAcquire(first.buffer(), 0)).isEqualTo(5);
        }
    }

    @Test
    void buffersAreInNativeOrderAndInsideTheRegion() throws IOException {
        try (Region region = createRegion(4096)) {
            ByteBuffer part = region.buffer(8, 16);
            assertThat(part.order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(part.isDirect()).isTrue();
            assertThat(part.capacity()).isEqualTo(16);
            part.putInt(0, 99);
            assertThat(region.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(region.buffer().getInt(8)).isEqualTo(99);
            String outside = " is not inside " + region + ", which has 4096 bytes";
            assertThatThrownBy(() -> region.buffer(4090, 7))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("a buffer of 7 bytes at 4090" + outside);
            assertThatThrownBy(() -> region.buffer(-1, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("a buffer of 1 byte at -1" + outside);
            assertThatThrownBy(() -> region.buffer(0, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("a buffer of -1 bytes at 0" + outside);
            assertThatThrownBy(() -> region.buffer(Long.MAX_VALUE, 1))
                    .hasMessage("a buffer of 1 byte at " + Long.MAX_VALUE + outside);
        }
    }

    @Test
    void readAndWriteCopyAllOrNothing() throws IOException {
        try (Region region = createRegion(4096)) {
            region.write(4093, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer back = ByteBuffer.allocate(3);
            region.read(4093, back);
            assertThat(back.array()).containsExactly(1, 2, 3);
            ByteBuffer tooMuch = ByteBuffer.wrap(new byte[] {9, 9, 9, 9});
            String outside = "a range of 4 bytes at 4093 is not inside " + region + ", which has 4096 bytes";
            assertThatThrownBy(() -> region.write(4093, tooMuch))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(outside);
            assertThat(tooMuch.position()).isZero();
            assertThat(region.buffer().get(4093)).isEqualTo((byte) 1);
            assertThatThrownBy(() -> region.read(4093, ByteBuffer.allocate(4)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage(outside);
            assertThatThrownBy(() -> region.read(0, ByteBuffer.allocate(4).asReadOnlyBuffer()))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage("the buffer for the bytes of " + region + " is read-only");
        }
    }

    /** Copies of more than a mebibyte are split, but still copy all bytes or none. */
    @Test
    void largeCopiesAreCheckedBeforeTheirFirstPart() throws IOException {
        int size = (2 << 20) + 4096;
        try (Region region = createRegion(size)) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (i % 251);
            }
            region.write(0, ByteBuffer.wrap(bytes));
            ByteBuffer back = ByteBuffer.allocate(size);
            region.read(0, back);
            assertThat(back.hasRemaining()).isFalse();
            assertThat(back.array()).isEqualTo(bytes);
            ByteBuffer large = ByteBuffer.allocate(size + 1);
            assertThatThrownBy(() -> region.read(0, large)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(large.position()).isZero();
            assertThatThrownBy(() -> region.write(0, large)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(region.buffer().get(1)).as("not overwritten").isEqualTo((byte) 1);
        }
    }

    @Test
    void aReadOnlyRegionCannotBeWritten() throws IOException {
        try (Region region = createRegion(4096);
                Region readOnly = openRegionReadOnly()) {
            region.buffer().putInt(0, 11);
            assertThat(readOnly.isReadOnly()).isTrue();
            assertThat(region.isReadOnly()).isFalse();
            assertThat(readOnly.buffer().getInt(0)).isEqualTo(11);
            assertThat(readOnly.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> readOnly.buffer().putInt(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> readOnly.write(3, ByteBuffer.allocate(1)))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage(readOnly + " is mapped for reading only: no byte at 3 can be written");
        }
    }

    @Test
    void afterCloseNothingCrashes() throws IOException {
        Region region = createRegion(1 << 20);
        ByteBuffer held = region.buffer();
        held.putInt(0, 5);
        region.close();
        region.close();
        assertThat(region.isOpen()).isFalse();
        assertThatThrownBy(region::buffer)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(region + " is closed");
        assertThatThrownBy(region::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.read(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.write(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        if (Native.providerName().equals("ffm")) {
            assertThatThrownBy(() -> held.getInt(0)).isInstanceOf(IllegalStateException.class);
        } else if (OS.WINDOWS.isCurrentOs()) {
            assertThat(held.getInt(0))
                    .as("Windows cannot take the memory away while a buffer exists")
                    .isEqualTo(5);
        } else {
            assertThat(held.getInt(0))
                    .as("a buffer that was taken before reads zeros")
                    .isZero();
            held.putInt(0, 6);
            try (Region again = openRegion()) {
                assertThat(again.buffer().getInt(0))
                        .as("and no write reaches it")
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void closingUnderABusyReaderEndsItInOrder() throws Exception {
        Region region = createRegion(1 << 16);
        AtomicReference<Throwable> end = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try {
                long sum = 0;
                while (true) {
                    sum += region.buffer().getLong(4096);
                    reading.countDown();
                    if (sum != 0) {
                        throw new AssertionError("not a zero: " + sum);
                    }
                }
            } catch (Throwable thrown) {
                end.set(thrown);
            }
        });
        reader.start();
        reading.await();
        region.close();
        reader.join();
        assertThat(end.get()).isInstanceOf(IllegalStateException.class);
    }
}
