package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SemaphoreSetStat;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests System V semaphore sets within one process: values, combined operations, waits, and life cycle. */
public abstract class SysVSemaphoreSetContract {
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

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws IOException {
        try (SysVSemaphoreSet created = SysVSemaphoreSet.openOrCreate(key, new int[] {1, 2});
                SysVSemaphoreSet opened = SysVSemaphoreSet.open(key);
                SysVSemaphoreSet either = SysVSemaphoreSet.openOrCreate(key, new int[] {9});
                SysVSemaphoreSet byId = SysVSemaphoreSet.attach(created.id())) {
            assertThat(created.created()).isTrue();
            for (SysVSemaphoreSet set : List.of(opened, either, byId)) {
                assertThat(set.created()).isFalse();
                assertThat(set.id()).isEqualTo(created.id());
                assertThat(set.count()).isEqualTo(2);
                assertThat(set.values()).containsExactly(1, 2);
                assertThat(set).hasToString(set == byId ? "sysv-sem:id=" + set.id() : "sysv-sem:" + key);
            }
            assertThatThrownBy(() -> SysVSemaphoreSet.create(key, new int[] {1}))
                    .isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void aPrivateSetIsFoundByItsIdAlone() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.openOrCreate(SysVKey.PRIVATE, new int[] {4})) {
            assertThat(set.created()).isTrue();
            assertThat(set).hasToString("sysv-sem:id=" + set.id());
            try (SysVSemaphoreSet same = SysVSemaphoreSet.attach(set.id())) {
                assertThat(same.values()).containsExactly(4);
            }
            set.remove();
        }
    }

    @Test
    void valuesAreSetAndAskedOneByOneAndAllAtOnce() throws IOException {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0, 1, 32767})) {
            assertThat(set.values()).containsExactly(0, 1, 32767);
            set.setValue(1, 500);
            assertThat(set.value(0)).isZero();
            assertThat(set.value(1)).isEqualTo(500);
            assertThat(set.value(2)).isEqualTo(32767);
            set.setValues(3, 2, 1);
            assertThat(set.values()).containsExactly(3, 2, 1);
        }
    }

    @Test
    void acquireAndReleaseAreOfOneSemaphore() throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1, 1})) {
            set.acquire(1);
            assertThat(set.values()).containsExactly(1, 0);
            assertThat(set.tryAcquire(1)).isFalse();
            assertThat(set.tryAcquire(1, Duration.ZERO)).isFalse();
            assertThat(set.tryAcquire(0)).isTrue();
            set.release(1);
            assertThat(set.tryAcquire(1, LONG)).isTrue();
            assertThat(set.values()).containsExactly(0, 0);
            assertThat(set.lastPid(1)).isEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @Test
    void severalOperationsAreDoneAllOrNone() throws Exception {
        SemaphoreOperations move = SemaphoreOperations.of(0, -2).and(1, 3).and(2, -1);
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {2, 0, 0})) {
            assertThat(set.tryOperate(move)).isFalse();
            assertThat(set.values()).containsExactly(2, 0, 0);
            assertThat(set.tryOperate(move, Duration.ofMillis(120))).isFalse();
            assertThat(set.values()).containsExactly(2, 0, 0);
            set.release(2);
            assertThat(set.tryOperate(move)).isTrue();
            assertThat(set.values()).containsExactly(0, 3, 0);
            assertThat(set.tryOperate(SemaphoreOperations.of(0, 0).and(0, 5))).isTrue();
            assertThat(set.tryOperate(SemaphoreOperations.of(0, 0).and(1, 5)))
                    .as("not while it is 5")
                    .isFalse();
            assertThat(set.values()).containsExactly(5, 3, 0);
        }
    }

    @Test
    void aWaiterForSeveralTakesNothingUntilAllAreThere() throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0, 0})) {
            Background<Boolean> both = Background.start(
                    () -> set.tryOperate(SemaphoreOperations.of(0, -1).and(1, -1), LONG));
            Background.until("it waits for the first", () -> waiting(set, 0) == 1);
            set.release(0);
            Background.until("it waits for the second", () -> waiting(set, 1) == 1);
            assertThat(set.values()).containsExactly(1, 0);
            assertThat(both.isDone()).isFalse();
            set.release(1);
            assertThat(both.result()).isTrue();
            assertThat(set.values()).containsExactly(0, 0);
        }
    }

    @Test
    void waitForZeroEndsAtZero() throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {2})) {
            assertThat(set.tryAwaitZero(0, Duration.ZERO)).isFalse();
            Background<Boolean> waiter = Background.start(() -> {
                set.awaitZero(0);
                return true;
            });
            Background.until("it waits", () -> waitingForZero(set) == 1);
            set.acquire(0);
            assertThat(waiter.isDone()).isFalse();
            set.acquire(0);
            assertThat(waiter.result()).isTrue();
            assertThat(set.tryAwaitZero(0, Duration.ZERO)).isTrue();
            assertThat(set.waitingForZero(0)).isZero();
        }
    }

    private static int waiting(SysVSemaphoreSet set, int index) {
        return ask(() -> set.waiting(index));
    }

    private static int waitingForZero(SysVSemaphoreSet set) {
        return ask(() -> set.waitingForZero(0));
    }

    private static int ask(Callable<Integer> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void removalWakesWhoWaits() throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0})) {
            Background<Boolean> one = Background.start(() -> set.tryAcquire(0, LONG));
            Background<Boolean> two = Background.start(() -> set.tryAcquire(0, LONG));
            Background.until("both wait in the kernel", () -> waiting(set, 0) == 2);
            set.remove();
            for (Background<Boolean> waiter : List.of(one, two)) {
                assertThat(waiter.failure())
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageMatching(
                                "sem(timed)?op\\(\"sysv-sem:" + key + "\"\\): (EIDRM \\(43\\)|EINVAL \\(22\\)): .*");
            }
        }
    }

    @Test
    void aRemovedSetIsNotFound() throws Exception {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {0})) {
            set.remove();
            assertThatThrownBy(() -> SysVSemaphoreSet.open(key)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> set.tryAcquire(0))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("semop(\"sysv-sem:" + key + "\"): EINVAL (22): Invalid argument; it was removed");
            assertThatThrownBy(() -> set.acquire(0)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void statTellsWhatTheKernelKnows() throws IOException {
        Instant before = Instant.now().minus(Duration.ofSeconds(2));
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1, 2, 3}, Permissions.of("rw-r-----"))) {
            SemaphoreSetStat stat = set.stat();
            assertThat(stat.id()).isEqualTo(set.id());
            assertThat(stat.key()).isEqualTo(key);
            assertThat(stat.count()).isEqualTo(3);
            assertThat(stat.perm().mode()).isEqualTo(0640);
            assertThat(stat.perm().uid()).isEqualTo(stat.perm().creatorUid());
            assertThat(stat.operationTime()).as("marks the end of creation").isAfter(before);
            assertThat(stat.changeTime()).isAfter(before);
            set.close();
            assertThat(set.stat().count()).as("after close").isEqualTo(3);
        }
    }

    @Test
    void modeAndGroupAreSetAtCreationAndLater() throws IOException {
        Peers.OTHER_USER.require(); // only root can assign a group of which it is not a member
        Permissions staff = Permissions.of("rw-rw-rw-").withGroup("daemon");
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1}, staff)) {
            assertThat(set.stat().perm().mode()).isEqualTo(0666);
            assertThat(set.stat().perm().gid()).isEqualTo(Groups.idOf(staff)).isNotZero();
            set.setPermissions(Permissions.of("rw-r-----").withGroup(12345));
            assertThat(set.stat().perm().mode()).isEqualTo(0640);
            assertThat(set.stat().perm().gid()).isEqualTo(12345);
            set.remove();
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, new int[] {1})) {
            assertThat(set.stat().perm().mode()).isEqualTo(0600);
        }
    }

    /** Between semget and SETALL the values are meaningless, so no thread may see them. */
    @Test
    void twoThreadsThatOpenOrCreateNeverSeeAHalfMadeSet() throws Exception {
        int rounds = 500;
        CyclicBarrier barrier = new CyclicBarrier(2);
        Callable<String> racer = () -> {
            StringBuilder seen = new StringBuilder();
            for (int round = 0; round < rounds; round++) {
                barrier.await();
                seen.append(SemaphoreProgram.openOrCreate(key)).append('\n');
                if (barrier.await() == 0) {
                    SysVSemaphoreSet.remove(key);
                }
            }
            return seen.toString();
        };
        Background<String> other = Background.start(racer);
        Background<String> one = Background.start(racer);
        String[] first = one.result().split("\n");
        String[] second = other.result().split("\n");
        for (int round = 0; round < rounds; round++) {
            assertThat(List.of(first[round], second[round]))
                    .as("round " + round)
                    .containsExactlyInAnyOrder("true [5, 7, 9]", "false [5, 7, 9]");
        }
    }

    @Test
    void manyOperationsAtOnce() throws IOException {
        int[] values = new int[500];
        SemaphoreOperations all = SemaphoreOperations.of(0, 1);
        for (int i = 1; i < values.length; i++) {
            all = all.and(i, 1);
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(key, values)) {
            assertThat(set.tryOperate(all)).isTrue();
            assertThat(set.values()).containsOnly(1).hasSize(500);
        }
    }
}
