package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValue.WriterState;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a latest value in a System V segment, between Java and C++. Each word of a value is the value's version times
 * the word's own number, so a copy of two values shows.
 */
public abstract class LatestValueContract extends LatestValueSegment {
    /** The least number of reads, each checked, by each reader of each writer. */
    private static final int READS = Full.count(1_000_000, 5_000_000, 100_000_000);

    private static ByteBuffer value(ByteBuffer value, long version) {
        for (int i = 0; i < value.capacity() / Long.BYTES; i++) {
            value.putLong(i * Long.BYTES, version * (i + 1));
        }
        return value.clear();
    }

    private static long checkedRead(LatestValue value, ByteBuffer copy, long last) throws Exception {
        long version = value.read(copy.clear());
        boolean whole = version >= last;
        for (int i = 0; version != 0 && i < copy.capacity() / Long.BYTES; i++) {
            whole &= copy.getLong(i * Long.BYTES) == version * (i + 1);
        }
        if (!whole) {
            throw new AssertionError("torn, or older than " + last + ": " + version + " " + copy.getLong(0));
        }
        return version;
    }

    @Test
    void theNewestValueIsRead() throws Exception {
        try (LatestValue value = LatestValue.create(memory, 12);
                LatestValue same = LatestValue.open(memory)) {
            assertThat(value).hasToString("latest value in " + memory);
            assertThat(same.valueSize()).isEqualTo(12);
            assertThat(value.created()).isTrue();
            assertThat(same.created()).isFalse();
            ByteBuffer copy = ByteBuffer.allocate(20).position(3);
            assertThat(same.read(copy)).isZero();
            assertThat(copy.position()).isEqualTo(3);
            assertThat(same.writerState()).isEqualTo(WriterState.ABSENT);
            try (LatestValueWriter writer = value.writer()) {
                assertThat(writer.tookOver()).isFalse();
                assertThat(same.writerState()).isEqualTo(WriterState.ALIVE);
                assertThat(value.writerState()).isEqualTo(WriterState.ALIVE);
                for (int i = 1; i <= 20; i++) {
                    ByteBuffer next = ByteBuffer.wrap("value-%06d".formatted(i).getBytes());
                    writer.set(next);
                    assertThat(next.hasRemaining()).isFalse();
                    assertThat(writer.version()).isEqualTo(i);
                    assertThat(same.version()).isEqualTo(i);
                    assertThat(same.read(copy.clear().position(3))).isEqualTo(i);
                    assertThat(copy.position()).isEqualTo(15);
                    assertThat(new String(copy.array(), 3, 12)).isEqualTo("value-%06d".formatted(i));
                }
            }
            assertThat(same.writerState()).isEqualTo(WriterState.ABSENT);
            try (LatestValueWriter writer = same.writer()) {
                assertThat(writer.tookOver()).isFalse();
                assertThat(writer.version()).isEqualTo(20);
            }
            value.unlink();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 15, 64, 65, 100})
    void aValueOfAnySizeIsWhole(int length) throws Exception {
        try (LatestValue value = LatestValue.create(memory, length);
                LatestValueWriter writer = value.writer()) {
            ByteBuffer next = ByteBuffer.allocate(length);
            ByteBuffer copy = ByteBuffer.allocate(length + 2);
            for (int i = 0; i < 600; i++) { // every value of a byte, also those that mark the target of a copy
                for (int b = 0; b < length; b++) {
                    next.put(b, (byte) (i + b));
                }
                writer.set(next.clear());
                copy.clear().put(0, (byte) 1).put(length + 1, (byte) 1).position(1);
                assertThat(value.tryRead(copy)).isEqualTo(i + 1);
                assertThat(copy.slice(1, length)).isEqualTo(next.clear());
                assertThat(copy.get(0) + copy.get(length + 1)).isEqualTo(2);
            }
            value.unlink();
        }
    }

    @Test
    void aValueThatEndsAsTheMarkOfACopyIsRead() throws Exception {
        try (LatestValue value = LatestValue.create(memory, 16);
                LatestValueWriter writer = value.writer()) {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                ByteBuffer next = ByteBuffer.allocate(16).order(order).putLong(8, 0x5a17_c3e9_9b04_d26bL);
                writer.set(next.clear());
                ByteBuffer copy = ByteBuffer.allocate(16).order(order);
                assertThat(value.read(copy)).isEqualTo(writer.version());
                assertThat(copy.flip()).isEqualTo(next.clear());
            }
            value.unlink();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void cppAndJavaReadWhatCppSets(int length) throws Exception {
        try (Peer peer = cpp("create " + length);
                Peer reader = cpp("open");
                LatestValue value = LatestValue.open(memory)) {
            assertThat(peer.ask("writer")).isEqualTo("first");
            assertThat(peer.ask("state")).isEqualTo("alive");
            assertThat(value.writerState()).isEqualTo(WriterState.ALIVE);
            assertThatThrownBy(value::writer)
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("busy: it has a writer: process " + peer.pid());
            ByteBuffer copy = bytes(length);
            long last = 0;
            int changes = 0;
            int reads = 0;
            Background<String> torn = Background.start(() -> reader.ask("read " + READS));
            // two processes may not run at once on a busy machine
            while (changes < 1_000 || reads < READS || !torn.isDone()) {
                peer.tell("set 1000000");
                Background<String> set = Background.start(peer::hear);
                for (; !set.isDone(); reads++) {
                    long version = checkedRead(value, copy, last);
                    changes += version == last ? 0 : 1;
                    last = version;
                }
                last = checkedRead(value, copy, last);
                assertThat(set.result()).isEqualTo("ok " + last);
            }
            assertThat(torn.result()).isEqualTo("0");
            peer.ask("leave");
            assertThat(value.writerState()).isEqualTo(WriterState.ABSENT);
            peer.ask("unlink");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void cppAndJavaReadWhatJavaSets(int length) throws Exception {
        Peers.CPP.require();
        try (LatestValue value = LatestValue.create(memory, length);
                LatestValueWriter writer = value.writer();
                Peer peer = cpp("open")) {
            assertThat(peer.ask("state")).isEqualTo("alive");
            assertThat(peer.askRaw("writer")).startsWith("error latest EBUSY");
            ByteBuffer next = bytes(length);
            writer.set(value(next, 1));
            Background<String> torn = Background.start(() -> peer.ask("read " + READS));
            Background<Long> here = Background.start(() -> {
                ByteBuffer copy = bytes(length);
                long last = 0;
                for (int i = 0; i < READS; i++) {
                    last = checkedRead(value, copy, last);
                }
                return last;
            });
            for (long version = 2; !torn.isDone() || !here.isDone(); version++) {
                writer.set(value(next, version));
            }
            assertThat(torn.result()).isEqualTo("0");
            assertThat(here.result()).isPositive();
            assertThat(peer.ask("version")).isEqualTo(Long.toString(writer.version()));
            value.unlink();
        }
    }

    @Test
    void javaAndCppFindTheLocksOfAPartOfAFile() throws Exception {
        Peers.CPP.require();
        Path path = Unique.path();
        int offset = 2 * SIZE + 128;
        try (MappedFile file = MappedFile.create(path, 4 * SIZE);
                MappedFile part = MappedFile.open(path, MappingOpenOption.part(offset, SIZE));
                LatestValue first = LatestValue.create(file, 8);
                LatestValueWriter writer = first.writer();
                Peer peer = Peer.start(Peers.CPP, "latest", path + ":" + offset)) {
            peer.ask("create 8");
            try (LatestValue value = LatestValue.open(part)) {
                assertThat(value.writerState()).isEqualTo(WriterState.ABSENT);
                assertThat(peer.ask("writer")).isEqualTo("first");
                assertThat(value.writerState()).isEqualTo(WriterState.ALIVE);
                peer.ask("leave");
                value.writer().close();
                value.unlink();
            }
            writer.set(bytes(8));
            first.unlink();
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void aKilledWriterLeavesTheLastWholeValue() throws Exception {
        Peers.CPP.require();
        int kills = Full.count(50, 300, 10_000);
        Random random = new Random(20261130);
        try (LatestValue value = LatestValue.create(memory, 256)) {
            ByteBuffer copy = bytes(256);
            long last = 0;
            for (int kill = 0; kill < kills; kill++) {
                try (Peer peer = cpp("open")) {
                    assertThat(peer.ask("writer")).isEqualTo(kill == 0 ? "first" : "took over");
                    peer.tell("set");
                    long first = last;
                    while ((last = checkedRead(value, copy, last)) == first) {
                        Thread.onSpinWait();
                    }
                    LockSupport.parkNanos(random.nextInt(500_000));
                    peer.kill();
                }
                assertThat(value.writerState()).isEqualTo(WriterState.DEAD);
                last = checkedRead(value, copy, last);
                assertThat(value.version())
                        .as("after the last store of the dead")
                        .isEqualTo(last);
            }
            try (LatestValueWriter writer = value.writer()) {
                assertThat(writer.tookOver()).isTrue();
                assertThat(writer.version()).isEqualTo(last);
                writer.set(value(copy, last + 1));
                checkedRead(value, copy, last + 1);
            }
            value.unlink();
        }
    }

    /** Its locks belong to the value that was unlinked, and would admit a second writer. */
    @Test
    void whatHasAFormerValueOpenDoesNotTouchTheNextOne() throws Exception {
        try (LatestValue former = LatestValue.create(memory, 64);
                LatestValueWriter formerWriter = former.writer()) {
            formerWriter.set(ByteBuffer.allocate(64));
            former.unlink();
            memory.write(0, ByteBuffer.allocate((int) memory.byteSize()));
            try (LatestValue next = LatestValue.create(memory, 64);
                    LatestValueWriter writer = next.writer()) {
                writer.set(ByteBuffer.allocate(64));
                for (ThrowingCallable use : List.<ThrowingCallable>of(
                        former::version,
                        () -> former.tryRead(ByteBuffer.allocate(64)),
                        () -> formerWriter.set(ByteBuffer.allocate(64)))) {
                    assertThatThrownBy(use)
                            .isInstanceOf(CorruptException.class)
                            .hasMessageContaining("something else than this value");
                }
                formerWriter.close();
                assertThatThrownBy(former::writer)
                        .isInstanceOf(CorruptException.class)
                        .hasMessageContaining("something else than this value");
                assertThat(next.writerState()).isEqualTo(WriterState.ALIVE);
                assertThat(next.version()).isEqualTo(1);
                next.unlink();
            }
        }
    }

    @Test
    void afterCloseEveryMethodThrows() throws Exception {
        LatestValue value = LatestValue.create(memory, 8);
        LatestValue other = LatestValue.openOrCreate(memory, 8);
        LatestValueWriter writer = value.writer();
        value.close();
        value.close();
        ByteBuffer copy = bytes(8);
        for (Refusal row : new Refusal[] {
            Refusal.illegalState("read", () -> value.read(copy), "is closed"),
            Refusal.illegalState("tryRead", () -> value.tryRead(copy), "is closed"),
            Refusal.illegalState("version", value::version, "is closed"),
            Refusal.illegalState("await", () -> value.await(0, Duration.ofMillis(60)), "is closed"),
            Refusal.illegalState("writerState", value::writerState, "is closed"),
            Refusal.illegalState("writer", value::writer, "is closed"),
            Refusal.illegalState("unlink", value::unlink, "is closed")
        }) {
            row.check();
        }
        writer.set(copy); // the writer is open
        copy.clear();
        assertThat(other.read(copy)).isEqualTo(1);
        copy.clear();
        assertThatThrownBy(() -> writer.set(copy.duplicate().limit(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(value + " has 8 bytes, not 7");
        other.unlink();
        memory.close();
        for (Refusal row : new Refusal[] {
            Refusal.illegalState("read", () -> other.read(copy), "closed", memory.toString()),
            Refusal.illegalState("version", other::version, "closed", memory.toString()),
            Refusal.illegalState("writerState", other::writerState, "closed"),
            Refusal.illegalState("set", () -> writer.set(copy), "closed", memory.toString())
        }) {
            row.check();
        }
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.set(copy)).hasMessage("the writer of " + value + " is closed");
        other.close();
    }

    @Test
    void truncatedMemoryIsCorruptException() throws Exception {
        Peers.CPP.require();
        String name = Unique.posixName();
        try (PosixSharedMemory shared = PosixSharedMemory.create(name, LatestValue.byteSize(4096));
                Peer peer = Peer.start(Peers.CPP, "posix-shm", name);
                LatestValue value = LatestValue.create(shared, 4096);
                LatestValueWriter writer = value.writer()) {
            peer.ask("open");
            ByteBuffer copy = bytes(4096);
            for (int warm = 0; warm < 20_000; warm++) {
                writer.set(copy.clear());
                assertThat(value.read(copy.clear())).isEqualTo(value.version());
            }
            assertThat(value.version() % 8).isZero(); // it is in the first cell, and the next one in the second
            value.unlink();
            shared.unlink();
            peer.ask("truncate 12288");
            for (int round = 0; round < 200; round++) {
                assertCorrupt(() -> writer.set(copy.clear()), value);
                assertThat(value.read(copy.clear())).as("what is left").isEqualTo(20_000);
            }
            peer.ask("truncate 6144"); // within the page of the cell
            peer.ask("truncate 4096");
            for (int round = 0; round < 1_000; round++) {
                assertCorrupt(() -> value.read(copy.clear()), value);
                assertThat(copy.position()).isZero();
                assertCorrupt(() -> value.tryRead(copy.clear(), Duration.ofMillis(60)), value);
                assertThat(value.version()).isEqualTo(20_000);
            }
            peer.ask("truncate 0");
            for (int round = 0; round < 1_000; round++) {
                assertCorrupt(() -> value.tryRead(copy.clear()), value);
                assertCorrupt(value::version, value);
                assertCorrupt(() -> value.await(0, Duration.ofMillis(60)), value);
                assertCorrupt(value::writerState, value);
                assertCorrupt(value::writer, value);
                assertCorrupt(() -> writer.set(copy.clear()), value);
            }
        }
    }

    private static void assertCorrupt(ThrowingCallable call, LatestValue value) {
        assertThatThrownBy(call).isExactlyInstanceOf(CorruptException.class).hasMessageContaining(value.toString());
    }
}
