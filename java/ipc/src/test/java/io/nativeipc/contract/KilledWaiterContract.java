package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.peer.Peer;
import io.nativeipc.sysv.SysVSharedMemory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Kills JVMs inside a wait for an object of C. The C program that uses the object goes on. */
public abstract class KilledWaiterContract extends SegmentOfC {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Full.count(3, 8, 1_000);

    /** Starts a JVM that waits, and kills it at a random moment of its wait. */
    private void killWaiter(String object, int offset) {
        try (Peer waiter = Peer.startJava(WaitingProgram.class, object, key.toString(), Integer.toString(offset))) {
            assertThat(waiter.hear()).isEqualTo("waiting");
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(120_000_000)); // two slices of its wait
            assertThat(waiter.isAlive()).isTrue();
            waiter.kill();
        }
    }

    /** Starts a JVM that acquires, and kills it while it holds the object. */
    private void killHolder(String object, int offset) {
        try (Peer holder = Peer.startJava(WaitingProgram.class, object, key.toString(), Integer.toString(offset))) {
            assertThat(holder.hear()).isEqualTo("holding");
            holder.kill();
        }
    }

    @Test
    void aSemaphoreWakesTheWaiterThatLives() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedSemaphore toPeer = SharedSemaphore.at(memory, TO_PEER)) {
            for (int i = 0; i < KILLS; i++) {
                peer.tellAndAwaitBlocked("wait");
                killWaiter("semaphore", TO_PEER);
                toPeer.release();
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(toPeer.value()).isZero();
            }
        }
    }

    @Test
    void aMutexGoesToTheWaiterThatLives() throws Exception {
        try (Peer owner = peer("create 0");
                Peer next = peer("join");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX)) {
            for (int i = 0; i < KILLS; i++) {
                owner.ask("lock");
                next.tellAndAwaitBlocked("lock");
                killWaiter("mutex", MUTEX);
                owner.ask("unlock");
                assertThat(next.hear()).isEqualTo("ok");
                next.ask("unlock");
                assertThat(mutex.tryAcquire(LONG)).isTrue();
                mutex.release();
            }
        }
    }

    @Test
    void aWordWakesTheWaiterThatLives() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key)) {
            SharedWord word = SharedWord.at(memory, WORD);
            for (int i = 0; i < KILLS; i++) {
                word.set(0);
                peer.tellAndAwaitBlocked("await 0");
                killWaiter("word", WORD);
                word.set(1);
                word.wake(1);
                assertThat(peer.hear()).isEqualTo("ok 1");
            }
        }
    }

    /**
     * The mutex is robust, because a wait acquires it again and again, and the kill may come in the moment in which the
     * waiter holds it.
     */
    @Test
    void aConditionWakesTheWaiterThatLives() throws Exception {
        try (Peer waiter = peer("create 0 robust");
                Peer notifier = peer("join")) {
            for (int i = 0; i < KILLS; i++) {
                waiter.tellAndAwaitBlocked("take");
                killWaiter("condition", NOT_EMPTY);
                notifier.ask("put " + i);
                assertThat(waiter.hear()).isEqualTo("ok " + i);
            }
        }
    }

    @Test
    void aReadWriteLockGoesOnWithoutItsDeadWaiters() throws Exception {
        try (Peer holder = peer("create 0");
                Peer next = peer("join")) {
            for (int i = 0; i < KILLS; i++) {
                holder.ask("wrlock");
                next.tellAndAwaitBlocked("wrlock");
                killWaiter("reader", LOCK);
                holder.ask("rwunlock");
                assertThat(next.hear()).isEqualTo("ok");
                next.ask("rwunlock");
                holder.ask("rdlock");
                killWaiter("writer", LOCK);
                next.ask("rdlock");
                next.ask("rwunlock");
                holder.ask("rwunlock");
                next.ask("wrlock");
                next.ask("rwunlock");
            }
        }
    }

    /** As in C: the lock does not know its readers. */
    @Test
    void aReadWriteLockWhoseReaderIsKilledAdmitsReadersOnly() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedReadWriteLock lock = SharedReadWriteLock.at(memory, LOCK)) {
            killHolder("holding-reader", LOCK);
            assertThat(lock.readLock().tryAcquire()).isTrue();
            lock.readLock().release();
            peer.ask("rdlock");
            peer.ask("rwunlock");
            assertThat(lock.writeLock().tryAcquire(Duration.ofMillis(130))).isFalse();
            peer.tellAndAwaitBlocked("wrlock");
            peer.kill();
        }
    }

    @Test
    void aReadWriteLockWhoseWriterIsKilledStaysLocked() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedReadWriteLock lock = SharedReadWriteLock.at(memory, LOCK)) {
            killHolder("holding-writer", LOCK);
            assertThat(lock.holder()).isPositive();
            assertThat(lock.readLock().tryAcquire(Duration.ofMillis(130))).isFalse();
            assertThat(lock.writeLock().tryAcquire(Duration.ofMillis(130))).isFalse();
            peer.tellAndAwaitBlocked("rdlock");
            peer.kill();
        }
    }

    /** As in C: only a robust mutex reports the death of its owner. */
    @Test
    void aPlainMutexWhoseHolderIsKilledStaysLocked() throws Exception {
        try (Peer peer = peer("create 0");
                SysVSharedMemory memory = SysVSharedMemory.open(key);
                SharedMutex mutex = SharedMutex.at(memory, MUTEX)) {
            killHolder("holder", MUTEX);
            assertThat(mutex.holder()).isPositive();
            assertThat(mutex.tryAcquire(Duration.ofMillis(130))).isFalse();
            peer.tellAndAwaitBlocked("lock");
            peer.kill();
        }
    }
}
