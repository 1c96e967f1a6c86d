package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcAddress;
import io.nativeipc.NamedMutex;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.SharedMemory;
import io.nativeipc.peer.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The portable mutex on all systems: which thread may hold it, and how the death of its owner is reported. */
public abstract class NamedMutexContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** The three ways to acquire the mutex. */
    enum Form {
        ACQUIRE {
            @Override
            boolean take(NamedMutex mutex) throws Exception {
                mutex.acquire();
                return true;
            }
        },
        TRY {
            @Override
            boolean take(NamedMutex mutex) throws Exception {
                return mutex.tryAcquire();
            }
        },
        TIMED {
            @Override
            boolean take(NamedMutex mutex) throws Exception {
                return mutex.tryAcquire(LONG);
            }
        };

        abstract boolean take(NamedMutex mutex) throws Exception;
    }

    private final String name = Unique.name();

    @AfterEach
    void unlink() throws IOException {
        try {
            NamedMutex.unlink(name);
        } catch (NotFoundException unlinked) {
            // the test has unlinked it
        }
    }

    private Peer start() throws IOException {
        Peer peer = Peer.startJava(MutexProgram.class, name);
        assertThat(peer.ask("openOrCreate")).isEqualTo("false");
        return peer;
    }

    private static void assertFree(NamedMutex mutex) throws Exception {
        try (OtherThread other = new OtherThread()) {
            assertThat(other.call(mutex::tryAcquire)).isTrue();
            other.run(mutex::release);
        }
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws Exception {
        assertThatThrownBy(() -> NamedMutex.open(name)).isInstanceOf(NotFoundException.class);
        try (NamedMutex created = NamedMutex.openOrCreate(name);
                NamedMutex opened = NamedMutex.open(name);
                NamedMutex either = NamedMutex.openOrCreate(name)) {
            assertThat(created.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(either.created()).isFalse();
            assertThat(created).hasToString((OS.WINDOWS.isCurrentOs() ? "win-mutex:Local\\" : "mutex:") + name);
            assertThat(IpcAddress.parse(created.toString())).hasToString(created.toString());
            assertThatThrownBy(() -> NamedMutex.create(name)).isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void oneThreadHoldsItAndTheOthersDoNot() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                NamedMutex same = NamedMutex.open(name);
                OtherThread other = new OtherThread()) {
            mutex.acquire();
            assertThat(other.call(mutex::tryAcquire)).isFalse();
            assertThat(other.call(same::tryAcquire)).isFalse();
            assertThat(other.call(() -> same.tryAcquire(Duration.ofMillis(60)))).isFalse();
            mutex.release();
            assertThat(other.call(same::tryAcquire)).isTrue();
            assertThat(mutex.tryAcquire()).isFalse();
            other.run(same::release);
            assertThat(mutex.tryAcquire(LONG)).isTrue();
            mutex.release();
        }
    }

    @Test
    void itsOwnerTakesItAgainAndReleasesItAsOften() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                NamedMutex same = NamedMutex.open(name);
                OtherThread other = new OtherThread()) {
            mutex.acquire();
            assertThat(mutex.tryAcquire()).isTrue();
            assertThat(same.tryAcquire(Duration.ZERO))
                    .as("it is the same mutex")
                    .isTrue();
            mutex.release();
            mutex.release();
            assertThat(other.call(mutex::tryAcquire)).isFalse();
            same.release();
            assertThat(other.call(mutex::tryAcquire)).isTrue();
            other.run(mutex::release);
        }
    }

    @Test
    void whoDoesNotHoldItCannotReleaseIt() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                OtherThread other = new OtherThread()) {
            assertThatThrownBy(mutex::release)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining(name + " is not held through this object by the thread");
            mutex.acquire();
            assertThatThrownBy(() -> other.run(mutex::release)).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(other.call(mutex::tryAcquire)).isFalse();
            mutex.release();
            assertThatThrownBy(mutex::release).isInstanceOf(IllegalMonitorStateException.class);
            assertFree(mutex);
        }
    }

    @TestFactory
    Stream<DynamicTest> aVirtualThreadIsRefused() {
        return Threads.all()
                .filter(Threads.VIRTUAL::equals)
                .flatMap(threads -> Stream.of(Form.values())
                        .map(form -> DynamicTest.dynamicTest(form.name(), () -> refused(form, threads))));
    }

    private void refused(Form form, Threads virtual) throws Exception {
        try (NamedMutex mutex = NamedMutex.openOrCreate(name)) {
            assertThat(Background.start(() -> form.take(mutex), virtual).failure())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a virtual thread cannot hold");
            mutex.acquire();
            assertThat(Background.start(() -> form.take(mutex), virtual).failure())
                    .as("whether it is free or not")
                    .isInstanceOf(IllegalStateException.class);
            mutex.release();
        }
    }

    @Test
    void anotherProcessIsKeptOut() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer peer = start()) {
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            assertThat(mutex.tryAcquire()).isFalse();
            Background<Boolean> waiting = Background.start(() -> {
                        boolean acquired = mutex.tryAcquire(LONG);
                        mutex.release();
                        return acquired;
                    })
                    .awaitWaiting();
            peer.ask("release");
            assertThat(waiting.result()).isTrue();
            mutex.acquire();
            assertThat(peer.ask("acquire 60")).isEqualTo("timeout");
            peer.tell("acquire 60000");
            mutex.release();
            assertThat(peer.hear()).isEqualTo("ok acquired");
            peer.ask("release");
        }
    }

    /**
     * Each thread reads a number and writes it incremented. If two threads held the mutex at once, an increment would
     * be lost.
     */
    @Test
    void twoProcessesWithTwoThreadsEachCountWithoutLoss() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                // another name, because memory and mutexes share a namespace on Windows
                SharedMemory memory = SharedMemory.create(name + MutexProgram.MEMORY, 4);
                Peer peer = start()) {
            try {
                peer.tell("count 2000");
                List<Background<Boolean>> counting = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    counting.add(Background.start(() -> {
                        MutexProgram.count(name, mutex, 2000);
                        return true;
                    }));
                }
                assertThat(peer.hear()).isEqualTo("ok");
                for (Background<Boolean> each : counting) {
                    assertThat(each.result()).isTrue();
                }
                assertThat(memory.buffer().getInt(0)).isEqualTo(6000);
            } finally {
                memory.unlink();
            }
        }
    }

    private static void assertToldOnce(NamedMutex mutex, Form form) throws Exception {
        assertThatThrownBy(() -> form.take(mutex)).isExactlyInstanceOf(OwnerDiedException.class);
        assertHeldOnceThenNormal(mutex);
    }

    private static void assertHeldOnceThenNormal(NamedMutex mutex) throws Exception {
        try (OtherThread other = new OtherThread()) {
            assertThat(other.call(mutex::tryAcquire)).as("the caller holds it").isFalse();
            mutex.release();
            for (Form form : Form.values()) {
                assertThat(other.call(() -> form.take(mutex)))
                        .as("it is told once")
                        .isTrue();
                other.run(mutex::release);
            }
            assertThatThrownBy(mutex::release).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledProcesssDeathIsToldOnce(Form form) throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            Peer peer = start();
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            assertThat(peer.ask("acquire 0")).as("twice").isEqualTo("acquired");
            peer.kill();
            assertToldOnce(mutex, form);
        }
    }

    @Test
    void aProcessThatEndsInOrderWithItIsAnOwnerThatDied() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            try (Peer peer = start()) {
                assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            }
            assertToldOnce(mutex, Form.TRY);
        }
    }

    @Test
    void oneWhoWaitsIsToldWhenTheOwnerIsKilled() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            Peer peer = start();
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            Background<String> waiting = Background.start(() -> {
                        try {
                            return "acquired " + mutex.tryAcquire(LONG);
                        } catch (OwnerDiedException died) {
                            mutex.release();
                            return "told";
                        }
                    })
                    .awaitWaiting();
            peer.kill();
            assertThat(waiting.result()).isEqualTo("told");
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    @Test
    void anotherProcessIsToldOfOurThread() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer peer = start()) {
            try (OtherThread owner = new OtherThread()) {
                owner.run(mutex::acquire);
            }
            assertThat(peer.ask("acquire 60000")).isEqualTo("abandoned");
            assertThat(mutex.tryAcquire()).isFalse();
            peer.ask("release");
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    @Test
    void aThreadThatEndsWithItIsAnOwnerThatDied() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            try (OtherThread owner = new OtherThread()) {
                owner.run(mutex::acquire);
                owner.run(mutex::acquire);
            }
            assertToldOnce(mutex, Form.ACQUIRE);
        }
    }

    /**
     * An owner gets the report of an earlier death and dies without releasing. The next owner gets a report of this
     * death.
     */
    @Test
    void eachDeathIsTold() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            for (int i = 0; i < 3; i++) {
                try (OtherThread owner = new OtherThread()) {
                    if (i == 0) {
                        owner.run(mutex::acquire);
                    } else {
                        assertThatThrownBy(() -> owner.run(mutex::acquire)).isInstanceOf(OwnerDiedException.class);
                    }
                }
            }
            assertToldOnce(mutex, Form.TIMED);
        }
    }

    @Test
    void whileAThreadHoldsItItCannotBeClosed() throws Exception {
        NamedMutex mutex = NamedMutex.create(name);
        try (OtherThread other = new OtherThread()) {
            other.run(mutex::acquire);
            assertThatThrownBy(mutex::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is held by the thread");
            assertThatThrownBy(() -> other.run(mutex::close)).isInstanceOf(IllegalStateException.class);
            assertThat(other.call(mutex::tryAcquire)).as("it is open").isTrue();
            other.run(mutex::release);
            assertThatThrownBy(mutex::close).isInstanceOf(IllegalStateException.class);
            other.run(mutex::release);
            mutex.close();
            mutex.close();
            assertThatThrownBy(() -> other.call(mutex::tryAcquire))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(name + " is closed");
        }
    }

    /** The first call wins: the mutex is closed and free, or held and open. No thread holds a closed mutex. */
    @Test
    void closeAndAcquireRace() throws Exception {
        try (NamedMutex same = NamedMutex.create(name);
                OtherThread other = new OtherThread()) {
            for (int i = 0; i < 500; i++) {
                NamedMutex mutex = NamedMutex.open(name);
                Background<Boolean> closing = Background.start(() -> {
                    try {
                        mutex.close();
                        return true;
                    } catch (IllegalStateException held) {
                        return false;
                    }
                });
                boolean acquired = other.call(() -> {
                    try {
                        return mutex.tryAcquire();
                    } catch (IllegalStateException closed) {
                        return false;
                    }
                });
                assertThat(closing.result()).isNotEqualTo(acquired);
                if (acquired) {
                    other.run(mutex::release);
                }
                mutex.close();
                assertThat(same.tryAcquire()).isTrue();
                same.release();
            }
        }
    }

    /** A thread that waits in the kernel does not see the close. It still acquires the mutex, and must release it. */
    @Test
    void oneWhoGetsItAfterTheCloseDoesNotKeepIt() throws Exception {
        try (NamedMutex same = NamedMutex.create(name)) {
            for (int i = 0; i < 20; i++) {
                NamedMutex mutex = NamedMutex.open(name);
                same.acquire();
                Background<Boolean> waiting =
                        Background.start(() -> mutex.tryAcquire(LONG)).awaitWaiting();
                mutex.close();
                same.release();
                assertThat(waiting.failure())
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith(name + " is closed");
                assertThat(same.tryAcquire()).isTrue();
                same.release();
            }
        }
    }

    /**
     * Either thread may report the death: the one that waits through the object that was closed meanwhile, or the one
     * that acquires the mutex later.
     */
    @Test
    void aDeathIsToldOnceThoughTheOneWhoWaitsHasBeenClosed() throws Exception {
        try (NamedMutex same = NamedMutex.create(name)) {
            for (int i = 0; i < 20; i++) {
                NamedMutex mutex = NamedMutex.open(name);
                Background<Integer> waiting;
                try (OtherThread owner = new OtherThread()) {
                    owner.run(same::acquire);
                    waiting = Background.start(() -> told(mutex)).awaitWaiting();
                    mutex.close();
                }
                int told = waiting.result();
                assertThat(told + told(same)).isEqualTo(1);
                assertThatThrownBy(mutex::tryAcquire)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith(name + " is closed");
            }
        }
    }

    private static int told(NamedMutex mutex) throws Exception {
        try {
            mutex.acquire();
        } catch (OwnerDiedException died) {
            mutex.release();
            return 1;
        } catch (IllegalStateException closed) {
            return 0;
        }
        mutex.release();
        return 0;
    }

    @Test
    void whoseHolderDiedCanBeClosedAndTheDeathIsToldAllTheSame() throws Exception {
        try (NamedMutex same = NamedMutex.create(name)) {
            NamedMutex mutex = NamedMutex.open(name);
            try (OtherThread owner = new OtherThread()) {
                owner.run(mutex::acquire);
            }
            mutex.close();
            assertToldOnce(same, Form.ACQUIRE);
        }
    }

    @Test
    void afterUnlinkThereIsNoneOfThatName() throws Exception {
        NamedMutex mutex = NamedMutex.create(name);
        mutex.acquire();
        mutex.release();
        mutex.close();
        mutex.unlink();
        assertThatThrownBy(() -> NamedMutex.open(name)).isInstanceOf(NotFoundException.class);
        try (NamedMutex again = NamedMutex.create(name)) {
            assertThat(again.tryAcquire()).isTrue();
            again.release();
        }
    }
}
