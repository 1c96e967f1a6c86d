package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests System V semaphore sets between this JVM and C++, Python and Java processes, in both directions. */
public abstract class SysVSemaphoreSetPeerContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final SysVKey key = Unique.key();

    @AfterEach
    void removeSet() throws IOException {
        try {
            SysVSemaphoreSet.remove(key);
        } catch (NotFoundException removed) {
            // already removed by the test
        }
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "sysv-sem", key.toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAndThePeerTakesAndGives(Peers kind) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {2});
                Peer peer = start(kind)) {
            assertThat(peer.ask("open")).isEqualTo(Integer.toString(set.id()));
            assertThat(peer.ask("get 0")).isEqualTo("2");
            assertThat(peer.ask("op 0:-2:nowait")).isEqualTo("1");
            assertThat(set.value(0)).isZero();
            assertThat(set.lastPid(0)).isEqualTo((int) peer.pid());
            assertThat(peer.ask("op 0:-1:nowait")).isEqualTo("0");
            set.release(0);
            assertThat(peer.ask("pid 0"))
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
            assertThat(peer.ask("op 0:-1")).isEqualTo("1");
            assertThat(set.tryAcquire(0)).isFalse();
            peer.ask("op 0:3");
            assertThat(set.value(0)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndJavaTakesAndGives(Peers kind) throws IOException {
        try (Peer peer = start(kind)) {
            peer.ask("create 1 640");
            peer.ask("set 0 3");
            peer.ask("op 0:-1");
            try (SysVSemaphoreSet set = SysVSemaphoreSet.open(key)) {
                assertThat(set.count()).isEqualTo(1);
                assertThat(set.stat().perm().mode()).isEqualTo(0640);
                assertThat(set.tryAcquire(0)).isTrue();
                assertThat(peer.ask("get 0")).isEqualTo("1");
            }
            peer.ask("remove");
            assertThatThrownBy(() -> SysVSemaphoreSet.open(key)).isInstanceOf(NotFoundException.class);
        }
    }

    /** A creator that never operates on its set does not show that it has finished. Opening then waits one second. */
    @Test
    void aForeignSetWithoutAnyOperationIsOpenedAllTheSame() throws IOException {
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 2 600");
            peer.ask("set 1 8");
            try (SysVSemaphoreSet set = SysVSemaphoreSet.open(key)) {
                assertThat(set.values()).containsExactly(0, 8);
            }
        }
    }

    @Test
    void severalOperationsAreAllOrNoneOnBothSides() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1, 0, 4});
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            assertThat(peer.ask("op 0:-1:nowait,1:-1:nowait")).isEqualTo("0");
            assertThat(set.values()).containsExactly(1, 0, 4);
            assertThat(peer.ask("op 0:-1,1:2,2:-4")).isEqualTo("1");
            assertThat(set.values()).containsExactly(0, 2, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaWakesAPeerThatWaits(Peers kind) throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0});
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("op 0:-1");
            assertThat(set.waiting(0)).isEqualTo(1);
            set.release(0);
            assertThat(peer.hear()).isEqualTo("ok 1");
            set.release(0);
            peer.tellAndAwaitBlocked("op 0:0");
            assertThat(set.waitingForZero(0)).isEqualTo(1);
            assertThat(set.tryAcquire(0)).isTrue();
            assertThat(peer.hear()).isEqualTo("ok 1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPeerWakesJavaThatWaits(Peers kind) throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0});
                Peer peer = start(kind)) {
            peer.ask("open");
            Background<Boolean> taker = Background.start(() -> set.tryAcquire(0, LONG));
            Background.until("it is seen waiting", () -> peer.ask("ncnt 0").equals("1"));
            peer.ask("op 0:2");
            assertThat(taker.result()).isTrue();
            Background<Boolean> forZero = Background.start(() -> set.tryAwaitZero(0, LONG));
            Background.until("it is seen waiting", () -> peer.ask("zcnt 0").equals("1"));
            peer.ask("op 0:-1");
            assertThat(forZero.result()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void whatAKilledPeerTookWithUndoIsGivenBackAndWakesJava(Peers kind) throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1});
                Peer peer = start(kind)) {
            peer.ask("open");
            assertThat(peer.ask("op 0:-1:undo")).isEqualTo("1");
            Background<Boolean> taker =
                    Background.start(() -> set.tryAcquire(0, LONG)).awaitWaiting();
            peer.kill();
            assertThat(taker.result()).isTrue();
            assertThat(set.value(0)).isZero();
        }
    }

    @Test
    void whatAKilledPeerTookWithoutUndoIsGone() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {2});
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.ask("op 0:-1");
            peer.kill();
            assertThat(set.value(0)).isEqualTo(1);
        }
    }

    @Test
    void whatAKilledJavaProcessTookWithUndoIsGivenBack() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1, 2});
                Peer java = Peer.startJava(SemaphoreProgram.class, key.toString())) {
            assertThat(java.ask("takeWithUndo")).isEqualTo("true");
            assertThat(set.values()).containsExactly(0, 0);
            assertThat(java.ask("takeWithUndo")).isEqualTo("false");
            java.kill();
            assertThat(set.values()).containsExactly(1, 2);
        }
    }

    @Test
    void setValueForgetsWhatWouldBeUndone() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1});
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.ask("op 0:-1:undo");
            set.setValue(0, 10);
            peer.kill();
            assertThat(set.value(0)).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void removalWakesThePeerAndJava(Peers kind) throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0});
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("op 0:-1");
            set.remove();
            assertThat(peer.hear()).startsWith("error semop EIDRM ");
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0});
                Peer peer = start(kind)) {
            peer.ask("open");
            Background<Boolean> taker =
                    Background.start(() -> set.tryAcquire(0, LONG)).awaitWaiting();
            peer.ask("remove");
            assertThat(taker.failure()).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void twoProcessesThatOpenOrCreateNeverSeeAHalfMadeSet() throws IOException {
        try (Peer java = Peer.startJava(SemaphoreProgram.class, key.toString())) {
            for (int round = 0; round < 300; round++) {
                java.tell("openOrCreate");
                String mine = SemaphoreProgram.openOrCreate(key);
                String theirs = java.hear().substring("ok ".length());
                assertThat(List.of(mine, theirs))
                        .as("round " + round)
                        .containsExactlyInAnyOrder("true [5, 7, 9]", "false [5, 7, 9]");
                SysVSemaphoreSet.remove(key);
            }
        }
    }
}
