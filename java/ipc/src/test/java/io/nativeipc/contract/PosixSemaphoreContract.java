package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** POSIX semaphores within one process: names, values, permissions and lifetime. */
public abstract class PosixSemaphoreContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.posixName();

    @AfterEach
    void unlink() throws IOException {
        try {
            PosixSemaphore.unlink(name);
        } catch (NotFoundException unlinked) {
            // the test has unlinked it
        }
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws IOException {
        assertThatThrownBy(() -> PosixSemaphore.open(name)).isInstanceOf(NotFoundException.class);
        try (PosixSemaphore created = PosixSemaphore.create(name, 2);
                PosixSemaphore opened = PosixSemaphore.open(name);
                PosixSemaphore either = PosixSemaphore.openOrCreate(name, 7)) {
            assertThat(created.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(either.created()).isFalse();
            assertThat(either.value()).as("the value of what was there").isEqualTo(2);
            assertThatThrownBy(() -> PosixSemaphore.create(name, 2)).isInstanceOf(AlreadyExistsException.class);
            assertThat(created.name()).isEqualTo(name);
            assertThat(created).hasToString("posix-sem:" + name);
        }
        PosixSemaphore.unlink(name);
        try (PosixSemaphore either = PosixSemaphore.openOrCreate(name, 7)) {
            assertThat(either.created()).isTrue();
            assertThat(either.value()).isEqualTo(7);
        }
    }

    @Test
    void theValueCountsWhatIsTakenAndGivenBackByAnyone() throws Exception {
        try (PosixSemaphore first = PosixSemaphore.create(name, 2);
                PosixSemaphore second = PosixSemaphore.open(name)) {
            first.acquire();
            assertThat(second.value()).isEqualTo(1);
            assertThat(second.tryAcquire()).isTrue();
            assertThat(first.value()).isZero();
            assertThat(first.tryAcquire()).isFalse();
            second.release();
            assertThat(first.value()).isEqualTo(1);
            assertThat(first.tryAcquire(LONG)).isTrue();
            assertThat(second.value()).isZero();
        }
    }

    @Test
    void aTimeoutIsFalseAndNotBeforeItsTime() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            long start = System.nanoTime();
            assertThat(semaphore.tryAcquire(Duration.ofMillis(120))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
        }
    }

    @Test
    void noTimeIsNotForEver() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            assertThat(semaphore.tryAcquire(Duration.ZERO)).isFalse();
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(-1))).isFalse();
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
            semaphore.release();
            assertThat(semaphore.tryAcquire(Duration.ZERO)).isTrue();
            semaphore.release();
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
            semaphore.release();
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        }
    }

    @Test
    void releaseWakesOneForEach() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            List<Background<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(Background.start(() -> semaphore.tryAcquire(LONG)).awaitWaiting());
            }
            for (int released = 1; released <= 3; released++) {
                semaphore.release();
                int expected = released;
                Background.until("one more is awake", () -> awake(waiting) == expected);
            }
            for (Background<Boolean> waiter : waiting) {
                assertThat(waiter.result()).isTrue();
            }
            assertThat(semaphore.value()).isZero();
        }
    }

    private static long awake(List<Background<Boolean>> waiting) {
        return waiting.stream().filter(Background::isDone).count();
    }

    @Test
    void unlinkTakesTheNameAndLeavesTheSemaphoreToThoseWhoHaveIt() throws Exception {
        try (PosixSemaphore old = PosixSemaphore.create(name, 0);
                PosixSemaphore same = PosixSemaphore.open(name)) {
            old.unlink();
            assertThatThrownBy(() -> PosixSemaphore.open(name)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(old::unlink).isInstanceOf(NotFoundException.class);
            same.release();
            assertThat(old.value()).isEqualTo(1);
            try (PosixSemaphore other = PosixSemaphore.create(name, 9)) {
                assertThat(other.value()).isEqualTo(9);
                assertThat(old.value()).isEqualTo(1);
            }
        }
    }

    @Test
    void closeOfOneLeavesTheOthers() throws IOException {
        PosixSemaphore first = PosixSemaphore.create(name, 3);
        try (PosixSemaphore second = PosixSemaphore.open(name)) {
            first.close();
            first.close();
            assertThat(second.tryAcquire()).isTrue();
            assertThat(second.value()).isEqualTo(2);
        }
        first.unlink();
        assertThatThrownBy(() -> PosixSemaphore.open(name)).isInstanceOf(NotFoundException.class);
    }

    /**
     * Close unmaps the memory at once and not at a garbage collection, since a process may have only 65,530 mappings.
     */
    @Test
    void closeGivesTheMemoryBackAndTakesNothingFromTheOthers() throws IOException {
        try (PosixSemaphore kept = PosixSemaphore.create(name, 0)) {
            for (int i = 0; i < 200; i++) {
                PosixSemaphore other = PosixSemaphore.open(name);
                other.release();
                other.close();
                other.close();
            }
            assertThat(kept.value()).isEqualTo(200);
            assertThat(mappings()).isEqualTo(1);
        }
        assertThat(mappings()).isZero();
    }

    @Test
    void closeUnmapsAlthoughAnotherThreadWaits() throws Exception {
        PosixSemaphore semaphore = PosixSemaphore.create(name, 0);
        Background<Boolean> waiting =
                Background.start(() -> semaphore.tryAcquire(Duration.ofDays(1))).awaitWaiting();
        semaphore.close();
        assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class).hasMessage(semaphore + " is closed");
        assertThat(mappings()).isZero();
    }

    /** Counts the mappings by inode, because the C library maps a new semaphore before the semaphore has its name. */
    private long mappings() throws IOException {
        String inode = Files.getAttribute(Path.of("/dev/shm/sem." + name.substring(1)), "unix:ino")
                .toString();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/dev/shm/"))
                    .filter(line -> line.split(" +", 6)[4].equals(inode))
                    .count();
        }
    }

    @Test
    void theModeIsTheCallersWhateverTheUmask() throws IOException {
        for (String mode : List.of("rw-rw-rw-", "rw-------", "rw-r--r--")) {
            try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0, Permissions.of(mode))) {
                assertThat(semaphore.stat().permissions())
                        .isEqualTo(Permissions.of(mode).mode());
                semaphore.unlink();
            }
        }
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            assertThat(semaphore.stat().permissions()).isEqualTo(0600);
        }
    }

    @Test
    void aGroupIsSetAtCreationAndLater() throws IOException {
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        Permissions staff = Permissions.of("rw-rw----").withGroup("daemon");
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0, staff)) {
            assertThat(semaphore.stat().gid()).isEqualTo(Groups.idOf(staff)).isNotZero();
            assertThat(semaphore.stat().permissions()).isEqualTo(0660);
            semaphore.setPermissions(Permissions.of("rw-r-----").withGroup(12345));
            assertThat(semaphore.stat().gid()).isEqualTo(12345);
            assertThat(semaphore.stat().permissions()).isEqualTo(0640);
            semaphore.setPermissions(Permissions.OWNER);
            assertThat(semaphore.stat().gid()).as("stays").isEqualTo(12345);
        }
    }

    @Test
    void aGroupThatIsNoneCreatesNothing() {
        assertThatThrownBy(() -> PosixSemaphore.create(name, 0, Permissions.OWNER.withGroup("ipc-test-none")))
                .hasMessageContaining("getgrnam(\"ipc-test-none\"): ENOENT");
        assertThat(Path.of("/dev/shm/sem." + name.substring(1))).doesNotExist();
    }

    @Test
    void statIsThatOfTheFileBehindIt() throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            Path file = Path.of("/dev/shm/sem." + name.substring(1));
            FileStat stat = semaphore.stat();
            assertThat(stat.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
            assertThat(stat.byteSize()).isEqualTo(Files.size(file));
            assertThat(stat.uid()).isEqualTo(Native.posix().geteuid());
            assertThat(stat.links()).isEqualTo(1);
        }
    }

    @Test
    void requireOwnerRefusesAndClosesTheSemaphoreOfAnother() throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0)) {
            int me = Native.posix().geteuid();
            assertThat(semaphore.requireOwner(me)).isSameAs(semaphore);
            assertThatThrownBy(() -> semaphore.requireOwner(me + 1))
                    .isInstanceOf(io.nativeipc.AccessDeniedException.class)
                    .hasMessageContaining("it belongs to uid " + me + ", not " + (me + 1));
            assertThatThrownBy(semaphore::value).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theGreatestValueIsTheSystemsAndOneMoreIsEoverflow() throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, Constants.SEM_VALUE_MAX)) {
            assertThat(semaphore.value()).isEqualTo(Constants.SEM_VALUE_MAX).isEqualTo(Integer.MAX_VALUE);
            assertThatThrownBy(semaphore::release)
                    .isInstanceOf(IpcException.class)
                    .hasMessage("sem_post(\"posix-sem:" + name
                            + "\"): EOVERFLOW (75): Value too large for defined data type;"
                            + " the value is at SEM_VALUE_MAX = 2147483647");
            assertThat(semaphore.tryAcquire()).isTrue();
            semaphore.release();
            assertThat(semaphore.value()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void theLongestNameIsTaken() throws IOException {
        String longest = name + "x".repeat(252 - name.length());
        assertThat(longest).hasSize(252);
        try (PosixSemaphore semaphore = PosixSemaphore.create(longest, 1)) {
            assertThat(semaphore.stat().links()).isEqualTo(1);
            semaphore.unlink();
        }
    }
}
