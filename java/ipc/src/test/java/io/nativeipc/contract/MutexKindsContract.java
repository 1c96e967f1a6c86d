package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedMutex.Kind;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests mutexes of every kind that a C++ process initialised in shared memory, and what is refused as a mutex. */
public abstract class MutexKindsContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();

    @AfterEach
    void unlink() throws IOException {
        try {
            PosixSharedMemory.unlink("/" + name);
        } catch (NotFoundException absent) {
            // the test did not create it
        }
    }

    private Peer cpp(String command) {
        Peer peer = Peer.start(Peers.CPP, "mutex", name);
        peer.ask(command);
        return peer;
    }

    private PosixSharedMemory memory() throws IOException {
        return PosixSharedMemory.open("/" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "stalled, NORMAL, false",
        "recursive, RECURSIVE, true",
        "recursive stalled, RECURSIVE, false",
        "error-checking stalled, ERROR_CHECKING, false",
        "error-checking, ERROR_CHECKING, true",
        "adaptive stalled, ADAPTIVE, false",
        "adaptive, ADAPTIVE, true",
        "inherit, NORMAL, true",
        "inherit stalled, NORMAL, false",
        "inherit recursive, RECURSIVE, true"
    })
    void bothProcessesExcludeEachOther(String words, Kind kind, boolean robust) throws Exception {
        try (Peer peer = cpp("create " + words);
                PosixSharedMemory memory = memory();
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            assertThat(mutex.kind()).isEqualTo(kind);
            assertThat(mutex.isRobust()).isEqualTo(robust);
            assertThat(mutex.holder()).isZero();
            mutex.acquire();
            assertThat(mutex.holder()).isPositive().isNotEqualTo(peer.pid());
            assertThat(peer.ask("acquire 20")).isEqualTo("timeout");
            peer.tellAndAwaitBlocked("acquire 60000");
            mutex.release();
            assertThat(peer.hear()).isEqualTo("ok acquired");
            assertThat(mutex.holder()).isEqualTo(peer.pid());
            assertThat(mutex.tryAcquire()).isFalse();
            assertThat(mutex.tryAcquire(Duration.ofMillis(130))).isFalse();
            Background<Boolean> waiting = Background.start(() -> {
                        mutex.acquire();
                        mutex.release();
                        return true;
                    })
                    .awaitWaiting();
            peer.ask("release");
            assertThat(waiting.result()).isTrue();
            assertThat(mutex.holder()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"stalled, false", "'', false", "adaptive stalled, false", "inherit, false", "error-checking, true"})
    void aThreadIsNotLeftWaitingForItself(String words, boolean reports) throws Exception {
        try (Peer peer = cpp("create " + words);
                PosixSharedMemory memory = memory();
                SharedMutex mutex = SharedMutex.at(memory, 0);
                SharedMutex same = SharedMutex.at(memory, 0)) {
            mutex.acquire();
            for (SharedMutex each : new SharedMutex[] {mutex, same}) {
                assertThat(each.tryAcquire()).isFalse();
                assertThatThrownBy(each::acquire)
                        .isExactlyInstanceOf(IpcException.class)
                        .hasMessageContaining("(\"" + mutex + "\"): EDEADLK")
                        .hasMessageContaining(
                                "this thread holds it already" + (each == mutex ? ", and it is not recursive" : ", "));
                if (reports) {
                    assertThatThrownBy(() -> each.tryAcquire(Duration.ofMillis(130)))
                            .hasMessageContaining("EDEADLK")
                            .hasMessageContaining("this thread holds it already"
                                    + (each == mutex ? ", and it is not recursive" : ", "));
                } else {
                    assertThat(each.tryAcquire(Duration.ofMillis(130))).isFalse();
                }
            }
            mutex.release();
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
            peer.ask("release");
        }
    }

    /** As in C. The dead owner's number remains in the mutex. */
    @Test
    void oneThatIsNotRobustStaysLockedWhenItsOwnerDies() throws Exception {
        try (Peer maker = cpp("create stalled");
                PosixSharedMemory memory = memory();
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            Peer owner = cpp("attach 0");
            owner.ask("acquire 0");
            owner.kill();
            assertThat(mutex.tryAcquire(Duration.ofMillis(130))).isFalse();
            assertThat(mutex.holder()).isEqualTo(owner.pid());
            assertThat(maker.ask("acquire 0")).isEqualTo("timeout");
        }
    }

    @Test
    void closingTheRegionEndsAWait() throws Exception {
        try (Peer peer = cpp("create stalled")) {
            peer.ask("acquire 0");
            PosixSharedMemory memory = memory();
            SharedMutex mutex = SharedMutex.at(memory, 0);
            Background<Boolean> waiting =
                    Background.start(() -> mutex.tryAcquire(LONG)).awaitWaiting();
            memory.close();
            assertThat(waiting.failure()).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(mutex::holder).isInstanceOf(IllegalStateException.class);
            peer.ask("release");
            assertThat(peer.ask("acquire 0")).isEqualTo("acquired");
        }
    }

    /** The rest of the last page of a truncated object can still be accessed, so only the object's size shows its end. */
    @Test
    void truncatedMemoryIsCorrupt() throws Exception {
        try (Peer peer = cpp("create stalled");
                PosixSharedMemory memory = memory();
                SharedMutex mutex = SharedMutex.at(memory, 0)) {
            truncate(100);
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
            assertThatThrownBy(() -> SharedMutex.at(memory, 64))
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("the object has only 100 bytes");
            truncate(0);
            assertThatThrownBy(mutex::acquire).isExactlyInstanceOf(CorruptException.class);
            assertThatThrownBy(mutex::holder).isExactlyInstanceOf(CorruptException.class);
            assertThatThrownBy(() -> SharedMutex.at(memory, 0)).isExactlyInstanceOf(CorruptException.class);
        }
    }

    private void truncate(long byteSize) throws IOException {
        try (FileChannel file = FileChannel.open(Path.of("/dev/shm", name), StandardOpenOption.WRITE)) {
            file.truncate(byteSize);
        }
    }

    @Test
    void aMutexOfOneProcessIsRefused() throws Exception {
        try (Peer peer = cpp("create stalled private");
                PosixSharedMemory memory = memory()) {
            assertThatThrownBy(() -> SharedMutex.at(memory, 0))
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageContaining("\"mutex at 0 of posix-shm:/" + name + "\": private: it was made for")
                    .hasMessageContaining("PTHREAD_PROCESS_PRIVATE");
            assertThatThrownBy(() -> SharedMutex.at(memory, 1024))
                    .as("zeros")
                    .hasMessageContaining("or is not initialised yet");
            peer.ask("unlink");
        }
    }

    @Test
    void foreignBytesAreRefused() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 4096)) {
            byte[] text = "the quick brown fox jumps over the lazy dog, and over the fence"
                    .getBytes(StandardCharsets.US_ASCII);
            memory.write(0, ByteBuffer.wrap(text));
            assertThatThrownBy(() -> SharedMutex.at(memory, 0))
                    .isExactlyInstanceOf(CorruptException.class)
                    .hasMessageContaining("its bytes are not a mutex");
            byte[] now = new byte[text.length];
            memory.read(0, ByteBuffer.wrap(now));
            assertThat(now).as("nothing was written").isEqualTo(text);
        }
    }

    /** A value that no process leaves behind: the mutex is refused when it is next described, and nothing crashes. */
    @Test
    void anOverwrittenMutexHasNoHolder() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create("/" + name, 4096);
                SharedMutex mutex = SharedMutex.create(memory, 0)) {
            for (int i = 0; i < SharedMutex.byteSize(); i++) {
                memory.buffer().put(i, (byte) 0x5a);
            }
            assertThatThrownBy(mutex::holder).isExactlyInstanceOf(CorruptException.class);
        }
    }
}
