package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** POSIX semaphores between this JVM and C++ and Python processes, in both directions. */
public abstract class PosixSemaphorePeerContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.posixName();

    @AfterEach
    void unlink() throws IOException {
        for (String each : List.of(name, name + "-back")) {
            try {
                PosixSemaphore.unlink(each);
            } catch (NotFoundException unlinked) {
                // the test has unlinked it or has not created it
            }
        }
    }

    /** The owner of a file may take a lease on it, for whose end every other open waits up to 45 seconds. */
    @Test
    void aLeaseDoesNotHoldUpItsOpening(@TempDir Path folder) throws IOException {
        PosixSemaphore.create(name, 1).close();
        Path script = Files.writeString(folder.resolve("lease.py"), """
                import fcntl, os, signal, sys
                signal.signal(signal.SIGIO, signal.SIG_IGN)
                fd = os.open('/dev/shm/sem.' + sys.argv[1][1:], os.O_RDWR)
                fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
                print('ready', os.getpid(), flush=True)
                sys.stdin.readline()
                """);
        try (Peer lessee = Peer.startScript(Peers.PYTHON, script, name)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThatThrownBy(() -> PosixSemaphore.open(name))
                            .isInstanceOf(IpcException.class)
                            .hasMessageContainingAll("sem_open(\"posix-sem:" + name, "EAGAIN", "F_SETLEASE"));
            assertThat(lessee.isAlive()).isTrue();
        }
        PosixSemaphore.open(name).close();
    }

    private Peer start(Peers kind) {
        return Peer.start(kind, "posix-sem", name);
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaCreatesAndThePeerTakesAndGives(Peers kind) throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 2);
                Peer peer = start(kind)) {
            peer.ask("open");
            assertThat(peer.ask("value")).isEqualTo("2");
            assertThat(peer.ask("trywait")).isEqualTo("1");
            assertThat(semaphore.value()).isEqualTo(1);
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(peer.ask("trywait")).isEqualTo("0");
            assertThat(peer.ask("timedwait 20")).isEqualTo("0");
            assertThat(semaphore.tryAcquire()).isFalse();
            peer.ask("post");
            assertThat(semaphore.tryAcquire()).isTrue();
            semaphore.release();
            peer.ask("wait");
            assertThat(semaphore.value()).isZero();
            peer.ask("close");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void thePeerCreatesAndJavaTakesAndGives(Peers kind) throws IOException {
        try (Peer peer = start(kind)) {
            peer.ask("create 1 600");
            try (PosixSemaphore semaphore = PosixSemaphore.open(name)) {
                assertThat(semaphore.created()).isFalse();
                assertThat(semaphore.stat().permissions()).isEqualTo(0600);
                assertThat(semaphore.tryAcquire()).isTrue();
                assertThat(peer.ask("trywait")).isEqualTo("0");
                semaphore.release();
                assertThat(peer.ask("value")).isEqualTo("1");
            }
            peer.ask("unlink");
            assertThatThrownBy(() -> PosixSemaphore.open(name)).isInstanceOf(NotFoundException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void javaWakesAPeerThatWaits(Peers kind) throws IOException {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0);
                Peer peer = start(kind)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("wait");
            semaphore.release();
            assertThat(peer.hear()).isEqualTo("ok");
            assertThat(semaphore.value()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "PYTHON"})
    void aPeerWakesJavaThatWaits(Peers kind) throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0);
                Peer peer = start(kind)) {
            peer.ask("open");
            Background<Boolean> waiting =
                    Background.start(() -> semaphore.tryAcquire(LONG)).awaitWaiting();
            peer.ask("post");
            assertThat(waiting.result()).isTrue();
            assertThat(peer.ask("value")).isEqualTo("0");
        }
    }

    /** Each side waits for the semaphore of the other. A lost wake-up on either side would stop the exchange. */
    @Test
    void aTurnGoesToAndFroThousandTimes() throws Exception {
        String back = name + "-back";
        try (PosixSemaphore mine = PosixSemaphore.create(name, 0);
                PosixSemaphore theirs = PosixSemaphore.create(back, 0);
                Peer peer = Peer.start(Peers.CPP, "posix-sem", name);
                Peer other = Peer.start(Peers.CPP, "posix-sem", back)) {
            peer.ask("open");
            other.ask("open");
            for (int turn = 0; turn < 1000; turn++) {
                other.tell("wait");
                theirs.release();
                assertThat(other.hear()).isEqualTo("ok");
                peer.tell("post");
                assertThat(mine.tryAcquire(LONG)).isTrue();
                assertThat(peer.hear()).isEqualTo("ok");
            }
            assertThat(mine.value()).isZero();
            assertThat(theirs.value()).isZero();
        }
    }

    /**
     * POSIX does not record which process decremented a semaphore, so the decrement of a dead process is never undone.
     * System V semaphores have SEM_UNDO for that.
     */
    @Test
    void whatAKilledPeerHoldsIsNotGivenBack() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 1);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.ask("wait");
            peer.kill();
            assertThat(semaphore.value()).isZero();
            assertThat(semaphore.tryAcquire(Duration.ofMillis(60))).isFalse();
            semaphore.release();
            assertThat(semaphore.tryAcquire()).isTrue();
        }
    }

    @Test
    void aPeerKilledWhileItWaitsTakesNoWakeUpAlong() throws Exception {
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 0);
                Peer peer = start(Peers.CPP)) {
            peer.ask("open");
            peer.tellAndAwaitBlocked("wait");
            Background<Boolean> waiting =
                    Background.start(() -> semaphore.tryAcquire(LONG)).awaitWaiting();
            peer.kill();
            semaphore.release();
            assertThat(waiting.result()).isTrue();
            assertThat(semaphore.value()).isZero();
        }
    }

    @Test
    void aSemaphoreWhoseCreatorWasKilledCanBeOpened() throws IOException {
        try (Peer peer = start(Peers.CPP)) {
            peer.ask("create 4 600");
            peer.kill();
        }
        try (PosixSemaphore semaphore = PosixSemaphore.open(name)) {
            assertThat(semaphore.value()).isEqualTo(4);
        }
    }
}
