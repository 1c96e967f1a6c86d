package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.Region;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests a robust mutex in memory that another process laid out: C++ creates or opens it, and either process may die
 * while it holds the mutex.
 */
public abstract class SharedMutexContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();

    @AfterEach
    void unlink() throws IOException {
        try {
            PosixSharedMemory.unlink("/" + name);
        } catch (NotFoundException unlinked) {
            // unlinked by the test, or never created
        }
    }

    private PosixSharedMemory memory(long byteSize) throws IOException {
        return PosixSharedMemory.create("/" + name, byteSize);
    }

    private Peer cpp(String command) {
        Peer peer = Peer.start(Peers.CPP, "mutex", name);
        peer.ask(command);
        return peer;
    }

    @Test
    void atOneThatCppMadeTheyKeepEachOtherOut() throws Exception {
        try (Peer peer = cpp("create");
                PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            assertThat(mutex).hasToString("mutex at 0 of posix-shm:/" + name);
            mutex.acquire();
            assertThat(peer.ask("acquire 20")).isEqualTo("timeout");
            assertThat(peer.askRaw("release")).startsWith("error pthread_mutex_unlock EPERM");
            peer.tellAndAwaitBlocked("acquire 60000");
            mutex.release();
            assertThat(peer.hear()).isEqualTo("ok acquired");
            assertThat(mutex.tryAcquire()).isFalse();
            assertThat(mutex.tryAcquire(Duration.ofMillis(60))).isFalse();
            assertThatThrownBy(mutex::release).isInstanceOf(IllegalMonitorStateException.class);
            Background<Boolean> waiting = Background.start(() -> {
                        boolean acquired = mutex.tryAcquire(LONG);
                        mutex.release();
                        return acquired;
                    })
                    .awaitWaiting();
            peer.ask("release");
            assertThat(waiting.result()).isTrue();
        }
    }

    @Test
    void oneThatJavaMadeCppJoins() throws Exception {
        try (PosixSharedMemory memory = memory(4096);
                SharedMutex mutex = SharedMutex.create(memory, 2048);
                Peer peer = cpp("attach 2048")) {
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            assertThat(mutex.tryAcquire()).isFalse();
            peer.ask("release");
            assertThat(mutex.tryAcquire()).isTrue();
            assertThat(mutex.tryAcquire()).as("ours is recursive").isTrue();
            mutex.release();
            assertThat(peer.ask("acquire 0")).isEqualTo("timeout");
            mutex.release();
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            peer.ask("release");
        }
    }

    @Test
    void aDeadCppOwnerIsToldOnce() throws Exception {
        try (Peer maker = cpp("create");
                PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            Peer owner = cpp("attach 0");
            assertThat(owner.ask("acquire 0")).isEqualTo("acquired");
            owner.kill();
            assertThatThrownBy(mutex::acquire)
                    .isExactlyInstanceOf(OwnerDiedException.class)
                    .hasMessageContaining("(\"" + mutex + "\"): EOWNERDEAD (130)");
            assertThat(maker.ask("acquire 0")).as("Java holds it").isEqualTo("timeout");
            mutex.release();
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
            assertThat(maker.ask("acquire 0")).isEqualTo("acquired");
            maker.ask("release");
        }
    }

    @Test
    void cppIsToldOfAThreadOfOursThatEnded() throws Exception {
        try (Peer peer = cpp("create");
                PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            try (OtherThread owner = new OtherThread()) {
                owner.run(mutex::acquire);
            }
            assertThat(peer.ask("acquire 60000")).isEqualTo("abandoned");
            peer.ask("release");
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    @Test
    void oneThatCppHasLostIsLost() throws Exception {
        try (Peer careless = cpp("create");
                PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            Peer owner = cpp("attach 0");
            owner.ask("acquire 0");
            owner.kill();
            assertThat(careless.ask("acquire 0 inconsistent")).isEqualTo("abandoned");
            careless.ask("release");
            assertThatThrownBy(mutex::acquire)
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageContaining("ENOTRECOVERABLE (131)")
                    .hasMessageEndingWith("it is lost");
        }
    }

    /** The attributes chosen by the creator apply here too: the owner of a normal mutex cannot acquire it again. */
    @Test
    void oneThatIsNotRecursiveMakesItsOwnerWait() throws Exception {
        try (Peer maker = cpp("create");
                PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            mutex.acquire();
            assertThat(mutex.tryAcquire()).isFalse();
            assertThat(mutex.tryAcquire(Duration.ofMillis(60))).isFalse();
            mutex.release();
            assertThat(maker.ask("acquire 0")).isEqualTo("acquired");
            maker.ask("release");
        }
    }

    @Test
    void itLiesInEveryKindOfMemory() throws Exception {
        Path path = Unique.path();
        try (PosixSharedMemory posix = memory(4096);
                SysVSharedMemory sysv = SysVSharedMemory.create(SysVKey.PRIVATE, 4096);
                MappedFile file = MappedFile.create(path, 4096)) {
            sysv.remove();
            for (Region region : new Region[] {posix, sysv, file}) {
                long last = 4096 - SharedMutex.byteSize();
                region.buffer().put(new byte[4096 - 1]).put((byte) 1);
                try (SharedMutex mutex = SharedMutex.create(region, last);
                        SharedMutex same = SharedMutex.at(region, last);
                        OtherThread other = new OtherThread()) {
                    mutex.acquire();
                    assertThat(other.call(same::tryAcquire)).isFalse();
                    mutex.release();
                    assertThat(other.call(same::tryAcquire)).isTrue();
                    other.run(same::release);
                }
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** Each of the mappings has a mutex that is held, which is what a close waits 100 ms for. */
    @Test
    void aCloseWaitsForAllMappingsTogether() throws Exception {
        int grows = 40;
        List<SharedMutex> mutexes = new ArrayList<>();
        try (PosixSharedMemory memory = memory(4096);
                OtherThread other = new OtherThread()) {
            for (int i = 0; i < grows; i++) {
                SharedMutex mutex = SharedMutex.create(memory, i * 64L);
                other.run(mutex::acquire);
                mutexes.add(mutex);
                memory.grow(4096L * (i + 2));
            }
            long start = System.nanoTime();
            memory.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            for (SharedMutex mutex : mutexes) {
                assertThatThrownBy(mutex::tryAcquire).isInstanceOf(IllegalStateException.class);
                other.run(mutex::release);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> aVirtualThreadIsRefused() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .map(virtual -> DynamicTest.dynamicTest("acquire", () -> {
                    try (PosixSharedMemory memory = memory(64);
                            SharedMutex mutex = SharedMutex.create(memory, 0)) {
                        assertThat(Background.start(mutex::tryAcquire, virtual).failure())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("a virtual thread cannot hold mutex at 0 of");
                        memory.unlink();
                    }
                }));
    }

    @Test
    void closeIsRefusedWhileItIsHeldAndLeavesTheRegion() throws Exception {
        try (PosixSharedMemory memory = memory(64)) {
            SharedMutex mutex = SharedMutex.create(memory, 0);
            mutex.acquire();
            assertThatThrownBy(mutex::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is held by the thread");
            mutex.release();
            mutex.close();
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    mutex::acquire,
                    mutex::tryAcquire,
                    () -> mutex.tryAcquire(Duration.ZERO),
                    mutex::release,
                    mutex::holder,
                    mutex::kind,
                    mutex::isRobust)) {
                assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("mutex at 0 of posix-shm:/" + name + " is closed");
            }
            try (SharedMutex again = SharedMutex.at(memory, 0)) {
                assertThat(again.tryAcquire()).isTrue();
                again.release();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() throws Exception {
        try (PosixSharedMemory keeper = memory(64)) {
            assertThat(SharedMutex.byteSize()).isBetween(8L, 64L);
            assertThat(keeper.created()).isTrue();
        }
        PosixSharedMemory memory = PosixSharedMemory.open("/" + name);
        PosixSharedMemory readOnly = PosixSharedMemory.open("/" + name, MemoryOpenOption.READ_ONLY);
        PosixSharedMemory closed = PosixSharedMemory.open("/" + name);
        SharedMutex ofClosed = SharedMutex.create(closed, 0);
        closed.close();
        long beyond = 72 - SharedMutex.byteSize();
        return Stream.concat(
                Refusal.tests(
                        outside("create -8", () -> SharedMutex.create(memory, -8)),
                        outside("at -8", () -> SharedMutex.at(memory, -8)),
                        outside("create beyond", () -> SharedMutex.create(memory, beyond)),
                        outside("at beyond", () -> SharedMutex.at(memory, beyond)),
                        outside("at the end", () -> SharedMutex.at(memory, 64)),
                        outside("at the largest", () -> SharedMutex.at(memory, Long.MAX_VALUE - 7)),
                        Refusal.misuse("create 4", () -> SharedMutex.create(memory, 4), "multiple of 8", "at 4 of"),
                        Refusal.misuse("at 1", () -> SharedMutex.at(memory, 1), "multiple of 8"),
                        Refusal.misuse("create read-only", () -> SharedMutex.create(readOnly, 0), "read-only"),
                        Refusal.misuse("at read-only", () -> SharedMutex.at(readOnly, 0), "read-only"),
                        Refusal.illegalState("at a closed region", () -> SharedMutex.at(closed, 0), "is closed"),
                        Refusal.illegalState("acquire in a closed region", ofClosed::acquire, "is closed")),
                Stream.of(DynamicTest.dynamicTest("nothing was written", () -> {
                    try (memory;
                            readOnly) {
                        byte[] bytes = new byte[(int) (64 - SharedMutex.byteSize())];
                        memory.buffer((int) SharedMutex.byteSize(), bytes.length)
                                .get(bytes);
                        assertThat(bytes).containsOnly(0);
                    }
                })));
    }

    private static Refusal outside(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return new Refusal(what, action, IndexOutOfBoundsException.class, "", "", "which has 64 bytes");
    }
}
