package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.memory.SeqLock;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the seqlock at the beginning of a C++ program's memory: the counter at 0, the data at 8. Each word of the data
 * is the number of the change times the word's own number, so a copy of two changes shows.
 */
public abstract class SeqLockContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(60);
    /** An interrupt or a close takes 100 ms at most, and a busy machine some more. */
    private static final long SOON_MILLIS = 2_000;

    private static final int SIZE = 8192;
    private static final int DATA = 8;

    private final String name = Unique.posixName();

    @AfterEach
    void unlink() throws IOException {
        try {
            PosixSharedMemory.unlink(name);
        } catch (NotFoundException neverCreated) {
            // the peer was absent
        }
    }

    /** The data, and a private copy of it. */
    private static final class Numbers {
        private final ByteBuffer shared;
        private final long[] copy;

        Numbers(Region region, int length) {
            shared = region.buffer(DATA, length);
            copy = new long[length / Long.BYTES];
        }

        void read() {
            for (int i = 0; i < copy.length; i++) {
                copy[i] = shared.getLong(i * Long.BYTES);
            }
        }

        void write(long number) {
            for (int i = 0; i < copy.length; i++) {
                shared.putLong(i * Long.BYTES, number * (i + 1));
            }
        }

        boolean isTorn() {
            for (int i = 0; i < copy.length; i++) {
                if (copy[i] != copy[0] * (i + 1)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static SeqLock at(Region region, int counterBytes) {
        return counterBytes == Long.BYTES ? SeqLock.atLong(region, 0) : SeqLock.at(region, 0);
    }

    private Peer cpp(int counterBytes, int length) {
        Peer peer = Peer.start(Peers.CPP, "seqlock", name);
        peer.ask("open " + counterBytes + " " + length);
        return peer;
    }

    @ParameterizedTest
    @CsvSource({"4, 64", "4, 256", "8, 64", "8, 256"})
    void javaTakesNoTornCopyOfWhatCppWrites(int counterBytes, int length) throws Exception {
        int rounds = Full.count(250_000, 1_000_000);
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
                Peer peer = cpp(counterBytes, length);
                PosixSharedMemory readOnly = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY)) {
            SeqLock lock = at(readOnly, counterBytes);
            Numbers numbers = new Numbers(readOnly, length);
            Runnable copy = numbers::read;
            int changes = 0;
            int parts = 0;
            long last = 0;
            for (; changes < 1_000 || parts < 4; parts++) { // two processes may not run at once on a busy machine
                peer.tell("write " + rounds);
                Background<String> written = Background.start(peer::hear);
                while (!written.isDone()) {
                    assertThat(lock.tryRead(copy, LONG)).isTrue();
                    if (numbers.isTorn() || numbers.copy[0] < last) {
                        throw new AssertionError("torn, or older than before: " + numbers.copy[0]);
                    }
                    changes += numbers.copy[0] == last ? 0 : 1;
                    last = numbers.copy[0];
                }
                assertThat(written.result()).isEqualTo("ok");
            }
            lock.read(copy);
            assertThat(numbers.copy[0]).as("the last change").isEqualTo((long) parts * rounds);
            assertThat(lock.counter()).isEqualTo(2L * parts * rounds);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 64", "4, 256", "8, 64", "8, 256"})
    void cppTakesNoTornCopyOfWhatJavaWrites(int counterBytes, int length) throws Exception {
        int rounds = Full.count(250_000, 1_000_000);
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
                Peer peer = cpp(counterBytes, length)) {
            SeqLock lock = at(memory, counterBytes);
            Numbers numbers = new Numbers(memory, length);
            long[] number = new long[1];
            Runnable change = () -> numbers.write(++number[0]);
            Background<String> torn = Background.start(() -> peer.ask("read " + rounds));
            do {
                for (int i = 0; i < 10_000; i++) {
                    lock.write(change);
                }
            } while (!torn.isDone());
            assertThat(torn.result()).isEqualTo("0");
            assertThat(lock.counter()).isEqualTo(2 * number[0]);
        }
    }

    @Test
    void aWriterThatDiedLeavesNoDataUntilItIsRecovered() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE)) {
            SeqLock lock = SeqLock.at(memory, 0);
            Numbers numbers = new Numbers(memory, 64);
            try (Peer peer = cpp(4, 64)) {
                peer.ask("write 3");
                assertThat(lock.tryRead(numbers::read)).isTrue();
                assertThat(numbers.copy[1]).isEqualTo(6);
                peer.ask("begin");
                assertThat(lock.tryRead(numbers::read)).isFalse();
                peer.ask("end");
                assertThat(lock.tryRead(numbers::read)).isTrue();
                assertThat(numbers.copy[1]).isEqualTo(8);
                peer.ask("begin");
                peer.kill();
            }
            assertThat(lock.tryRead(numbers::read)).isFalse();
            assertThat(lock.tryRead(numbers::read, SHORT)).isFalse();
            assertThat(lock.counter()).isEqualTo(9);
            assertThatThrownBy(() -> lock.write(() -> numbers.write(6)))
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessage("\"" + lock + "\": odd: a writer is changing the data, or died during a change");
            assertThat(lock.counter()).isEqualTo(9);
            lock.recover(() -> numbers.write(6));
            lock.read(numbers::read);
            assertThat(numbers.copy[1]).isEqualTo(12);
            assertThat(lock.counter()).isEqualTo(10);
            lock.recover(() -> numbers.write(7)); // nothing to recover
            assertThat(lock.counter()).isEqualTo(12);
        }
    }

    @Test
    void aChangeThatThrowsIsNotRead() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE)) {
            SeqLock lock = SeqLock.at(memory, 16);
            assertThatThrownBy(() -> lock.write(() -> {
                        throw new ArithmeticException("half");
                    }))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("half");
            assertThat(lock.tryRead(() -> {})).isFalse();
            lock.recover(() -> {});
            assertThat(lock.tryRead(() -> {})).isTrue();
        }
    }

    @Test
    void whatACopyOfTornDataThrowsIsNotPassedOn() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE)) {
            SeqLock lock = SeqLock.at(memory, 0);
            AtomicInteger runs = new AtomicInteger();
            lock.read(() -> {
                if (runs.incrementAndGet() == 1) {
                    memory.buffer().putInt(0, 2); // a whole change, in the middle of the copy
                    throw new IndexOutOfBoundsException("torn");
                }
            });
            assertThat(runs).hasValue(2);
            assertThatThrownBy(() -> lock.read(() -> {
                        throw new IndexOutOfBoundsException("whole");
                    }))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("whole");
        }
    }

    @Test
    void aCounterOf4BytesBeginsAnewAfterItsLargestNumber() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE)) {
            memory.buffer().putInt(0, -2).putInt(4, 77);
            SeqLock lock = SeqLock.at(memory, 0);
            assertThat(lock.counter()).isEqualTo(0xffff_fffeL);
            lock.write(() -> assertThat(memory.buffer().getInt(0)).isEqualTo(-1));
            assertThat(lock.counter()).isZero();
            assertThat(memory.buffer().getInt(4)).as("the word behind it").isEqualTo(77);
            assertThat(lock.tryRead(() -> {})).isTrue();
        }
    }

    @Test
    void anInterruptAndACloseEndARead() throws Exception {
        PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
        memory.buffer().putInt(0, 1);
        SeqLock lock = SeqLock.at(memory, 0);
        Background<String> interrupted = reading(lock);
        long start = System.nanoTime();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
        Background<String> closed = reading(lock);
        start = System.nanoTime();
        memory.close();
        assertThat(closed.failure()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.read(() -> {})).isInstanceOf(InterruptedException.class);
    }

    private static Background<String> reading(SeqLock lock) {
        return Background.start(() -> {
                    lock.read(() -> {});
                    return "read";
                })
                .awaitWaiting();
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void truncatedMemoryIsCorruptExceptionFromEachMethod() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
                Peer peer = Peer.start(Peers.CPP, "posix-shm", name)) {
            peer.ask("open");
            SeqLock gone = SeqLock.at(memory, 4096);
            SeqLock there = SeqLock.atLong(memory, 0);
            ByteBuffer lost = memory.buffer(SIZE - 8, 8);
            long[] seen = new long[1];
            Runnable copy = () -> seen[0] = lost.getLong(0);
            for (int warm = 0; warm < 20_000; warm++) {
                assertThat(gone.tryRead(copy) && there.tryRead(copy)).isTrue();
                gone.write(copy);
                there.recover(copy);
                assertThat(gone.counter()).isEqualTo(there.counter());
            }
            peer.ask("truncate 4096");
            for (int round = 0; round < 1_000; round++) {
                assertCorrupt(() -> gone.tryRead(copy), gone);
                assertCorrupt(() -> gone.read(copy), gone);
                assertCorrupt(() -> gone.tryRead(copy, SHORT), gone);
                assertCorrupt(() -> gone.write(copy), gone);
                assertCorrupt(() -> gone.recover(copy), gone);
                assertCorrupt(gone::counter, gone);
                assertCorrupt(() -> there.tryRead(copy), there);
            }
            assertThat(there.tryRead(() -> {})).isTrue();
        }
    }

    private static void assertCorrupt(ThrowingCallable call, SeqLock lock) {
        assertThatThrownBy(call).isExactlyInstanceOf(CorruptException.class).hasMessageContaining(lock.toString());
    }

    @TestFactory
    Stream<DynamicTest> badInput() throws IOException {
        PosixSharedMemory memory = PosixSharedMemory.create(name, SIZE);
        PosixSharedMemory readOnly = PosixSharedMemory.open(name, MemoryOpenOption.READ_ONLY);
        SeqLock lock = SeqLock.at(memory, 0);
        SeqLock wide = SeqLock.atLong(memory, 8);
        SeqLock reader = SeqLock.at(readOnly, 0);
        memory.close();
        PosixSharedMemory open = PosixSharedMemory.open(name);
        Runnable nothing = () -> {};
        String of = " of posix-shm:" + name;
        Stream<DynamicTest> rows = Refusal.tests(
                Refusal.misuse("misaligned, 4 bytes", () -> SeqLock.at(open, 2), "multiple of 4", "at 2" + of),
                Refusal.misuse("misaligned, 8 bytes", () -> SeqLock.atLong(open, 4), "multiple of 8", "at 4" + of),
                outside("at the end", () -> SeqLock.at(open, SIZE)),
                outside("across the end", () -> SeqLock.atLong(open, SIZE - 4)),
                outside("before the beginning", () -> SeqLock.at(open, -4)),
                outside("far beyond the end", () -> SeqLock.at(open, Long.MAX_VALUE - 3)),
                Refusal.illegalState("at, closed region", () -> SeqLock.at(memory, 0), "closed"),
                Refusal.illegalState(
                        "tryRead, closed region", () -> lock.tryRead(nothing), "seqlock at 0" + of, "closed"),
                Refusal.illegalState("read, closed region", () -> lock.read(nothing), "seqlock at 0" + of, "closed"),
                Refusal.illegalState("write, closed region", () -> lock.write(nothing), "seqlock at 0" + of, "closed"),
                Refusal.illegalState(
                        "recover, closed region", () -> wide.recover(nothing), "seqlock at 8" + of, "closed"),
                Refusal.illegalState("counter, closed region", wide::counter, "seqlock at 8" + of, "closed"));
        return Stream.concat(
                rows, Stream.of(DynamicTest.dynamicTest("a read-only region is read, and not written", () -> {
                    try (open;
                            readOnly) {
                        String refusal = reader + " cannot be changed: the region is mapped for reading only";
                        assertThatThrownBy(() -> reader.write(nothing))
                                .isInstanceOf(ReadOnlyBufferException.class)
                                .hasMessage(refusal);
                        assertThatThrownBy(() -> reader.recover(nothing))
                                .isInstanceOf(ReadOnlyBufferException.class)
                                .hasMessage(refusal);
                        assertThat(reader.tryRead(nothing)).isTrue();
                        assertThat(reader.counter()).isZero();
                    }
                })));
    }

    private static Refusal outside(String what, ThrowingCallable action) {
        return new Refusal(
                what,
                action,
                IndexOutOfBoundsException.class,
                "",
                "",
                "a counter of ",
                " is not inside ",
                ", which has ");
    }
}
