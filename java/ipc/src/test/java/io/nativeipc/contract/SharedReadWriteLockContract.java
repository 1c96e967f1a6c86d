package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedReadWriteLock.Lock;
import io.nativeipc.peer.Peer;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
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

/** Tests the read-write lock in a segment that a C program laid out, and locks that Java made for C. */
public abstract class SharedReadWriteLockContract extends SegmentOfC {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(30);

    /** Where native/peer/memory_peer.cpp has its objects. */
    private static final int BOTH = 552;

    private final String name = Unique.name();

    @Test
    void atOneThatCMadeTheyKeepEachOtherOut() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedReadWriteLock lock = SharedReadWriteLock.at(memory, LOCK)) {
            assertThat(lock).hasToString("read-write lock at 448 of " + memory);
            keepEachOtherOut(peer, lock);
        }
    }

    @Test
    void oneThatJavaMadeCJoins() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, LOCK);
                Peer peer = peer("join")) {
            keepEachOtherOut(peer, lock);
            exchange(peer, memory, lock);
        }
    }

    private static void keepEachOtherOut(Peer peer, SharedReadWriteLock lock) throws Exception {
        Lock read = lock.readLock();
        Lock write = lock.writeLock();
        peer.ask("rdlock");
        assertThat(lock.holder()).isZero();
        read.acquire();
        assertThat(write.tryAcquire()).isFalse();
        peer.ask("rwunlock");
        peer.tellAndAwaitBlocked("wrlock");
        read.release();
        assertThat(peer.hear()).isEqualTo("ok");
        assertThat(lock.holder()).isEqualTo(peer.pid());
        assertThat(read.tryAcquire(SHORT)).isFalse();
        assertThat(write.tryAcquire(SHORT)).isFalse();
        Background<Boolean> waiting = Background.start(() -> {
                    write.acquire();
                    write.release();
                    return true;
                })
                .awaitWaiting();
        peer.ask("rwunlock");
        assertThat(waiting.result()).isTrue();
        write.acquire();
        assertThat(lock.holder()).isPositive().isNotEqualTo(peer.pid());
        peer.tellAndAwaitBlocked("rdlock");
        write.release();
        assertThat(peer.hear()).isEqualTo("ok");
        assertThat(lock.holder()).isZero();
        peer.ask("rwunlock");
    }

    @Test
    void readersAndWritersOfBothSidesSeeWholeWrites() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedReadWriteLock lock = SharedReadWriteLock.at(memory, LOCK)) {
            exchange(peer, memory, lock);
        }
    }

    private void exchange(Peer peer, SysVSharedMemory memory, SharedReadWriteLock lock) throws Exception {
        int count = Full.count(500, 10_000);
        ByteBuffer buffer = memory.buffer();
        try (Peer reader = peer("join")) {
            peer.tell("write " + count);
            reader.tell("read " + count);
            for (int i = 0; i < count; i++) {
                lock.writeLock().acquire();
                buffer.putLong(BOTH, buffer.getLong(BOTH) + 1);
                buffer.putLong(BOTH + 8, buffer.getLong(BOTH + 8) + 1);
                lock.writeLock().release();
                lock.readLock().acquire();
                assertThat(buffer.getLong(BOTH)).isEqualTo(buffer.getLong(BOTH + 8));
                lock.readLock().release();
            }
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(reader.hear()).isEqualTo("ok 0");
            assertThat(buffer.getLong(BOTH)).isEqualTo(2L * count);
        }
    }

    /** A writer that leaves does not take the hold of the next one, which may enter before it has left. */
    @Test
    void writersOfOneObjectKeepTheirHolds() throws Exception {
        int count = Full.count(5_000, 50_000);
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 0)) {
            ByteBuffer buffer = memory.buffer();
            List<Background<Boolean>> writers = Stream.of(1, 2, 3)
                    .map(thread -> Background.start(() -> {
                        for (int i = 0; i < count; i++) {
                            lock.writeLock().acquire();
                            buffer.putLong(64, buffer.getLong(64) + 1);
                            lock.writeLock().release();
                        }
                        return true;
                    }))
                    .toList();
            for (Background<Boolean> writer : writers) {
                assertThat(writer.result()).isTrue();
            }
            assertThat(buffer.getLong(64)).isEqualTo(3L * count);
        }
    }

    /** In C the thread would wait for itself, or get EDEADLK from glibc. */
    @Test
    void aThreadThatHoldsItReadsAgainAndWaitsNeverForItself() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 0);
                SharedReadWriteLock same = SharedReadWriteLock.at(memory, 0);
                OtherThread other = new OtherThread()) {
            Lock read = lock.readLock();
            Lock write = lock.writeLock();
            read.acquire();
            assertThat(read.tryAcquire()).isTrue();
            assertThat(write.tryAcquire()).isFalse();
            assertThat(write.tryAcquire(Duration.ZERO)).isFalse();
            assertDeadlock(write::acquire, "pthread_rwlock_wrlock", "for reading");
            assertDeadlock(() -> write.tryAcquire(LONG), "pthread_rwlock_wrlock", "for reading");
            read.release();
            assertThat(other.call(write::tryAcquire)).isFalse();
            read.release();
            assertThatThrownBy(read::release)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining(lock + ", read lock is not held through this object by the thread");
            write.acquire();
            assertThat(read.tryAcquire()).isFalse();
            assertThat(write.tryAcquire()).isFalse();
            assertDeadlock(read::acquire, "pthread_rwlock_rdlock", "this thread already holds it for writing");
            assertDeadlock(
                    () -> write.tryAcquire(LONG), "pthread_rwlock_wrlock", "this thread already holds it for writing");
            assertDeadlock(() -> same.writeLock().tryAcquire(LONG), "pthread_rwlock_wrlock", "through another object");
            assertThatThrownBy(read::release).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(same.writeLock()::release).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(() -> other.run(write::release)).isInstanceOf(IllegalMonitorStateException.class);
            write.release();
            assertThat(other.call(same.writeLock()::tryAcquire)).isTrue();
            other.run(same.writeLock()::release);
        }
    }

    private static void assertDeadlock(ThrowingCallable call, String function, String hint) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IpcException.class)
                .hasMessageContaining(function + "(\"read-write lock at 0 of ")
                .hasMessageContaining("EDEADLK")
                .hasMessageContaining(hint);
    }

    @Test
    void closeIsRefusedWhileAThreadHoldsIt() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                OtherThread other = new OtherThread()) {
            SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 0);
            for (Lock side : List.of(lock.readLock(), lock.writeLock())) {
                other.run(side::acquire);
                assertThatThrownBy(lock::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(lock + " is held by the thread");
                other.run(side::release);
            }
            lock.close();
            lock.close();
            assertThatThrownBy(lock.readLock()::tryAcquire)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(lock + " is closed");
            try (SharedReadWriteLock again = SharedReadWriteLock.at(memory, 0)) {
                assertThat(again.writeLock().tryAcquire()).isTrue();
                again.writeLock().release();
            }
        }
    }

    /** As in C: the next process is not told, and the lock stays locked. */
    @Test
    void aThreadThatEndsWithItLeavesItLocked() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096)) {
            SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 0);
            try (OtherThread other = new OtherThread()) {
                other.run(lock.readLock()::acquire);
            }
            assertThat(lock.writeLock().tryAcquire(SHORT)).isFalse();
            assertThat(lock.readLock().tryAcquire(SHORT)).isTrue();
            lock.readLock().release();
            lock.close();
        }
    }

    @Test
    void closingTheRegionEndsAWaitAndLeavesTheMemoryToTheHolder() throws Exception {
        try (Peer peer = peer("create 0")) {
            SysVSharedMemory memory = SysVSharedMemory.open(key);
            SharedReadWriteLock lock = SharedReadWriteLock.at(memory, LOCK);
            lock.readLock().acquire();
            Background<Boolean> waiting =
                    Background.start(() -> lock.writeLock().tryAcquire(LONG)).awaitWaiting();
            memory.close();
            assertThat(waiting.failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("memory is closed");
            assertThatThrownBy(lock.readLock()::tryAcquire).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(lock::holder).isInstanceOf(IllegalStateException.class);
            assertThat(peer.askRaw("trywrlock")).contains("EBUSY");
            lock.readLock().release();
            peer.ask("trywrlock");
        }
    }

    @Test
    void truncatedMemoryIsCorruptAlsoDuringAWait() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 8192);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 4096);
                SharedReadWriteLock same = SharedReadWriteLock.at(memory, 4096);
                OtherThread holder = new OtherThread();
                FileChannel file = FileChannel.open(Path.of("/dev/shm", name), StandardOpenOption.WRITE)) {
            memory.unlink();
            holder.run(same.writeLock()::acquire);
            Background<Boolean> waiting =
                    Background.start(() -> lock.readLock().tryAcquire(LONG)).awaitWaiting();
            file.truncate(4100);
            assertThatThrownBy(() -> SharedReadWriteLock.at(memory, 4096))
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("the object has only 4100 bytes");
            file.truncate(100);
            assertThat(waiting.failure()).isExactlyInstanceOf(CorruptException.class);
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(lock.readLock()::acquire).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(lock.writeLock()::tryAcquire).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(lock::holder).isExactlyInstanceOf(CorruptException.class);
            }
            assertThatThrownBy(() -> holder.run(same.writeLock()::release)).isExactlyInstanceOf(CorruptException.class);
        }
    }

    @Test
    void oneOfOneProcessIsRefused() throws Exception {
        try (Peer peer = peer("create 1 private");
                SysVSharedMemory memory = SysVSharedMemory.open(key)) {
            for (int offset : new int[] {LOCK, 1024}) {
                assertThatThrownBy(() -> SharedReadWriteLock.at(memory, offset))
                        .isExactlyInstanceOf(IpcException.class)
                        .hasMessageContaining(
                                "\"read-write lock at " + offset + " of " + memory + "\": private: it was")
                        .hasMessageContaining("PTHREAD_PROCESS_PRIVATE")
                        .hasMessageContaining("or is not initialised yet");
            }
            peer.ask("trywrlock");
        }
    }

    @TestFactory
    Stream<DynamicTest> aVirtualThreadIsRefused() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .map(virtual -> DynamicTest.dynamicTest("acquire", () -> {
                    try (SysVSharedMemory memory = SysVSharedMemory.create(key, 64);
                            SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 0)) {
                        for (Lock side : List.of(lock.readLock(), lock.writeLock())) {
                            assertThat(Background.start(side::tryAcquire, virtual)
                                            .failure())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("a virtual thread cannot hold read-write lock at 0 of");
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> refused() throws Exception {
        SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
        SysVSharedMemory readOnly = SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
        SysVSharedMemory closed = SysVSharedMemory.open(key);
        SharedReadWriteLock ofClosed = SharedReadWriteLock.create(closed, 0);
        SharedReadWriteLock closedItself = SharedReadWriteLock.create(memory, 64);
        closedItself.close();
        closed.close();
        for (int i = 128; i < 256; i++) {
            memory.buffer().put(i, (byte) 'x');
        }
        long beyond = 4096 - SharedReadWriteLock.byteSize() + 8;
        String isClosed = "of " + memory + " is closed";
        return Stream.concat(
                Refusal.tests(
                        outside("create -8", () -> SharedReadWriteLock.create(memory, -8)),
                        outside("at -8", () -> SharedReadWriteLock.at(memory, -8)),
                        outside("create beyond", () -> SharedReadWriteLock.create(memory, beyond)),
                        outside("at beyond", () -> SharedReadWriteLock.at(memory, beyond)),
                        outside("at the largest", () -> SharedReadWriteLock.at(memory, Long.MAX_VALUE - 7)),
                        Refusal.misuse(
                                "create 4", () -> SharedReadWriteLock.create(memory, 4), "multiple of 8", "at 4 of"),
                        Refusal.misuse("at 1", () -> SharedReadWriteLock.at(memory, 1), "multiple of 8"),
                        Refusal.misuse("create read-only", () -> SharedReadWriteLock.create(readOnly, 0), "read-only"),
                        Refusal.misuse("at read-only", () -> SharedReadWriteLock.at(readOnly, 0), "read-only"),
                        Refusal.illegalState(
                                "at a closed region", () -> SharedReadWriteLock.at(closed, 0), "is closed"),
                        Refusal.illegalState(
                                "acquire in a closed region", ofClosed.readLock()::acquire, "memory is closed"),
                        Refusal.illegalState("acquire of a closed one", closedItself.writeLock()::acquire, isClosed),
                        Refusal.illegalState("release of a closed one", closedItself.writeLock()::release, isClosed),
                        Refusal.illegalState("holder of a closed one", closedItself::holder, isClosed),
                        new Refusal(
                                "foreign bytes",
                                () -> SharedReadWriteLock.at(memory, 128),
                                CorruptException.class,
                                "",
                                "corrupt",
                                "its bytes are not a read-write lock")),
                Stream.of(DynamicTest.dynamicTest("nothing was written", () -> {
                    try (memory;
                            readOnly) {
                        assertThat(memory.buffer().getLong(4088)).isZero();
                        assertThat(memory.buffer().get(191)).isEqualTo((byte) 'x');
                    }
                })));
    }

    private static Refusal outside(String what, ThrowingCallable action) {
        return new Refusal(what, action, IndexOutOfBoundsException.class, "", "", "which has 4096 bytes");
    }
}
