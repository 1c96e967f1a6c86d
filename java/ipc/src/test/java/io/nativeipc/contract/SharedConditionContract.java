package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.memory.ConditionOption;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests the conditions of a producer and a consumer, one of which is a C program, and conditions that Java made for C. */
public abstract class SharedConditionContract extends SegmentOfC {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ConditionOption SIGNALS = ConditionOption.SIGNAL_BEFORE_GLIBC_2_41;
    private static final BooleanSupplier NEVER = () -> false;

    /** Where native/peer/memory_peer.cpp has its objects. */
    private static final int COUNT = 512;

    private static final int FIRST = 516;
    private static final int QUEUE = 520;
    private static final int CAPACITY = 8;

    private final String name = Unique.name();

    /** Returns when a thread waits for what never comes. It releases the mutex however the wait ends. */
    private static Background<Boolean> awaiting(SharedCondition condition, SharedMutex mutex) throws Exception {
        return Background.start(() -> {
                    mutex.acquire();
                    try {
                        return condition.await(NEVER, LONG);
                    } finally {
                        mutex.release(); // reports the close of the region again
                    }
                })
                .awaitWaiting();
    }

    /** The queue of the C program. */
    private record Queue(ByteBuffer memory, SharedMutex mutex, SharedCondition notEmpty, SharedCondition notFull) {
        void put(int number) throws Exception {
            mutex.acquire();
            try {
                notFull.await(() -> memory.getInt(COUNT) < CAPACITY);
                int count = memory.getInt(COUNT);
                memory.putInt(QUEUE + 4 * ((memory.getInt(FIRST) + count) % CAPACITY), number);
                memory.putInt(COUNT, count + 1);
                notEmpty.signal();
            } finally {
                mutex.release();
            }
        }

        int take() throws Exception {
            mutex.acquire();
            try {
                notEmpty.await(() -> memory.getInt(COUNT) > 0);
                int first = memory.getInt(FIRST);
                memory.putInt(FIRST, (first + 1) % CAPACITY);
                memory.putInt(COUNT, memory.getInt(COUNT) - 1);
                notFull.signal();
                return memory.getInt(QUEUE + 4 * first);
            } finally {
                mutex.release();
            }
        }

        void exchange(Peer peer) throws Exception {
            int count = Full.count(200, 10_000);
            peer.tell("produce " + count);
            for (int i = 1; i <= count; i++) {
                assertThat(take()).isEqualTo(i);
            }
            assertThat(peer.hear()).isEqualTo("ok");
            peer.tellAndAwaitBlocked("consume " + count);
            for (int i = 1; i <= count; i++) {
                put(i);
            }
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(memory.getInt(COUNT)).isZero();
        }
    }

    @Test
    void atThoseThatCMadeBothProduceAndConsume() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX);
                SharedCondition notEmpty = SharedCondition.at(memory, NOT_EMPTY, mutex, SIGNALS);
                SharedCondition notFull = SharedCondition.at(memory, NOT_FULL, mutex, SIGNALS)) {
            assertThat(notEmpty).hasToString("condition at 320 of " + memory);
            new Queue(memory.buffer(), mutex, notEmpty, notFull).exchange(peer);
        }
    }

    @Test
    void thoseThatJavaMadeCJoins() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedCondition notEmpty = SharedCondition.create(memory, NOT_EMPTY, mutex, SIGNALS);
                SharedCondition notFull = SharedCondition.create(memory, NOT_FULL, mutex, SIGNALS);
                Peer peer = peer("join")) {
            new Queue(memory.buffer(), mutex, notEmpty, notFull).exchange(peer);
        }
    }

    @Test
    void broadcastWakesAllThreadsOfC() throws Exception {
        try (Peer one = peer("create 0");
                Peer two = peer("join");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX);
                SharedCondition notEmpty = SharedCondition.at(memory, NOT_EMPTY, mutex, SIGNALS)) {
            one.tellAndAwaitBlocked("take");
            two.tellAndAwaitBlocked("take");
            mutex.acquire();
            memory.buffer().putInt(QUEUE, 7);
            memory.buffer().putInt(QUEUE + 4, 7);
            memory.buffer().putInt(COUNT, 2);
            mutex.release();
            notEmpty.broadcast();
            assertThat(one.hear()).isEqualTo("ok 7");
            assertThat(two.hear()).isEqualTo("ok 7");
        }
    }

    /** The refusal depends on the C library of the machine. */
    @Test
    void aSignalThatCouldWaitForEverNeedsAnOption() throws Throwable {
        int glibc = Native.shim().ipc_glibc_version();
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedCondition condition = SharedCondition.create(memory, NOT_EMPTY, mutex);
                SharedCondition accepting = SharedCondition.at(memory, NOT_EMPTY, mutex, SIGNALS)) {
            accepting.signal();
            accepting.broadcast();
            for (ThrowingCallable call : new ThrowingCallable[] {condition::signal, condition::broadcast}) {
                if (glibc == 0 || glibc >= 2041) {
                    call.call();
                    continue;
                }
                assertThatThrownBy(call)
                        .isExactlyInstanceOf(UnsupportedOperationException.class)
                        .hasMessageStartingWith(condition + ": a notifier of glibc 2." + glibc % 1000
                                + " waits for ever once a waiter was killed; use a semaphore, or glibc 2.41");
            }
        }
    }

    @Test
    void aWaitReleasesTheMutexAndEndsWithIt() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedMutex same = SharedMutex.at(memory, MUTEX);
                SharedCondition condition = SharedCondition.create(memory, NOT_EMPTY, mutex)) {
            ByteBuffer buffer = memory.buffer();
            mutex.acquire();
            condition.await(() -> true);
            assertThat(condition.await(() -> true, Duration.ZERO)).isTrue();
            assertThat(condition.await(NEVER, Duration.ZERO)).isFalse();
            assertThat(condition.await(NEVER, Duration.ofMillis(30))).isFalse();
            assertThatThrownBy(() -> condition.await(() -> {
                        throw new IllegalArgumentException("of the caller");
                    }))
                    .hasMessage("of the caller");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> condition.await(() -> true)).isInstanceOf(InterruptedException.class);
            mutex.release(); // held after all of these
            Background<Boolean> waiting = Background.start(() -> {
                        mutex.acquire();
                        try {
                            return condition.await(() -> buffer.getInt(COUNT) == 1, LONG);
                        } finally {
                            mutex.release();
                        }
                    })
                    .awaitWaiting();
            same.acquire();
            buffer.putInt(COUNT, 1);
            same.release();
            assertThat(waiting.result()).isTrue();
            Background<Boolean> interrupted = awaiting(condition, mutex);
            interrupted.interrupt();
            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        }
    }

    /** As pthread_cond_wait: a wait that ends has the mutex, so it ends when the other owner releases it. */
    @Test
    void anInterruptIsReportedOnceTheMutexIsFree() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedMutex same = SharedMutex.at(memory, MUTEX);
                SharedCondition condition = SharedCondition.create(memory, NOT_EMPTY, mutex)) {
            Background<Boolean> waiting = awaiting(condition, mutex);
            same.acquire();
            waiting.interrupt();
            Thread.sleep(130); // longer than any call that an interrupt does not end
            assertThat(waiting.isDone()).isFalse();
            same.release();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            assertThat(mutex.holder()).isZero();
        }
    }

    @Test
    void onlyAThreadThatHoldsTheMutexOnceWaits() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedMutex same = SharedMutex.at(memory, MUTEX);
                SharedCondition condition = SharedCondition.create(memory, NOT_EMPTY, mutex)) {
            assertNotHeld(condition, "is not held through this object");
            same.acquire();
            assertNotHeld(condition, "is not held through this object");
            mutex.acquire();
            assertNotHeld(condition, "is held 2 times by the thread");
            same.release();
            assertThat(condition.await(NEVER, Duration.ofMillis(10))).isFalse();
            mutex.acquire();
            assertNotHeld(condition, "is held 2 times by the thread");
            mutex.release();
            mutex.release();
            assertThat(mutex.holder()).isZero();
        }
    }

    private static void assertNotHeld(SharedCondition condition, String text) {
        for (ThrowingCallable call :
                new ThrowingCallable[] {() -> condition.await(() -> true), () -> condition.await(NEVER, LONG)}) {
            assertThatThrownBy(call)
                    .isExactlyInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining(text);
        }
    }

    @TestFactory
    Stream<DynamicTest> aVirtualThreadIsRefused() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .map(virtual -> DynamicTest.dynamicTest("await", () -> {
                    try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                            SharedMutex mutex = SharedMutex.create(memory, 0);
                            SharedCondition condition = SharedCondition.create(memory, 64, mutex)) {
                        assertThat(Background.start(() -> condition.await(() -> true, LONG), virtual)
                                        .failure())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("a virtual thread cannot hold mutex at 0 of");
                    }
                }));
    }

    @Test
    void theDeathOfAnOwnerDuringTheWaitIsReported() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, MUTEX);
                SharedMutex same = SharedMutex.at(memory, MUTEX);
                SharedCondition condition = SharedCondition.create(memory, NOT_EMPTY, mutex)) {
            Background<Boolean> waiting = awaiting(condition, mutex);
            try (OtherThread owner = new OtherThread()) {
                owner.run(same::acquire);
            }
            assertThat(waiting.failure()).isExactlyInstanceOf(OwnerDiedException.class);
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    @Test
    void closingTheConditionOrTheRegionEndsAWait() throws Exception {
        try (Peer peer = peer("create 0")) {
            for (boolean region : new boolean[] {true, false}) {
                try (SysVSharedMemory memory = SysVSharedMemory.open(key)) {
                    SharedMutex mutex = SharedMutex.at(memory, MUTEX);
                    SharedCondition condition = SharedCondition.at(memory, NOT_EMPTY, mutex, SIGNALS);
                    Background<Boolean> waiting = awaiting(condition, mutex);
                    if (region) {
                        memory.close();
                    } else {
                        condition.close();
                        condition.close();
                    }
                    assertThat(waiting.failure())
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                    assertThatThrownBy(condition::signal).isExactlyInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(condition::broadcast).isExactlyInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> condition.await(() -> true))
                            .isExactlyInstanceOf(IllegalStateException.class);
                }
                peer.ask("lock");
                peer.ask("unlock");
            }
        }
    }

    @Test
    void aConditionHasOneMutex() throws Exception {
        try (SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
                SharedMutex mutex = SharedMutex.create(memory, 0);
                SharedMutex same = SharedMutex.at(memory, 0);
                SharedMutex other = SharedMutex.create(memory, 64)) {
            SharedCondition condition = SharedCondition.create(memory, 128, mutex);
            SharedCondition again = SharedCondition.at(memory, 128, same);
            condition.close();
            for (ThrowingCallable call : new ThrowingCallable[] {
                () -> SharedCondition.at(memory, 128, other), () -> SharedCondition.create(memory, 128, other)
            }) {
                assertThatThrownBy(call)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("condition at 128 of " + memory + " is used with a mutex at 0"
                                + " of its object, and a condition has one mutex: it cannot be used with " + other);
            }
            again.close();
            SharedCondition.at(memory, 128, other).close();
        }
    }

    /** The same memory may be mapped several times, as a whole and in part. */
    @Test
    void theMutexIsKnownByItsPlaceInTheObject() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 8192);
                PosixSharedMemory again = PosixSharedMemory.open("/" + name);
                PosixSharedMemory part = PosixSharedMemory.open("/" + name, MappingOpenOption.part(256, 512));
                SharedMutex mutex = SharedMutex.create(memory, 256)) {
            memory.unlink();
            SharedMutex inPart = SharedMutex.at(part, 0);
            assertThat(inPart).hasToString("mutex at 0 of " + part + ", mapped from 256");
            for (long offset : new long[] {216, 248, 256, 288}) {
                assertThatThrownBy(() -> SharedCondition.create(again, offset, mutex))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("overlaps its mutex");
                assertThatThrownBy(() -> SharedCondition.create(memory, offset, inPart))
                        .isExactlyInstanceOf(IllegalArgumentException.class);
            }
            mutex.acquire();
            memory.grow(16_384);
            assertThatThrownBy(() -> SharedCondition.create(memory, 256, mutex))
                    .isExactlyInstanceOf(IllegalArgumentException.class);
            mutex.release();
            SharedMutex second = SharedMutex.create(memory, 512);
            try (SharedCondition condition = SharedCondition.create(memory, 0, mutex);
                    SharedCondition same = SharedCondition.at(again, 0, inPart)) {
                assertThat(same).hasToString(condition.toString());
                assertThatThrownBy(() -> SharedCondition.at(again, 0, second))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("a condition has one mutex");
            }
        }
    }

    @Test
    void truncatedMemoryIsCorruptAlsoDuringAWait() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 8192);
                SharedMutex mutex = SharedMutex.create(memory, 0);
                SharedCondition condition = SharedCondition.create(memory, 4096, mutex, SIGNALS);
                FileChannel file = FileChannel.open(Path.of("/dev/shm", name), StandardOpenOption.WRITE)) {
            memory.unlink();
            Background<Boolean> waiting = awaiting(condition, mutex);
            file.truncate(4096);
            assertThat(waiting.failure()).isExactlyInstanceOf(CorruptException.class);
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(condition::signal).isExactlyInstanceOf(CorruptException.class);
                assertThatThrownBy(condition::broadcast).isExactlyInstanceOf(CorruptException.class);
            }
            assertThatThrownBy(() -> SharedCondition.at(memory, 4096, mutex))
                    .isExactlyInstanceOf(CorruptException.class);
        }
    }

    /** The release in the finally block must not hide why the wait ended without the mutex. */
    @Test
    void aWaitWhoseMutexIsLostSaysSoThroughTheFinallyBlock() throws Exception {
        Throwable failure;
        do {
            failure = waitWhileTheMutexIsLost();
        } while (failure instanceof OwnerDiedException); // the wait came before the careless owner
        assertThat(failure).isExactlyInstanceOf(IpcException.class).hasMessageContaining("ENOTRECOVERABLE");
    }

    private Throwable waitWhileTheMutexIsLost() throws Exception {
        try (Peer careless = Peer.start(Peers.CPP, "mutex", name);
                Peer owner = Peer.start(Peers.CPP, "mutex", name)) {
            careless.ask("create");
            try (PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                    SharedMutex mutex = SharedMutex.at(memory, 0);
                    SharedCondition condition = SharedCondition.create(memory, 64, mutex, SIGNALS)) {
                owner.ask("attach 0");
                memory.unlink();
                Background<Boolean> waiting = Background.start(() -> {
                            mutex.acquire();
                            try {
                                return condition.await(NEVER, LONG);
                            } finally {
                                mutex.release();
                            }
                        })
                        .awaitWaiting();
                assertThat(owner.ask("acquire 60000")).isEqualTo("acquired");
                careless.tellAndAwaitBlocked("acquire 60000 inconsistent");
                owner.kill();
                if (careless.hear().equals("ok abandoned")) {
                    careless.ask("release");
                }
                return waiting.failure();
            }
        }
    }

    @Test
    void oneOfOneProcessIsRefused() throws Exception {
        try (Peer peer = peer("create 1 private");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX)) {
            for (int offset : new int[] {NOT_EMPTY, 1024}) {
                assertThatThrownBy(() -> SharedCondition.at(memory, offset, mutex))
                        .isExactlyInstanceOf(IpcException.class)
                        .hasMessageContaining("\"condition at " + offset + " of " + memory + "\": private: it was made")
                        .hasMessageContaining("PTHREAD_PROCESS_PRIVATE")
                        .hasMessageContaining("or is not initialised yet");
            }
            peer.ask("put 1");
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() throws Exception {
        SysVSharedMemory memory = SysVSharedMemory.create(key, 4096);
        SysVSharedMemory readOnly = SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
        SysVSharedMemory closed = SysVSharedMemory.open(key);
        SharedMutex mutex = SharedMutex.create(memory, 0);
        SharedMutex closedMutex = SharedMutex.at(memory, 0);
        SharedCondition withClosed = SharedCondition.create(memory, 64, closedMutex);
        closedMutex.close();
        closed.close();
        for (int i = 128; i < 256; i++) {
            memory.buffer().put(i, (byte) 'x');
        }
        long beyond = 4096 - SharedCondition.byteSize() + 8;
        return Stream.concat(
                Refusal.tests(
                        outside("create -8", () -> SharedCondition.create(memory, -8, mutex)),
                        outside("at -8", () -> SharedCondition.at(memory, -8, mutex)),
                        outside("create beyond", () -> SharedCondition.create(memory, beyond, mutex)),
                        outside("at beyond", () -> SharedCondition.at(memory, beyond, mutex)),
                        outside("at the largest", () -> SharedCondition.at(memory, Long.MAX_VALUE - 7, mutex)),
                        Refusal.misuse("create 68", () -> SharedCondition.create(memory, 68, mutex), "multiple of 8"),
                        Refusal.misuse("at 65", () -> SharedCondition.at(memory, 65, mutex), "multiple of 8"),
                        Refusal.misuse("read-only", () -> SharedCondition.at(readOnly, 64, mutex), "read-only"),
                        Refusal.misuse(
                                "create at the mutex", () -> SharedCondition.create(memory, 0, mutex), "overlaps its"),
                        Refusal.misuse("at the mutex", () -> SharedCondition.at(memory, 32, mutex), "overlaps its"),
                        Refusal.illegalState(
                                "at a closed region", () -> SharedCondition.at(closed, 64, mutex), "is closed"),
                        Refusal.illegalState(
                                "await with a closed mutex", () -> withClosed.await(() -> true), mutex + " is closed"),
                        new Refusal(
                                "foreign bytes",
                                () -> SharedCondition.at(memory, 128, mutex),
                                CorruptException.class,
                                "",
                                "corrupt",
                                "its bytes are not a condition")),
                Stream.of(DynamicTest.dynamicTest("nothing was written", () -> {
                    try (memory;
                            readOnly) {
                        assertThat(memory.buffer().getLong(4088)).isZero();
                        assertThat(memory.buffer().get(191)).isEqualTo((byte) 'x');
                        mutex.acquire();
                        mutex.release();
                    }
                })));
    }

    private static Refusal outside(String what, ThrowingCallable action) {
        return new Refusal(what, action, IndexOutOfBoundsException.class, "", "", "which has 4096 bytes");
    }
}
