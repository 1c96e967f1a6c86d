package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import io.nativeipc.memory.OffsetPointer;
import io.nativeipc.memory.Struct;
import io.nativeipc.memory.StructView;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests the pointers of Boost.Interprocess, with a C++ program that uses them. */
public abstract class OffsetPointerContract {
    private static final int SIZE = 4096;

    private final String name = Unique.posixName();
    private PosixSharedMemory memory;

    @BeforeEach
    void create() throws IOException {
        memory = PosixSharedMemory.create(name, SIZE);
    }

    @AfterEach
    void remove() throws IOException {
        memory.close();
        memory.unlink();
    }

    private List<Integer> values(Region region) throws IOException {
        List<Integer> values = new ArrayList<>();
        OptionalLong node = OffsetPointer.at(region, 0).target();
        while (node.isPresent()) {
            values.add(region.buffer(node.getAsLong(), 16).getInt(8));
            node = OffsetPointer.at(region, node.getAsLong()).target();
        }
        return values;
    }

    @Test
    void aListOfBoostsPointersIsReadAndChanged() throws IOException {
        try (Peer peer = Peer.start(Peers.BOOST, "list", name)) {
            peer.ask("build 5");
            assertThat(values(memory)).containsExactly(1, 2, 3, 4, 5);
            OffsetPointer.at(memory, 64).set(256); // after 1 comes 4
            assertThat(peer.ask("values")).isEqualTo("1,4,5");
            OffsetPointer.at(memory, 256).setNull();
            assertThat(peer.ask("values")).isEqualTo("1,4");
            memory.buffer().putInt(1032, 77);
            OffsetPointer.at(memory, 1024).set(64); // backwards
            OffsetPointer.at(memory, 0).set(1024);
            assertThat(peer.ask("values")).isEqualTo("77,1,4");
            OffsetPointer.at(memory, 0).setNull();
            assertThat(peer.ask("values")).isEqualTo("none");
            assertThat(values(memory)).isEmpty();
        }
    }

    /** Boost finds objects by name in an index of its own; the handle of an object is its offset. */
    @Test
    void anObjectOfAManagedSegmentIsAtItsHandle() throws IOException {
        String managed = Unique.posixName();
        Struct quote = Struct.parse("struct Quote { int seq; double price; };", "Quote");
        try (Peer peer = Peer.start(Peers.BOOST, "managed", managed);
                PosixSharedMemory segment = PosixSharedMemory.open(managed)) {
            try {
                long first = Long.parseLong(peer.ask("make first 7"));
                long second = Long.parseLong(peer.ask("make second 8"));
                StructView view = quote.view(segment, first);
                assertThat(view).hasToString("struct Quote:\nseq = 7\nprice = 1.5");
                view.setLong("seq", 9);
                assertThat(peer.ask("seq " + first)).isEqualTo("9");
                assertThat(peer.ask("seq " + second)).isEqualTo("8");
                quote.view(segment, second).setLong("seq", 10);
                assertThat(peer.ask("seq " + second)).isEqualTo("10");
            } finally {
                segment.unlink();
            }
        }
    }

    @Test
    void theDistanceIsFromThePointerItself() throws IOException {
        OffsetPointer pointer = OffsetPointer.at(memory, 128);
        assertThat(pointer.target()).as("a distance of 0").hasValue(128);
        pointer.set(64);
        assertThat(memory.buffer().getLong(128)).isEqualTo(-64);
        assertThat(pointer.target()).hasValue(64);
        pointer.set(SIZE - 1);
        assertThat(pointer.target()).hasValue(SIZE - 1);
        pointer.setNull();
        assertThat(memory.buffer().getLong(128)).isEqualTo(1);
        assertThat(pointer.target()).isEmpty();
        assertThat(pointer).hasToString("offset_ptr at 128 of posix-shm:" + name);
    }

    @TestFactory
    Stream<DynamicTest> refused() throws IOException {
        return Refusal.tests(
                leadsOut("before the memory", -129),
                leadsOut("after the memory", SIZE - 128),
                leadsOut("far away", Long.MAX_VALUE),
                leadsOut("far before", Long.MIN_VALUE),
                Refusal.misuse("misaligned", () -> OffsetPointer.at(memory, 4), "aligned to 8", "offset 4", name),
                Refusal.misuse(
                        "misaligned by the part",
                        () -> {
                            try (Region part = PosixSharedMemory.open(name, MappingOpenOption.part(4, 64))) {
                                OffsetPointer.at(part, 0);
                            }
                        },
                        "aligned to 8"),
                new Refusal(
                        "beyond the end",
                        () -> OffsetPointer.at(memory, SIZE - 7),
                        IndexOutOfBoundsException.class,
                        "",
                        "",
                        "a pointer of 8 bytes at 4089 is not inside " + memory + ", which has 4096 bytes"),
                new Refusal(
                        "before the start",
                        () -> OffsetPointer.at(memory, -8),
                        IndexOutOfBoundsException.class,
                        "",
                        "",
                        "a pointer of 8 bytes at -8 is not inside " + memory),
                new Refusal(
                        "set beyond the end",
                        () -> OffsetPointer.at(memory, 0).set(SIZE),
                        IndexOutOfBoundsException.class,
                        "",
                        "",
                        "a target of 1 byte at 4096 is not inside " + memory),
                Refusal.misuse(
                        "set to null's distance",
                        () -> OffsetPointer.at(memory, 8).set(9),
                        "null"),
                Refusal.illegalState(
                        "after close",
                        () -> {
                            Region region = PosixSharedMemory.open(name);
                            OffsetPointer pointer = OffsetPointer.at(region, 0);
                            region.close();
                            pointer.target();
                        },
                        "is closed"));
    }

    private Refusal leadsOut(String where, long distance) {
        return new Refusal(
                where,
                () -> {
                    memory.buffer().putLong(128, distance);
                    OffsetPointer.at(memory, 128).target();
                },
                CorruptException.class,
                "",
                "corrupt",
                "offset 128",
                Long.toString(distance));
    }

    @Test
    void aReadOnlyRegionIsFollowedAndNotChanged() throws IOException {
        OffsetPointer.at(memory, 0).set(512);
        try (Region readOnly = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY)) {
            OffsetPointer pointer = OffsetPointer.at(readOnly, 0);
            assertThat(pointer.target()).hasValue(512);
            String refusal = readOnly + " is mapped for reading only: no byte at 0 can be written";
            assertThatThrownBy(() -> pointer.set(64))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(pointer::setNull)
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage(refusal);
            assertThat(pointer.target()).hasValue(512);
        }
    }
}
