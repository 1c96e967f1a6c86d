package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests wrong arguments, memory that holds something else, and a peer that writes anything into the header. */
public abstract class LatestValueBadInputContract {
    private static final int VALUE = 24;
    private static final int SIZE = 8192;

    private final String name = Unique.posixName();
    private PosixSharedMemory memory;

    @BeforeEach
    void createMemory() throws IOException {
        memory = PosixSharedMemory.create(name, SIZE);
    }

    @AfterEach
    void unlinkMemory() throws IOException {
        memory.close();
        PosixSharedMemory.unlink(name);
    }

    @TestFactory
    Stream<DynamicTest> wrongArguments() throws IOException {
        PosixSharedMemory readOnly = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY);
        PosixSharedMemory small = PosixSharedMemory.open(name, MappingOpenOption.part(0, 100));
        PosixSharedMemory closed = PosixSharedMemory.open(name);
        closed.close();
        String of = "posix-shm:" + name;
        Stream<DynamicTest> rows = Refusal.tests(
                Refusal.misuse("0 bytes", () -> LatestValue.byteSize(0), "1 to 134217728 bytes, not 0"),
                Refusal.misuse("create, 0 bytes", () -> LatestValue.create(memory, 0), "not 0"),
                Refusal.misuse("create, -1 bytes", () -> LatestValue.create(memory, -1), "not -1"),
                Refusal.misuse("too many", () -> LatestValue.create(memory, (1 << 27) + 1), "not 134217729"),
                Refusal.misuse("openOrCreate, 0 bytes", () -> LatestValue.openOrCreate(memory, 0), "not 0"),
                Refusal.misuse(
                        "more than fits", () -> LatestValue.create(memory, 513), of, "8192 bytes", "513", "takes 8704"),
                Refusal.misuse(
                        "both, more than fits",
                        () -> LatestValue.openOrCreate(memory, 513),
                        of,
                        "8192 bytes",
                        "takes 8704"),
                Refusal.misuse(
                        "both, less than a header",
                        () -> LatestValue.openOrCreate(small, 8),
                        of,
                        "100 bytes",
                        "takes 4608"),
                Refusal.misuse("create, read-only", () -> LatestValue.create(readOnly, 8), of, "read-only"),
                Refusal.illegalState("create, closed region", () -> LatestValue.create(closed, 8), of, "closed"),
                Refusal.illegalState("open, closed region", () -> LatestValue.open(closed), of, "closed"),
                condition("open, no value", () -> LatestValue.open(memory), NotFoundException.class, "absent", of));
        return Stream.concat(rows, Stream.of(DynamicTest.dynamicTest("the memory is unchanged", () -> {
            readOnly.close();
            small.close();
            assertThat(memory.buffer()).isEqualTo(ByteBuffer.allocate(SIZE));
        })));
    }

    /** A part of an object can begin at any byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 32})
    void memoryThatIsNotAlignedIsRefused(int offset) throws IOException {
        try (PosixSharedMemory part = PosixSharedMemory.open(name, MappingOpenOption.part(offset, 4096 + 512))) {
            for (Refusal row : new Refusal[] {
                Refusal.misuse("create", () -> LatestValue.create(part, 8), "posix-shm:" + name, "multiple of 64"),
                Refusal.misuse("open", () -> LatestValue.open(part), "posix-shm:" + name, "multiple of 64"),
                Refusal.misuse("both", () -> LatestValue.openOrCreate(part, 8), "posix-shm:" + name, "multiple of 64"),
            }) {
                row.check();
            }
        }
        assertThat(memory.buffer()).isEqualTo(ByteBuffer.allocate(SIZE));
    }

    private static Refusal condition(
            String what, ThrowingCallable action, Class<? extends IpcException> type, String error, String... text) {
        return new Refusal(what, action, type, "", error, text);
    }

    @Test
    void buffersThatDoNotFitAreRefused() throws Exception {
        try (LatestValue value = LatestValue.create(memory, VALUE);
                LatestValueWriter writer = value.writer()) {
            ByteBuffer small = ByteBuffer.allocate(VALUE - 1);
            ByteBuffer readOnly = ByteBuffer.allocate(VALUE).asReadOnlyBuffer();
            for (Refusal row : new Refusal[] {
                Refusal.misuse("read", () -> value.read(small), "has 24 bytes, and there is room for 23"),
                Refusal.misuse("tryRead", () -> value.tryRead(small), "has 24 bytes, and there is room for 23"),
                Refusal.misuse(
                        "timed", () -> value.tryRead(small, Duration.ZERO), "has 24 bytes, and there is room for 23"),
                Refusal.misuse("set, less", () -> writer.set(small), "has 24 bytes, not 23"),
                Refusal.misuse("set, more", () -> writer.set(ByteBuffer.allocate(25)), "has 24 bytes, not 25"),
                condition(
                        "a second writer",
                        value::writer,
                        IpcException.class,
                        "busy",
                        "process " + ProcessHandle.current().pid()),
                condition(
                        "create again",
                        () -> LatestValue.create(memory, VALUE),
                        AlreadyExistsException.class,
                        "exists",
                        "there is a latest value"),
                Refusal.misuse("another size", () -> LatestValue.openOrCreate(memory, 25), "has 24 bytes and not 25")
            }) {
                row.check();
            }
            assertThatThrownBy(() -> value.read(readOnly))
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage("the buffer for the bytes of " + value + " is read-only");
            assertThat(value.version()).isZero();
            writer.set(readOnly);
            assertThat(value.version()).isEqualTo(1);
            value.unlink();
        }
    }

    @Test
    void aReadOnlyRegionIsEnoughToRead() throws Exception {
        try (LatestValue value = LatestValue.create(memory, VALUE);
                LatestValueWriter writer = value.writer();
                PosixSharedMemory region = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY);
                LatestValue reader = LatestValue.open(region)) {
            writer.set(ByteBuffer.allocate(VALUE));
            assertThat(reader.read(ByteBuffer.allocate(VALUE))).isEqualTo(1);
            assertThat(reader.writerState()).isEqualTo(LatestValue.WriterState.ALIVE);
            String refusal = reader + " cannot be changed: the region is mapped for reading only";
            assertThatThrownBy(reader::writer)
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage(refusal);
            assertThatThrownBy(reader::unlink)
                    .isInstanceOf(ReadOnlyBufferException.class)
                    .hasMessage(refusal);
            value.unlink();
        }
    }

    @Test
    void whatWasUnlinkedIsNotOpened() throws Exception {
        try (LatestValue value = LatestValue.create(memory, VALUE);
                LatestValueWriter writer = value.writer()) {
            value.unlink();
            value.unlink();
            writer.set(ByteBuffer.allocate(VALUE));
            assertThat(value.read(ByteBuffer.allocate(VALUE)))
                    .as("those that have it open go on")
                    .isEqualTo(1);
            writer.close();
            condition("writer", value::writer, IpcException.class, "retired", "unlinked")
                    .check();
            condition("open", () -> LatestValue.open(memory), NotFoundException.class, "retired", "unlinked")
                    .check();
            condition("create", () -> LatestValue.create(memory, VALUE), CorruptException.class, "corrupt", "all zeros")
                    .check();
        }
        memory.write(0, ByteBuffer.allocate(SIZE));
        try (LatestValue again = LatestValue.create(memory, 8)) {
            assertThat(again.version()).isZero();
            again.unlink();
        }
    }

    @Test
    void foreignBytesAreNotTouched() throws Exception {
        for (int offset : new int[] {0, 128, 2048, 4095, 4096, 4096 + 8 * 64 - 1}) {
            memory.buffer().put(offset, (byte) 7);
            byte[] before = bytes();
            condition(
                            "create",
                            () -> LatestValue.create(memory, VALUE),
                            CorruptException.class,
                            "corrupt",
                            "not all zeros")
                    .check();
            assertThat(bytes()).isEqualTo(before);
            memory.buffer().put(offset, (byte) 0);
        }
        memory.buffer().put(4096 + 8 * 64, (byte) 7); // behind the cells
        try (LatestValue value = LatestValue.create(memory, VALUE)) {
            assertThat(memory.buffer().get(4096 + 8 * 64)).isEqualTo((byte) 7);
            value.unlink();
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        memory.buffer().get(bytes);
        return bytes;
    }

    @Test
    void whatADeadCreatorLeftIsReplaced() throws Exception {
        memory.buffer().put(0, "NIPCLAST".getBytes(StandardCharsets.US_ASCII)).putInt(12, 99);
        condition("open", () -> LatestValue.open(memory), CorruptException.class, "corrupt", "creator")
                .check();
        try (LatestValue value = LatestValue.create(memory, VALUE)) {
            assertThat(value.version()).isZero();
            value.unlink();
        }
    }

    private record Word(String what, Consumer<ByteBuffer> change, String text) {}

    @TestFactory
    Stream<DynamicTest> eachWordOfTheHeaderIsChecked() throws IOException {
        LatestValue made = LatestValue.create(memory, VALUE);
        byte[] good = bytes();
        Stream<DynamicTest> rows = Stream.of(
                        new Word("magic", b -> b.put(7, (byte) 'X'), "is not a latest value"),
                        new Word("byte order", b -> b.putInt(8, 0x04030201), "byte order"),
                        new Word("version", b -> b.putInt(12, 2), "layout 2"),
                        new Word("cells", b -> b.putInt(16, 16), "16 cells"),
                        new Word("flags", b -> b.putInt(20, 1), "unknown flags: 1"),
                        new Word("total, less", b -> b.putLong(24, 4608 - 64), "states a size"),
                        new Word("total, huge", b -> b.putLong(24, -1), "18446744073709551615"),
                        new Word("cell size", b -> b.putLong(32, 128), "cells of 128 bytes"),
                        new Word("no value", b -> b.putLong(40, 0), "a value of 0 bytes"),
                        new Word("huge value", b -> b.putLong(40, 1L << 32 | VALUE), "a value of 4294967320 bytes"),
                        new Word("negative value", b -> b.putLong(40, -1), "18446744073709551615"),
                        new Word("no instance", b -> b.putLong(48, 0).putLong(56, 0), "no instance"),
                        new Word("kind of lock", b -> b.putInt(64, 1), "kind of lock 1"),
                        new Word("length of the path", b -> b.putInt(68, 768), "768 bytes"),
                        new Word("negative length", b -> b.putInt(68, -1), "4294967295"),
                        new Word("the lock file's inode", b -> b.putLong(80, 1), "not the file"),
                        new Word("the lock file's path", b -> b.put(256, (byte) 'x'), "forged"),
                        new Word("state", b -> b.putInt(128, 3), "the state 3"))
                .map(word -> DynamicTest.dynamicTest(word.what, () -> {
                    try (PosixSharedMemory region = PosixSharedMemory.open(name)) {
                        region.write(0, ByteBuffer.wrap(good));
                        word.change.accept(region.buffer());
                        condition(
                                        word.what,
                                        () -> LatestValue.open(region),
                                        CorruptException.class,
                                        "corrupt",
                                        word.text)
                                .check();
                    }
                }));
        return Stream.concat(rows, Stream.of(DynamicTest.dynamicTest("a good header is opened", () -> {
            try (PosixSharedMemory region = PosixSharedMemory.open(name)) {
                region.write(0, ByteBuffer.wrap(good));
                LatestValue.open(region).close();
                try (made;
                        LatestValue open = LatestValue.open(region)) {
                    open.unlink();
                }
            }
        })));
    }

    @Test
    void aVersionThatNoWriterSetIsCorruptException() throws Exception {
        try (LatestValue value = LatestValue.create(memory, VALUE)) {
            ByteBuffer words = memory.buffer();
            ByteBuffer copy = ByteBuffer.allocate(VALUE).order(ByteOrder.nativeOrder());
            for (long version : new long[] {-1, Long.MIN_VALUE}) {
                words.putLong(2048, version);
                condition("read", () -> value.read(copy), CorruptException.class, "corrupt", "version")
                        .check();
                condition("version", value::version, CorruptException.class, "corrupt", "version")
                        .check();
                condition("writer", value::writer, CorruptException.class, "corrupt", "version")
                        .check();
                assertThat(copy.position()).isZero();
            }
            words.putLong(2048, Long.MAX_VALUE);
            assertThat(value.read(copy)).isEqualTo(Long.MAX_VALUE);
            words.putLong(40, 1 << 20).putInt(128, 77); // the geometry was copied when the value was opened
            assertThat(value.read(copy.clear())).isEqualTo(Long.MAX_VALUE);
            value.unlink();
        }
    }
}
