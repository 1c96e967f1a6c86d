package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.memory.ConditionOption;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the mutexes, conditions and semaphores of Boost.Interprocess, which are those of the C library, with a C++ program. */
public abstract class BoostLocksContract {
    /** Where native/peer/boost_peer.cpp has its objects. */
    private static final int MUTEX = 0;

    private static final int RECURSIVE = 64;
    private static final int TO_PEER = 128;
    private static final int TO_JAVA = 192;
    private static final int COUNTER = 256;
    private static final int NOT_EMPTY = 320;
    private static final int ITEMS = 384;

    private final String name = Unique.posixName();
    private PosixSharedMemory memory;
    private Peer peer;

    @BeforeEach
    void create() throws IOException {
        memory = PosixSharedMemory.create(name, 4096);
        peer = Peer.start(Peers.BOOST, "locks", name);
    }

    @AfterEach
    void remove() throws IOException {
        if (peer != null) { // null where Boost is not installed
            peer.close();
        }
        memory.close();
        memory.unlink();
    }

    @Test
    void javaMeetsTheMutexesThatBoostMade() throws Exception {
        peer.ask("create 0");
        try (SharedMutex plain = SharedMutex.at(memory, MUTEX);
                SharedMutex recursive = SharedMutex.at(memory, RECURSIVE)) {
            assertThat(plain.kind()).isEqualTo(SharedMutex.Kind.NORMAL);
            assertThat(recursive.kind()).isEqualTo(SharedMutex.Kind.RECURSIVE);
            assertThat(plain.isRobust() || recursive.isRobust()).isFalse();
            keepEachOtherOut(plain, "mutex");
            keepEachOtherOut(recursive, "recursive");
            assertThat(peer.ask("try recursive")).isEqualTo("locked");
            assertThat(peer.ask("try recursive")).isEqualTo("locked");
            peer.ask("unlock recursive");
            assertThat(recursive.tryAcquire()).as("held once more").isFalse();
            peer.ask("unlock recursive");
            assertThat(recursive.tryAcquire()).isTrue();
            recursive.release();
        }
    }

    @Test
    void boostUsesTheMutexThatJavaMade() throws Exception {
        try (SharedMutex recursive = SharedMutex.create(memory, RECURSIVE)) {
            keepEachOtherOut(recursive, "recursive");
        }
    }

    private void keepEachOtherOut(SharedMutex mutex, String peers) throws Exception {
        mutex.acquire();
        assertThat(peer.ask("try " + peers)).isEqualTo("busy");
        peer.tellAndAwaitBlocked("lock " + peers);
        mutex.release();
        assertThat(peer.hear()).isEqualTo("ok");
        assertThat(mutex.tryAcquire()).isFalse();
        peer.ask("unlock " + peers);
        assertThat(mutex.tryAcquire()).isTrue();
        mutex.release();
    }

    @Test
    void noIncrementIsLostUnderBoostsMutex() throws Exception {
        int count = Full.count(2_000, 10_000);
        peer.ask("create 0");
        try (SharedMutex mutex = SharedMutex.at(memory, MUTEX)) {
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theConditionWakesBoostAndJava(boolean madeByJava) throws Exception {
        int count = Full.count(200, 10_000);
        peer.ask("create 0");
        try (SharedMutex mutex = SharedMutex.at(memory, MUTEX);
                SharedCondition notEmpty = madeByJava
                        ? SharedCondition.create(memory, NOT_EMPTY, mutex, ConditionOption.SIGNAL_BEFORE_GLIBC_2_41)
                        : SharedCondition.at(memory, NOT_EMPTY, mutex, ConditionOption.SIGNAL_BEFORE_GLIBC_2_41)) {
            peer.tellAndAwaitBlocked("take " + count);
            for (int i = 0; i < count; i++) {
                mutex.acquire();
                memory.buffer().putInt(ITEMS, memory.buffer().getInt(ITEMS) + 1);
                notEmpty.signal();
                mutex.release();
            }
            assertThat(peer.hear()).isEqualTo("ok");
            peer.tell("put " + count);
            for (int i = 0; i < count; i++) {
                mutex.acquire();
                notEmpty.await(() -> memory.buffer().getInt(ITEMS) > 0);
                memory.buffer().putInt(ITEMS, memory.buffer().getInt(ITEMS) - 1);
                mutex.release();
            }
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(memory.buffer().getInt(ITEMS)).isZero();
        }
    }

    @Test
    void javaMeetsTheSemaphoresThatBoostMade() throws Exception {
        peer.ask("create 0");
        try (SharedSemaphore toPeer = SharedSemaphore.at(memory, TO_PEER);
                SharedSemaphore toJava = SharedSemaphore.at(memory, TO_JAVA)) {
            handOver(toPeer, toJava);
        }
    }

    @Test
    void boostUsesTheSemaphoresThatJavaMade() throws Exception {
        try (SharedSemaphore toPeer = SharedSemaphore.create(memory, TO_PEER, 0);
                SharedSemaphore toJava = SharedSemaphore.create(memory, TO_JAVA, 0)) {
            handOver(toPeer, toJava);
        }
    }

    private void handOver(SharedSemaphore toPeer, SharedSemaphore toJava) throws Exception {
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
}
