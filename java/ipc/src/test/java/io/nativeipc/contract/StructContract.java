package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.SharedMemory;
import io.nativeipc.memory.Abi;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.function.LongFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests structs in shared memory: their place, and the state of their fields after close. */
public abstract class StructContract {
    private static final Struct QUOTE = Struct.parse(
            "struct quote { int seq; double price; char symbol[8]; struct { short bid; long long ask; } depth[2]; };",
            "quote");
    private static final Struct.Int32 SEQ = QUOTE.int32("seq");
    private static final Struct.Float64 PRICE = QUOTE.float64("price");

    private final String name = Unique.name();

    @AfterEach
    void unlinkName() throws IOException {
        try {
            SharedMemory.unlink(name);
        } catch (NotFoundException absent) {
            // the test created none, or the system removed it with its last handle
        }
    }

    @Test
    void twoMappingsSeeEachOthersFields() throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 4096);
                SharedMemory other = SharedMemory.open(name)) {
            ByteBuffer quote = QUOTE.at(memory, 64);
            ByteBuffer seen = QUOTE.at(other, 64);
            assertThat(quote.capacity()).isEqualTo((int) QUOTE.byteSize()).isEqualTo(56);
            assertThat(quote.order()).isEqualTo(ByteOrder.nativeOrder());
            PRICE.set(quote, 1.5);
            SEQ.setRelease(quote, 7);
            assertThat(SEQ.getAcquire(seen)).isEqualTo(7);
            assertThat(PRICE.get(seen)).isEqualTo(1.5);
            assertThat(SEQ.compareAndSet(seen, 7, 8)).isTrue();
            assertThat(other.buffer().getInt(64)).isEqualTo(8);
            StructView view = QUOTE.view(other, 64);
            view.setLong("depth[1].ask", 9);
            assertThat(memory.buffer().getLong(64 + (int) QUOTE.offsetOf("depth[1].ask")))
                    .isEqualTo(9);
            assertThat(view.toString()).startsWith("struct quote:\nseq = 8\nprice = 1.5\n");
        }
    }

    @Test
    void anArrayOfStructs() throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            SEQ.set(QUOTE.at(memory, 8, 3), 5);
            assertThat(memory.buffer().getInt(8 + 3 * 56)).isEqualTo(5);
            int last = (4096 - 8) / 56 - 1;
            assertThat(SEQ.get(QUOTE.at(memory, 8, last))).isZero();
            for (long index : new long[] {-1, last + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> QUOTE.at(memory, 8, index))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining("is not inside " + memory + ", which has 4096 bytes");
            }
            assertThatThrownBy(() -> QUOTE.at(memory, -56, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aStructOutsideOfTheRegionOrMisalignedIsRefused() throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 4096)) {
            for (long offset : new long[] {-8, 4048, 4096, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> QUOTE.at(memory, offset))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("struct quote of 56 bytes at " + offset + " is not inside " + memory
                                + ", which has 4096 bytes");
            }
            assertThat(QUOTE.at(memory, 4040).capacity()).isEqualTo(56);
            String aligned = "struct quote is aligned to 8 bytes, and offset %d of " + memory + " is not; the nearest ";
            for (var call : List.<LongFunction<Object>>of(
                    offset -> QUOTE.at(memory, offset), offset -> QUOTE.view(memory, offset))) {
                assertThatThrownBy(() -> call.apply(12))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(aligned.formatted(12) + "are 8 and 16");
                assertThatThrownBy(() -> call.apply(1)).hasMessage(aligned.formatted(1) + "are 0 and 8");
                assertThatThrownBy(() -> call.apply(4039)).hasMessage(aligned.formatted(4039) + "are 4032 and 4040");
            }
            Struct wide = Struct.parse("struct wide { _Alignas(4096) char c[4096]; };", "wide");
            assertThat(wide.at(memory, 0).capacity()).isEqualTo(4096);
            Struct last = Struct.parse("struct last { _Alignas(64) int i; };", "last");
            assertThatThrownBy(() -> last.at(memory, 4031))
                    .hasMessageEndingWith("is not; the nearest are 3968 and 4032");
            Struct odd = Struct.parse(
                    "struct s { char c[4090]; }; typedef struct s odd __attribute__((aligned(4)));",
                    "odd",
                    Abi.LINUX_X86_64);
            assertThatThrownBy(() -> odd.at(memory, 6)).hasMessageEndingWith("is not; the nearest is 4");
            Struct packed = Struct.parse("#pragma pack(1)\nstruct p { char c; long long l; };", "p");
            assertThat(packed.at(memory, 13).capacity()).isEqualTo(9);
        }
    }

    /** A copy of a struct may be at any address, as its fields are read one by one. */
    @Test
    void aCopyNeedsNoAlignment() {
        for (int offset = 0; offset < 8; offset++) {
            ByteBuffer copy = ByteBuffer.allocateDirect(64).slice(offset, 56).order(ByteOrder.nativeOrder());
            StructView view = QUOTE.view(copy);
            view.setDouble("price", 2.5);
            view.setLong("depth[1].ask", offset);
            assertThat(view.getDouble("price")).isEqualTo(2.5);
            assertThat(view.getLong("depth[1].ask")).isEqualTo(offset);
        }
    }

    @Test
    void aReadOnlyRegionHasReadOnlyFields() throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 4096);
                SharedMemory readOnly = SharedMemory.open(name, MemoryOpenOption.READ_ONLY)) {
            SEQ.set(QUOTE.at(memory, 0), 3);
            ByteBuffer quote = QUOTE.at(readOnly, 0);
            assertThat(SEQ.getAcquire(quote)).isEqualTo(3);
            List<ThrowingCallable> writes = List.of(
                    () -> SEQ.set(quote, 4),
                    () -> SEQ.setRelease(quote, 4),
                    () -> SEQ.setVolatile(quote, 4),
                    () -> SEQ.compareAndSet(quote, 3, 4),
                    () -> QUOTE.integer("seq").set(quote, 4),
                    () -> QUOTE.bytes("seq").set(quote, new byte[4]));
            for (ThrowingCallable write : writes) {
                assertThatThrownBy(write)
                        .isInstanceOf(ReadOnlyBufferException.class)
                        .hasMessage("seq cannot be written: the buffer is read-only, as those of a region are that is"
                                + " mapped for reading only");
            }
            assertThatThrownBy(() -> PRICE.set(quote, 1))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessageStartingWith("price cannot be written: ");
            StructView view = QUOTE.view(readOnly, 0);
            List<ThrowingCallable> named = List.of(
                    () -> view.setLong("seq", 4),
                    () -> view.setDouble("price", 4),
                    () -> view.setString("symbol", "A"),
                    () -> view.set("depth[1].ask", "4"));
            List<String> fields = List.of("seq", "price", "symbol", "depth[1].ask");
            for (int i = 0; i < fields.size(); i++) {
                assertThatThrownBy(named.get(i))
                        .isInstanceOf(ReadOnlyBufferException.class)
                        .hasMessage(fields.get(i) + " of struct quote at 0 of " + readOnly
                                + " cannot be written: the region is mapped for reading only");
            }
            StructView copy = QUOTE.view(quote);
            assertThatThrownBy(() -> copy.setLong("seq", 4))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage("seq of struct quote cannot be written: the buffer is read-only");
            assertThat(SEQ.get(QUOTE.at(memory, 0))).isEqualTo(3);
        }
    }

    @Test
    void aClosedRegionHasNoStructs() throws IOException {
        SharedMemory memory = SharedMemory.create(name, 4096);
        memory.close();
        assertThatThrownBy(() -> QUOTE.at(memory, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> QUOTE.view(memory, 0)).isInstanceOf(IllegalStateException.class);
    }
}
