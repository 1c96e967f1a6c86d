package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The invalid calls of a POSIX semaphore and their errors. The existing semaphore stays unchanged. */
public abstract class PosixSemaphoreBadInputContract {
    private final String name = Unique.posixName();
    private PosixSemaphore semaphore;

    @BeforeEach
    void createSemaphore() throws IOException {
        semaphore = PosixSemaphore.create(name, 42);
    }

    @AfterEach
    void theSemaphoreIsAsItWas() throws IOException {
        try (PosixSemaphore again = PosixSemaphore.open(name)) {
            assertThat(again.value()).isEqualTo(42);
            assertThat(again.stat().permissions()).isEqualTo(0600);
        } finally {
            semaphore.close();
            semaphore.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> namesRefusedBeforeAnyCall() {
        return Stream.of(
                        "",
                        "/",
                        "turn",
                        "//turn",
                        "/a/b",
                        "/turn/",
                        "/..",
                        "/.",
                        "/a\0b",
                        "/" + "x".repeat(252),
                        "/" + "x".repeat(255),
                        "/" + "ä".repeat(126))
                .flatMap(bad -> Refusal.tests(
                        Refusal.misuse("create " + shown(bad), () -> PosixSemaphore.create(bad, 0), "POSIX name"),
                        Refusal.misuse("open " + shown(bad), () -> PosixSemaphore.open(bad), "POSIX name"),
                        Refusal.misuse(
                                "openOrCreate " + shown(bad), () -> PosixSemaphore.openOrCreate(bad, 0), "POSIX name"),
                        Refusal.misuse("unlink " + shown(bad), () -> PosixSemaphore.unlink(bad), "POSIX name")));
    }

    private static String shown(String name) {
        return '"' + name.replace('\0', '?') + "\" of " + name.length();
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        String absent = Unique.posixName();
        return Refusal.tests(
                Refusal.misuse("a negative value", () -> PosixSemaphore.create(absent, -1), "0 or more: -1"),
                Refusal.misuse(
                        "the least value", () -> PosixSemaphore.openOrCreate(absent, Integer.MIN_VALUE), "0 or more"),
                new Refusal(
                        "creating what exists",
                        () -> PosixSemaphore.create(name, 0),
                        AlreadyExistsException.class,
                        "sem_open",
                        "EEXIST",
                        name),
                new Refusal(
                        "opening what is absent",
                        () -> PosixSemaphore.open(absent),
                        NotFoundException.class,
                        "sem_open",
                        "ENOENT",
                        absent),
                new Refusal(
                        "unlinking what is absent",
                        () -> PosixSemaphore.unlink(absent),
                        NotFoundException.class,
                        "sem_unlink",
                        "ENOENT",
                        absent),
                new Refusal(
                        "a group that is none",
                        () -> PosixSemaphore.create(absent, 0, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"));
    }

    @TestFactory
    Stream<DynamicTest> afterCloseFromAnotherThreadItIsIllegalState() throws Exception {
        PosixSemaphore closed = PosixSemaphore.open(name);
        Background.start(() -> {
                    closed.close();
                    return true;
                })
                .result();
        String text = "posix-sem:" + name + " is closed";
        return Refusal.tests(
                Refusal.illegalState("acquire", closed::acquire, text),
                Refusal.illegalState("tryAcquire", closed::tryAcquire, text),
                Refusal.illegalState("tryAcquire timed", () -> closed.tryAcquire(Duration.ofSeconds(1)), text),
                Refusal.illegalState("tryAcquire no time", () -> closed.tryAcquire(Duration.ZERO), text),
                Refusal.illegalState("release", closed::release, text),
                Refusal.illegalState("value", closed::value, text));
    }

    @Test
    void anotherUserIsRefusedUntilThePermissionsSayOtherwise() throws IOException {
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            String refusal = "error " + AccessDeniedException.class.getSimpleName() + " sem_open(\"posix-sem:" + name
                    + "\"): EACCES (13): Permission denied";
            assertThat(stranger.askRaw("posix-sem " + name)).isEqualTo(refusal);
            semaphore.setPermissions(Permissions.of("rw-r--r--"));
            assertThat(stranger.askRaw("posix-sem " + name))
                    .as("read permission is not enough")
                    .isEqualTo(refusal);
            semaphore.setPermissions(Permissions.of("rw-rw----").withGroup(Peers.NOBODY));
            assertThat(stranger.ask("posix-sem " + name)).isEqualTo("42");
            semaphore.setPermissions(Permissions.OWNER);
        }
    }

    @Test
    void anotherUserCanNeitherUnlinkNorChangeIt() throws IOException {
        semaphore.setPermissions(Permissions.of("rw-rw-rw-"));
        try (Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("posix-sem-unlink " + name))
                    .startsWith("error AccessDeniedException sem_unlink(");
            assertThat(stranger.askRaw("posix-sem-chmod " + name))
                    .startsWith("error AccessDeniedException chmod(\"posix-sem:" + name + "\"): EPERM");
        } finally {
            semaphore.setPermissions(Permissions.OWNER);
        }
    }
}
