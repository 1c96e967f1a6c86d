package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.peer.Peer;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests the semaphores of sem_init in a segment that a C program laid out, and semaphores that Java made for C. */
public abstract class SharedSemaphoreContract extends SegmentOfC {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();

    @Test
    void atThoseThatCMadeBothHandOver() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedSemaphore toPeer = SharedSemaphore.at(memory, TO_PEER);
                SharedSemaphore toJava = SharedSemaphore.at(memory, TO_JAVA)) {
            assertThat(toJava).hasToString("semaphore at 64 of " + memory);
            peer.tellAndAwaitBlocked("wait");
            toPeer.release();
            assertThat(peer.hear()).isEqualTo("ok");
            Background<Boolean> waiting =
                    Background.start(() -> toJava.tryAcquire(LONG)).awaitWaiting();
            peer.ask("post");
            assertThat(waiting.result()).isTrue();
            assertThat(toJava.tryAcquire()).isFalse();
            handOver(peer, memory, toPeer, toJava);
        }
    }

    @Test
    void thoseThatJavaMadeCJoins() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedSemaphore toPeer = SharedSemaphore.create(memory, TO_PEER, 0);
                SharedSemaphore toJava = SharedSemaphore.create(memory, TO_JAVA, 3);
                Peer peer = peer("join")) {
            assertThat(peer.ask("value")).isEqualTo("3");
            peer.ask("post");
            assertThat(toJava.value()).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                toJava.acquire();
            }
            assertThat(peer.ask("value")).isEqualTo("0");
            handOver(peer, memory, toPeer, toJava);
        }
    }

    private static void handOver(Peer peer, SysVSharedMemory memory, SharedSemaphore toPeer, SharedSemaphore toJava)
            throws Exception {
        int count = Full.count(500, 10_000);
        peer.tell("hand-over " + count);
        for (int i = 0; i < count; i++) {
            toPeer.release();
            toJava.acquire();
            assertThat(memory.buffer().getLong(COUNTER)).isEqualTo(i + 1);
        }
        assertThat(peer.hear()).isEqualTo("ok " + count);
        assertThat(toJava.value()).isZero();
        assertThat(toPeer.value()).isZero();
    }

    /** The mutex beside the semaphores is a plain one, as textbooks have it. */
    @Test
    void theMutexInTheSegmentLosesNoIncrement() throws Exception {
        int count = Full.count(2_000, 10_000);
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX)) {
            peer.tell("add " + count);
            for (int i = 0; i < count; i++) {
                mutex.acquire();
                memory.buffer().putLong(COUNTER, memory.buffer().getLong(COUNTER) + 1);
                mutex.release();
            }
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(memory.buffer().getLong(COUNTER)).isEqualTo(2L * count);
        }
    }

    @Test
    void oneOfOneProcessIsRefused() throws Exception {
        try (Peer peer = peer("create 1 private");
                SysVSharedMemory memory = SysVSharedMemory.open(key)) {
            assertThatThrownBy(() -> SharedSemaphore.at(memory, TO_JAVA))
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageContaining("\"semaphore at 64 of " + memory + "\": private: it was made for the threads")
                    .hasMessageContaining("sem_init with pshared 0");
            assertThat(peer.ask("value")).isEqualTo("1");
        }
    }

    @Test
    void closingTheRegionEndsAWait() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedSemaphore semaphore = SharedSemaphore.create(memory, TO_JAVA, 0)) {
            for (Threads threads : Threads.all().toList()) {
                SysVSharedMemory mine = SysVSharedMemory.open(key);
                SharedSemaphore same = SharedSemaphore.at(mine, TO_JAVA);
                Background<Boolean> waiting =
                        Background.start(() -> same.tryAcquire(LONG), threads).awaitWaiting();
                mine.close();
                assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(same::release).isInstanceOf(IllegalStateException.class);
            }
            semaphore.release();
            assertThat(semaphore.tryAcquire()).isTrue();
        }
    }

    @Test
    void truncatedMemoryIsCorrupt() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 8192);
                SharedSemaphore semaphore = SharedSemaphore.create(memory, 4096, 1);
                FileChannel file = FileChannel.open(Path.of("/dev/shm", name), StandardOpenOption.WRITE)) {
            memory.unlink();
            file.truncate(4100);
            assertThatThrownBy(() -> SharedSemaphore.at(memory, 4096))
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("the object has only 4100 bytes");
            file.truncate(100);
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(semaphore::acquire).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(semaphore::tryAcquire).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(semaphore::release).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(semaphore::value).isExactlyInstanceOf(CorruptException.class);
            }
            assertThatThrownBy(() -> SharedSemaphore.at(memory, 4096)).isExactlyInstanceOf(CorruptException.class);
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() throws Exception {
        SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
        SysVSharedMemory readOnly = SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
        SysVSharedMemory closed = SysVSharedMemory.open(key);
        SharedSemaphore ofClosed = SharedSemaphore.create(closed, 0, 0);
        SharedSemaphore closedItself = SharedSemaphore.create(memory, 64, Integer.MAX_VALUE);
        SharedSemaphore full = SharedSemaphore.at(memory, 64);
        closedItself.close();
        closed.close();
        for (int i = 128; i < 256; i++) {
            memory.buffer().put(i, (byte) 'x');
        }
        long beyond = 4096 - SharedSemaphore.byteSize() + 8;
        String isClosed = "of " + memory + " is closed";
        return Stream.concat(
                Refusal.tests(
                        outside("at -8", () -> SharedSemaphore.at(memory, -8)),
                        outside("create beyond", () -> SharedSemaphore.create(memory, beyond, 0)),
                        outside("at beyond", () -> SharedSemaphore.at(memory, beyond)),
                        outside("at the largest", () -> SharedSemaphore.at(memory, Long.MAX_VALUE - 7)),
                        Refusal.misuse(
                                "create 2", () -> SharedSemaphore.create(memory, 2, 0), "multiple of", "at 2 of"),
                        Refusal.misuse("at 1", () -> SharedSemaphore.at(memory, 1), "multiple of"),
                        Refusal.misuse("negative", () -> SharedSemaphore.create(memory, 0, -1), "0 or more: -1"),
                        Refusal.misuse("create read-only", () -> SharedSemaphore.create(readOnly, 0, 0), "read-only"),
                        Refusal.misuse("at read-only", () -> SharedSemaphore.at(readOnly, 0), "read-only"),
                        Refusal.illegalState("at a closed region", () -> SharedSemaphore.at(closed, 0), "is closed"),
                        Refusal.illegalState("release in a closed region", ofClosed::release, "memory is closed"),
                        Refusal.illegalState("acquire of a closed one", closedItself::acquire, isClosed),
                        new Refusal(
                                "too many",
                                full::release,
                                IpcException.class,
                                "sem_post",
                                "EOVERFLOW",
                                "SEM_VALUE_MAX"),
                        new Refusal(
                                "foreign bytes",
                                () -> SharedSemaphore.at(memory, 128),
                                CorruptException.class,
                                "",
                                "corrupt",
                                "its bytes are not a semaphore")),
                Stream.of(DynamicTest.dynamicTest("nothing was written", () -> {
                    try (memory;
                            readOnly) {
                        assertThat(memory.buffer().getLong(4088)).isZero();
                    }
                })));
    }

    private static Refusal outside(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return new Refusal(what, action, IndexOutOfBoundsException.class, "", "", "which has 4096 bytes");
    }
}
