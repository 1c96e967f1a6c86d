package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The portable semaphore: its names, its required owner, and its identity with the POSIX semaphore of that name. */
public abstract class NamedSemaphoreContract {
    private final String name = Unique.name();

    @AfterEach
    void unlink() throws IOException {
        try {
            NamedSemaphore.unlink(name);
        } catch (NotFoundException unlinked) {
            // the test has unlinked it
        }
    }

    private Path file() {
        return Path.of("/dev/shm/sem." + name);
    }

    @Test
    void createOpenAndOpenOrCreateTellWhichItWas() throws Exception {
        try (NamedSemaphore created = NamedSemaphore.openOrCreate(name, 2);
                NamedSemaphore opened = NamedSemaphore.open(name);
                NamedSemaphore either = NamedSemaphore.openOrCreate(name, 5)) {
            assertThat(created.created()).isTrue();
            assertThat(opened.created()).isFalse();
            assertThat(either.created()).isFalse();
            assertThat(created).hasToString((OS.WINDOWS.isCurrentOs() ? "win-sem:Local\\" : "posix-sem:/") + name);
            assertThatThrownBy(() -> NamedSemaphore.create(name, 0)).isInstanceOf(AlreadyExistsException.class);
            created.acquire();
            assertThat(opened.tryAcquire()).isTrue();
            assertThat(either.tryAcquire()).isFalse();
            assertThat(either.tryAcquire(Duration.ofMillis(60))).isFalse();
            opened.release();
            assertThat(either.tryAcquire(Duration.ofSeconds(60))).isTrue();
        }
    }

    @Test
    void itIsThePosixSemaphoreOfThatName() throws IOException {
        try (NamedSemaphore named = NamedSemaphore.create(name, 0);
                PosixSemaphore posix = PosixSemaphore.open("/" + name)) {
            named.release();
            assertThat(posix.value()).isEqualTo(1);
            assertThat(posix.stat().permissions()).as("owner only").isEqualTo(0600);
        }
    }

    @Test
    void permissionsAreForSharingWithAGroup() throws IOException {
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        try (NamedSemaphore named = NamedSemaphore.create(
                        name, 0, Permissions.of("rw-rw----").withGroup(12345));
                PosixSemaphore posix = PosixSemaphore.open("/" + name)) {
            assertThat(named.created()).isTrue();
            assertThat(posix.stat().permissions()).isEqualTo(0660);
            assertThat(posix.stat().gid()).isEqualTo(12345);
        }
    }

    @Test
    void unlinkTakesTheNameAndMayFollowClose() throws IOException {
        NamedSemaphore semaphore = NamedSemaphore.create(name, 1);
        semaphore.close();
        semaphore.close();
        assertThatThrownBy(semaphore::tryAcquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        semaphore.unlink();
        assertThatThrownBy(() -> NamedSemaphore.open(name)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(semaphore::unlink).isInstanceOf(NotFoundException.class);
    }

    @Test
    void whatAnotherUserMadeUnderThisNameIsRefused() throws IOException {
        Peers.OTHER_USER.require();
        try (PosixSemaphore foreign = PosixSemaphore.create("/" + name, 3)) {
            Files.setAttribute(file(), "unix:uid", Peers.NOBODY);
            String refusal = "it belongs to uid " + Peers.NOBODY + ", not 0";
            assertThatThrownBy(() -> NamedSemaphore.open(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
            assertThatThrownBy(() -> NamedSemaphore.openOrCreate(name, 0))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
            assertThatThrownBy(() -> NamedSemaphore.create(name, 0)).isInstanceOf(AlreadyExistsException.class);
            assertThat(foreign.value()).isEqualTo(3);
            assertThat(foreign.stat().uid()).isEqualTo(Peers.NOBODY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_0.9", "012345678901234567890123456789"})
    void portableNamesAreTaken(String portable) throws IOException {
        String unique = portable.length() == 30 ? name + portable.substring(name.length()) : name + portable;
        try (NamedSemaphore semaphore = NamedSemaphore.create(unique, 1)) {
            assertThat(semaphore.tryAcquire()).isTrue();
            semaphore.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        return Stream.of(
                        "",
                        "/a",
                        "a/b",
                        ".",
                        "..",
                        ".hidden",
                        "a b",
                        "a\0b",
                        "a\\b",
                        "a:b",
                        "ä",
                        "a\n",
                        "0123456789012345678901234567890")
                .flatMap(bad -> Refusal.tests(
                        misuse("create ", bad, () -> NamedSemaphore.create(bad, 0)),
                        misuse("open ", bad, () -> NamedSemaphore.open(bad)),
                        misuse("openOrCreate ", bad, () -> NamedSemaphore.openOrCreate(bad, 0)),
                        misuse("unlink ", bad, () -> NamedSemaphore.unlink(bad))));
    }

    private static Refusal misuse(
            String call, String bad, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Refusal.misuse(call + '"' + bad.replace('\0', '?') + '"', action, "a portable name is 1 to 30");
    }

    @Test
    void aNegativeValueIsMisuse() {
        assertThatThrownBy(() -> NamedSemaphore.create(name, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
