package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.peer.Peer;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests words in memory for which Java and a C program wait by a futex. */
public abstract class SharedWordContract extends SegmentOfC {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void bothProcessesWakeEachOther() throws Exception {
        int count = Full.count(500, 10_000);
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key)) {
            SharedWord word = SharedWord.at(memory, WORD);
            assertThat(word).hasToString("word at 264 of " + memory);
            peer.tellAndAwaitBlocked("await 0");
            assertThat(word.getAndAdd(5)).isZero();
            assertThat(word.wakeAll()).isEqualTo(1);
            assertThat(peer.hear()).isEqualTo("ok 5");
            Background<Boolean> waiting =
                    Background.start(() -> word.await(5, LONG)).awaitWaiting();
            peer.ask("store 0");
            assertThat(waiting.result()).isTrue();
            peer.tell("words " + count);
            for (int i = 0; i < count; i++) {
                word.setRelease(1);
                word.wake(1);
                word.await(1);
                assertThat(word.getAcquire()).isZero();
            }
            assertThat(peer.hear()).isEqualTo("ok");
        }
    }

    @Test
    void theWordIsChangedAtomically() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 8)) {
            for (int offset : new int[] {0, 4}) {
                SharedWord word = SharedWord.at(memory, offset);
                word.set(7);
                assertThat(word.compareAndSet(8, 9)).isFalse();
                assertThat(word.compareAndSet(7, 9)).isTrue();
                assertThat(word.get()).isEqualTo(9);
                assertThat(memory.buffer().getInt(offset)).isEqualTo(9);
                assertThat(word.wake(1)).isZero();
                assertThat(word.await(8, Duration.ZERO)).isTrue();
                assertThat(word.await(9, Duration.ofMillis(130))).isFalse();
            }
            List<Background<Boolean>> adders = Stream.of(1, 2)
                    .map(thread -> Background.start(() -> {
                        SharedWord word = SharedWord.at(memory, 0);
                        for (int i = 0; i < 20_000; i++) {
                            word.getAndAdd(1);
                        }
                        return true;
                    }))
                    .toList();
            for (Background<Boolean> adder : adders) {
                adder.result();
            }
            assertThat(SharedWord.at(memory, 0).get()).isEqualTo(40_009);
        }
    }

    /** A futex survives what ends a process that waits inside an object of pthreads. */
    @Test
    void truncationDuringAWaitIsCorrupt() throws Exception {
        String name = Unique.name();
        for (Threads threads : Threads.all().toList()) {
            try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 8192);
                    FileChannel file = FileChannel.open(Path.of("/dev/shm", name), StandardOpenOption.WRITE)) {
                memory.unlink();
                SharedWord word = SharedWord.at(memory, 4096);
                Background<Boolean> waiting =
                        Background.start(() -> word.await(0, LONG), threads).awaitWaiting();
                file.truncate(4097);
                assertThatThrownBy(() -> SharedWord.at(memory, 4096)).isExactlyInstanceOf(CorruptException.class);
                file.truncate(4096);
                assertThat(waiting.failure()).isExactlyInstanceOf(CorruptException.class);
                List<ThrowingCallable> calls = List.of(
                        word::get,
                        word::getAcquire,
                        () -> word.set(1),
                        () -> word.setRelease(1),
                        () -> word.compareAndSet(0, 1),
                        () -> word.getAndAdd(1),
                        () -> word.await(0),
                        word::wakeAll);
                for (ThrowingCallable call : calls) {
                    assertThatThrownBy(call).isExactlyInstanceOf(CorruptException.class);
                }
            }
        }
    }

    @Test
    void closingTheRegionEndsAWaitAndEveryUse() throws Exception {
        for (Threads threads : Threads.all().toList()) {
            SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, 4096);
            memory.remove();
            SharedWord word = SharedWord.at(memory, WORD);
            Background<Boolean> waiting =
                    Background.start(() -> word.await(0, LONG), threads).awaitWaiting();
            memory.close();
            assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class);
            List<ThrowingCallable> calls =
                    List.of(word::get, () -> word.set(1), () -> word.getAndAdd(1), () -> word.await(0), word::wakeAll);
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() throws Exception {
        SysVSharedMemory memory = SysVSharedMemory.create(key, 64);
        SysVSharedMemory readOnly = SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
        SysVSharedMemory closed = SysVSharedMemory.open(key);
        SysVSharedMemory small = SysVSharedMemory.create(SysVKey.PRIVATE, 4);
        small.remove();
        SharedWord word = SharedWord.at(memory, 60);
        closed.close();
        return Stream.concat(
                Refusal.tests(
                        outside("at -4", () -> SharedWord.at(memory, -4)),
                        outside("at the end", () -> SharedWord.at(memory, 64)),
                        outside("at the largest", () -> SharedWord.at(memory, Long.MAX_VALUE - 3)),
                        Refusal.misuse("at 2", () -> SharedWord.at(memory, 2), "multiple of 4", "word at 2 of"),
                        Refusal.misuse("read-only", () -> SharedWord.at(readOnly, 0), "read-only"),
                        Refusal.misuse("too small", () -> SharedWord.at(small, 0), "at least 8 bytes"),
                        Refusal.misuse("wake none", () -> word.wake(0), "at least 1 thread"),
                        Refusal.illegalState("closed", () -> SharedWord.at(closed, 0), "is closed")),
                Stream.of(DynamicTest.dynamicTest("nothing was written", () -> {
                    try (memory;
                            readOnly;
                            small) {
                        assertThat(memory.buffer().getInt(60)).isZero();
                    }
                })));
    }

    private static Refusal outside(String what, ThrowingCallable action) {
        return new Refusal(what, action, IndexOutOfBoundsException.class, "", "", "which has 64 bytes");
    }
}
