package io.nativeipc.ffm;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.PathElement.sequenceElement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MemoryOpenOption;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

/** Tests typed views: a MemoryLayout over a struct of a C++ process, and the state of a segment after close. */
class SegmentsTest {
    private static final StructLayout LEVEL = MemoryLayout.structLayout(
            ValueLayout.JAVA_SHORT.withName("bid"),
            MemoryLayout.paddingLayout(6),
            ValueLayout.JAVA_LONG.withName("ask"));

    private static final StructLayout QUOTE = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("id"),
            MemoryLayout.paddingLayout(4),
            ValueLayout.JAVA_DOUBLE.withName("price"),
            MemoryLayout.sequenceLayout(8, ValueLayout.JAVA_BYTE).withName("symbol"),
            MemoryLayout.sequenceLayout(2, LEVEL).withName("depth"));

    private static final VarHandle ID = QUOTE.varHandle(groupElement("id"));
    private static final VarHandle PRICE = QUOTE.varHandle(groupElement("price"));
    private static final VarHandle BID = QUOTE.varHandle(groupElement("depth"), sequenceElement(), groupElement("bid"));
    private static final VarHandle ASK = QUOTE.varHandle(groupElement("depth"), sequenceElement(), groupElement("ask"));
    private static final long SYMBOL = QUOTE.byteOffset(groupElement("symbol"));

    private static final long PID = ProcessHandle.current().pid();

    @Test
    void aStructOfACppProcess() throws Exception {
        SysVKey key = SysVKey.of((int) (0x5b000000L | PID & 0xffffff));
        try (Peer peer = Peer.start(Peers.CPP, "struct", key.toString(), "/ipc-test-quote-" + PID)) {
            peer.ask("create");
            try (SysVSharedMemory segment = SysVSharedMemory.open(key)) {
                assertThat(peer.ask("layout")).startsWith("size=" + QUOTE.byteSize() + " ");
                MemorySegment quote = Segments.of(segment);
                assertThat(quote.byteSize()).isEqualTo(segment.byteSize());
                peer.ask("put 7 101.25 EURUSD -3 9000000000 4 -5");
                assertThat((int) ID.get(quote, 0L)).isEqualTo(7);
                assertThat((double) PRICE.get(quote, 0L)).isEqualTo(101.25);
                assertThat(quote.getString(SYMBOL)).isEqualTo("EURUSD");
                assertThat((short) BID.get(quote, 0L, 0L)).isEqualTo((short) -3);
                assertThat((long) ASK.get(quote, 0L, 0L)).isEqualTo(9_000_000_000L);
                assertThat((long) ASK.get(quote, 0L, 1L)).isEqualTo(-5);

                ID.setVolatile(quote, 0L, 8);
                PRICE.set(quote, 0L, -0.5);
                quote.setString(SYMBOL, "XAU");
                BID.set(quote, 0L, 1L, (short) 3);
                assertThat(peer.ask("get")).isEqualTo("8 -0.5 XAU -3 9000000000 3 -5");
            } finally {
                peer.ask("remove");
            }
        }
    }

    @Test
    void aReadOnlyRegionGivesAReadOnlySegment() throws Exception {
        String name = "/ipc-test-segments-" + PID;
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
                PosixSharedMemory readOnly = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY)) {
            memory.unlink();
            Segments.of(memory).set(ValueLayout.JAVA_INT, 0, 5);
            assertThat(Segments.of(readOnly).get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
            assertThat(Segments.of(readOnly).isReadOnly()).isTrue();
            assertThatThrownBy(() -> Segments.of(readOnly).set(ValueLayout.JAVA_INT, 0, 6))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void afterCloseEveryAccessIsIllegalState() throws Exception {
        String name = "/ipc-test-segments-" + PID;
        PosixSharedMemory memory = PosixSharedMemory.create(name, 64);
        memory.unlink();
        MemorySegment segment = Segments.of(memory);
        memory.close();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_INT, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Segments.of(memory)).isInstanceOf(IllegalStateException.class);
    }
}
