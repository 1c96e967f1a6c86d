package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.peer.NewPidNamespace;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The portable mutex on Linux: its file and layout, its use by C++ processes and by other users, and the lifetime of
 * its mapping.
 */
public abstract class PosixNamedMutexContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();
    private final Path file = Path.of("/dev/shm/mutex." + name);

    @AfterEach
    void unlink() throws IOException {
        Files.deleteIfExists(file);
    }

    private Peer openedByCpp() throws IOException {
        Peer peer = Peer.start(Peers.CPP, "mutex", name);
        peer.ask("open");
        return peer;
    }

    @Test
    void itIsAFileOfItsOwnWithAHeaderAndAMutex() throws IOException {
        try (NamedMutex mutex = NamedMutex.create(name);
                SharedMemory other = SharedMemory.create(name, 8)) {
            assertThat(mutex.created()).isTrue();
            other.unlink();
            ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            assertThat(header.capacity()).isEqualTo(64 + (int) SharedMutex.byteSize());
            assertThat(StandardCharsets.US_ASCII.decode(header.slice(0, 8)).toString())
                    .isEqualTo("NIPCMUTX");
            assertThat(header.getInt(8)).as("version").isEqualTo(1);
            assertThat(header.getInt(12)).as("size").isEqualTo((int) SharedMutex.byteSize());
            assertThat("pid:[" + header.getLong(16) + "]")
                    .as("PID namespace")
                    .isEqualTo(
                            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
            for (int i = 24; i < 64; i++) {
                assertThat(header.get(i)).isZero();
            }
        }
    }

    /** The other process is the first in its PID namespace, so its threads have small ids. */
    @Test
    void aProcessOfAnotherPidNamespaceIsRefused() throws Exception {
        Peers.OTHER_USER.require(); // root
        try (NamedMutex mutex = NamedMutex.create(name);
                RandomAccessFile header = new RandomAccessFile(file.toFile(), "rw")) {
            String own = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            assertThat(mutex.tryAcquire()).isTrue();
            assertThat(NewPidNamespace.run(MutexInNamespaceProgram.class, name))
                    .matches("IpcException \"mutex:" + name + "\": wrong PID namespace: it was created in "
                            + Pattern.quote(own) + ", and this process is in pid:\\[\\d+]: .*")
                    .doesNotContain("in " + own + ":");
            mutex.release();
            header.seek(16);
            header.writeLong(0);
            assertThat(NewPidNamespace.run(MutexInNamespaceProgram.class, name))
                    .as("of a creator that did not know its namespace")
                    .isEqualTo("true");
        }
    }

    @Test
    void theModeIsTheCallersWhateverTheUmask() throws IOException {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            assertThat(mode()).isEqualTo(0600);
            mutex.unlink();
        }
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        Permissions shared = Permissions.of("rw-rw-rw-").withGroup(12345);
        try (NamedMutex mutex = NamedMutex.openOrCreate(name, shared)) {
            assertThat(mutex.created()).isTrue();
            assertThat(mode()).isEqualTo(0666);
            assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(12345);
        }
    }

    private int mode() throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 0777;
    }

    @Test
    void cppAndJavaKeepEachOtherOut() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer peer = openedByCpp()) {
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            assertThat(peer.ask("acquire 0")).as("recursive").isEqualTo("acquired");
            assertThat(mutex.tryAcquire()).isFalse();
            peer.ask("release");
            assertThat(mutex.tryAcquire(Duration.ofMillis(60))).isFalse();
            peer.ask("release");
            assertThat(mutex.tryAcquire()).isTrue();
            assertThat(peer.askRaw("release")).startsWith("error pthread_mutex_unlock EPERM");
            peer.tellAndAwaitBlocked("acquire 60000");
            mutex.release();
            assertThat(peer.hear()).isEqualTo("ok acquired");
            Background<Boolean> waiting = Background.start(() -> {
                        mutex.acquire();
                        mutex.release();
                        return true;
                    })
                    .awaitWaiting();
            peer.ask("release");
            assertThat(waiting.result()).isTrue();
        }
    }

    @Test
    void aKilledCppOwnersDeathIsToldOnce() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer other = openedByCpp()) {
            Peer owner = openedByCpp();
            assertThat(owner.ask("acquire 0")).isEqualTo("acquired");
            owner.kill();
            assertThatThrownBy(mutex::tryAcquire)
                    .isExactlyInstanceOf(OwnerDiedException.class)
                    .hasMessage("pthread_mutex_trylock(\"mutex:" + name
                            + "\"): EOWNERDEAD (130): Owner died; this thread holds it now");
            assertThat(other.ask("acquire 0")).isEqualTo("timeout");
            mutex.release();
            assertThat(other.ask("acquire 0")).isEqualTo("acquired");
            other.ask("release");
        }
    }

    @Test
    void cppIsToldOfAKilledJavaProcess() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer peer = openedByCpp()) {
            Peer java = Peer.startJava(MutexProgram.class, name);
            java.ask("openOrCreate");
            assertThat(java.ask("acquire 0")).isEqualTo("acquired");
            java.kill();
            assertThat(peer.ask("acquire 60000")).isEqualTo("abandoned");
            peer.ask("release");
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    /**
     * pthread_mutex_trylock of glibc acquires a mutex that is not recoverable and never releases it. The mutex would
     * then appear held instead of lost.
     */
    @Test
    void whoIgnoresADeathLosesTheMutexForEverybody() throws Exception {
        try (NamedMutex mutex = NamedMutex.create(name);
                Peer careless = openedByCpp();
                OtherThread other = new OtherThread()) {
            Peer owner = openedByCpp();
            owner.ask("acquire 0");
            owner.kill();
            assertThat(careless.ask("acquire 0 inconsistent")).isEqualTo("abandoned");
            careless.ask("release");
            for (int i = 0; i < 2; i++) {
                assertLost(mutex::tryAcquire);
                assertLost(mutex::acquire);
                assertLost(() -> other.call(() -> mutex.tryAcquire(LONG)));
            }
            assertThat(careless.askRaw("acquire 0")).startsWith("error pthread_mutex_timedlock ENOTRECOVERABLE");
            mutex.unlink();
            try (NamedMutex next = NamedMutex.create(name)) {
                assertThat(next.tryAcquire()).isTrue();
                next.release();
            }
        }
    }

    private static void assertLost(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IpcException.class)
                .hasMessageContaining("ENOTRECOVERABLE (131)")
                .hasMessageEndingWith("it is lost");
    }

    @Test
    void unlinkTakesTheNameAndLeavesTheMutexToThoseWhoHaveIt() throws Exception {
        try (NamedMutex old = NamedMutex.create(name);
                NamedMutex same = NamedMutex.open(name);
                OtherThread other = new OtherThread()) {
            old.unlink();
            assertThat(file).doesNotExist();
            assertThatThrownBy(old::unlink).isInstanceOf(NotFoundException.class);
            try (NamedMutex next = NamedMutex.create(name)) {
                old.acquire();
                assertThat(other.call(same::tryAcquire)).isFalse();
                assertThat(other.call(next::tryAcquire)).isTrue();
                other.run(next::release);
                old.release();
            }
        }
    }

    @Test
    void whatAnotherUserMadeUnderThisNameIsRefused() throws IOException {
        Peers.OTHER_USER.require();
        try (NamedMutex foreign = NamedMutex.create(name)) {
            Files.setAttribute(file, "unix:uid", Peers.NOBODY);
            String refusal = "it belongs to uid " + Peers.NOBODY + ", not 0";
            assertThatThrownBy(() -> NamedMutex.open(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
            assertThatThrownBy(() -> NamedMutex.openOrCreate(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
            assertThatThrownBy(() -> NamedMutex.create(name)).isInstanceOf(AlreadyExistsException.class);
            assertThat(foreign.tryAcquire()).isTrue();
            foreign.release();
        }
    }

    @Test
    void anotherUserIsRefused() throws IOException {
        try (NamedMutex mutex = NamedMutex.create(name, Permissions.of("rw-rw-rw-"));
                Peer stranger = Peer.startAsNobody(OtherUser.class)) {
            assertThat(stranger.askRaw("mutex " + name))
                    .startsWith("error AccessDeniedException \"mutex:" + name + "\": wrong owner");
            assertThat(stranger.askRaw("mutex-create " + name)).startsWith("error AlreadyExistsException shm_open(");
            assertThat(stranger.askRaw("mutex-unlink " + name)).startsWith("error AccessDeniedException shm_unlink(");
            mutex.unlink();
            try (NamedMutex ours = NamedMutex.create(name)) {
                assertThat(stranger.askRaw("mutex " + name)).startsWith("error AccessDeniedException shm_open(");
                assertThat(ours.tryAcquire()).isTrue();
                ours.release();
            }
        }
    }

    /**
     * No thread ever sees a half-built mutex. Of all competing threads exactly one creates it, and the others can use
     * it.
     */
    @Test
    void ofManyWhoRaceOneCreatesIt() throws Exception {
        for (int round = 0; round < 40; round++) {
            List<Background<Boolean>> racing = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                racing.add(Background.start(() -> {
                    try (NamedMutex mutex = NamedMutex.openOrCreate(name)) {
                        mutex.acquire();
                        mutex.release();
                        return mutex.created();
                    }
                }));
            }
            int created = 0;
            for (Background<Boolean> each : racing) {
                created += each.result() ? 1 : 0;
            }
            assertThat(created).isEqualTo(1);
            NamedMutex.unlink(name);
        }
    }

    /** The mapping has the mutex's name in /proc, where the command looks for the processes that use a mutex. */
    @Test
    void itsMappingHasItsName() throws IOException {
        NamedMutex.create(name).close();
        NamedMutex.unlink(name);
        try (NamedMutex mutex = NamedMutex.create(name)) {
            assertThat(mappings()).as("by its inode").isEqualTo(1);
            assertThat(mappedSharedMemory()).anyMatch(line -> line.endsWith(" " + file));
            assertThat(mutex.created()).isTrue();
        }
        assertThat(mappedSharedMemory()).noneMatch(line -> line.contains(file.toString()));
    }

    @Test
    void aCreationThatFailsLeavesNothing() throws IOException {
        try (NamedMutex mutex = NamedMutex.create(name)) {
            List<String> before = mappedSharedMemory();
            assertThatThrownBy(() -> NamedMutex.create(name)).isInstanceOf(AlreadyExistsException.class);
            assertThat(before).as("mapped").containsAll(mappedSharedMemory());
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                assertThat(descriptors.map(PosixNamedMutexContract::target).filter(to -> to.startsWith("/dev/shm/")))
                        .as("not even of those that are open")
                        .noneMatch(to -> to.contains("mutex.") || to.contains("#"));
            }
            assertThat(mutex.created()).isTrue();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private static List<String> mappedSharedMemory() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/dev/shm/")).toList();
        }
    }

    private long mappings() throws IOException {
        return mappings((long) Files.getAttribute(file, "unix:ino"));
    }

    /** Counts the mappings by inode, which a mapping keeps after the name is removed. */
    private static long mappings(long inode) {
        try {
            return mappedSharedMemory().stream()
                    .filter(line -> line.split(" +", 6)[4].equals(Long.toString(inode)))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itIsMappedOnceAndGivenBackWhenTheLastObjectIsClosed() throws Exception {
        NamedMutex first = NamedMutex.create(name);
        NamedMutex second = NamedMutex.open(name);
        first.acquire();
        second.acquire();
        assertThat(mappings()).isEqualTo(1);
        first.release();
        second.release();
        second.close();
        assertThat(mappings()).isEqualTo(1);
        first.close();
        assertThat(mappings()).isZero();
    }

    /**
     * The C library links a held mutex to its thread by the address that the first object used. The second object must
     * use the same address.
     */
    @Test
    void theFirstObjectMayGoBeforeTheSecondReleases() throws Exception {
        NamedMutex second = NamedMutex.create(name);
        acquireAndReleaseAnother(second);
        try (NamedMutex other = NamedMutex.create(name + "x")) {
            other.acquire();
            other.release();
            other.unlink();
        }
        assertThat(mappings()).isEqualTo(1);
        second.release();
        second.close();
    }

    private void acquireAndReleaseAnother(NamedMutex second) throws Exception {
        NamedMutex first = NamedMutex.open(name);
        first.acquire();
        second.acquire();
        first.release();
        first.close();
    }

    @Test
    void whatAThreadHoldsStaysMappedThoughItsObjectIsForgotten() throws Exception {
        try (OtherThread owner = new OtherThread()) {
            owner.run(() -> NamedMutex.create(name).acquire());
            assertThat(mappings()).isEqualTo(1);
            try (NamedMutex same = NamedMutex.open(name)) {
                assertThat(same.tryAcquire()).isFalse();
            }
        }
        try (NamedMutex same = NamedMutex.open(name)) {
            assertThatThrownBy(same::acquire).isInstanceOf(OwnerDiedException.class);
            same.release();
        }
    }

    /** When Java reports the end of the thread, the kernel may still have to mark the mutex as abandoned. */
    @Test
    void whatAThreadEndedWithStaysMappedThoughItsObjectIsClosed() throws Exception {
        endHolding();
        assertThat(mappings()).isEqualTo(1);
        try (NamedMutex same = NamedMutex.open(name)) {
            assertThatThrownBy(same::acquire).isInstanceOf(OwnerDiedException.class);
            same.release();
        }
    }

    @Test
    void whatAThreadEndedWithIsUnmappedAfterTheNextOwnerHasClosedIt() throws Exception {
        NamedMutex mutex = NamedMutex.create(name);
        try (OtherThread owner = new OtherThread()) {
            owner.run(mutex::acquire);
            owner.run(mutex::acquire);
        }
        assertThatThrownBy(mutex::acquire).isInstanceOf(OwnerDiedException.class);
        mutex.release();
        mutex.close();
        assertThat(mappings()).isZero();
    }

    private void endHolding() throws Exception {
        NamedMutex mutex = NamedMutex.create(name);
        try (OtherThread owner = new OtherThread()) {
            owner.run(mutex::acquire);
        }
        mutex.close();
    }
}
