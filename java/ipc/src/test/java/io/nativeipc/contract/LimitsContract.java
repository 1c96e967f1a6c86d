package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error names the limit that was reached and its value, and no other limit. */
public abstract class LimitsContract {
    private static final String SOCKET = "108 bytes, at most 107";
    private static final String NAME = "a name of 256 bytes, at most 255";
    private static final String PATH = "a path of 4097 bytes, at most 4095";

    /** {@return an absolute path of this many bytes in UTF-8, with names of at most 200 bytes} */
    private static String path(int bytes) {
        StringBuilder path = new StringBuilder();
        while (bytes - path.length() > 201) {
            path.append('/').append("x".repeat(199));
        }
        return path + "/" + "x".repeat(bytes - path.length() - 1);
    }

    private static Refusal tooLong(String what, String call, String path, String limit, Action action) {
        return new Refusal(
                what, () -> action.run(Path.of(path)), IpcException.class, call, "ENAMETOOLONG", path, limit);
    }

    private interface Action {
        void run(Path path) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> aPathThatIsTooLong() {
        String socket = path(108);
        String umlauts = "/tmp/" + "ä".repeat(51) + "x";
        String name = "/tmp/" + "x".repeat(256);
        String path = path(4097);
        return Refusal.tests(
                tooLong("listen", "bind", socket, SOCKET, UnixServerSocket::create),
                tooLong("listen, umlauts", "bind", umlauts, SOCKET, UnixServerSocket::create),
                tooLong("connect", "connect", socket, SOCKET, UnixSocket::connect),
                tooLong("FIFO", "lstat", name, NAME, Fifo::create),
                tooLong("FIFO, whole path", "lstat", path, PATH, Fifo::create),
                tooLong("open FIFO", "open", name, NAME, Fifo::openReader),
                tooLong("open FIFO, whole path", "open", path, PATH, Fifo::openReader),
                tooLong("create file", "open", name, NAME, file -> MappedFile.create(file, 1)),
                tooLong("open file", "open", path, PATH, MappedFile::open));
    }

    @TestFactory
    Stream<DynamicTest> aNameThatIsTooLong() {
        String posix = "/" + "x".repeat(256);
        String semaphore = "/" + "x".repeat(252);
        String limit = "256 bytes, at most 255";
        return Refusal.tests(
                Refusal.misuse("shared memory", () -> PosixSharedMemory.create(posix, 1), limit, posix),
                Refusal.misuse("open shared memory", () -> PosixSharedMemory.open(posix), limit, posix),
                Refusal.misuse("queue", () -> PosixMessageQueue.create(posix, 1, 1), limit, posix),
                Refusal.misuse(
                        "semaphore", () -> PosixSemaphore.create(semaphore, 1), "252 bytes, at most 251", semaphore),
                Refusal.misuse("memfd", () -> Memfd.create("x".repeat(250), 1), "250 bytes, at most 249"),
                Refusal.misuse("pipe server", () -> NamedPipeServer.create(path(108)), SOCKET, path(108)),
                Refusal.misuse("pipe", () -> NamedPipe.connect(path(108)), SOCKET, path(108)),
                Refusal.misuse("pipe's name", () -> NamedPipe.connect("x".repeat(200)), " bytes, at most 107"));
    }

    @Test
    void descriptorsThatAreUsedUp() throws Exception {
        NoDescriptors.run(NoDescriptorsProgram.class);
    }

    @Test
    void whatAProcessWithFewDescriptorsCreatesItCanRemove(@TempDir Path temporary) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("objects"));
        NoDescriptors.run(
                FewDescriptorsProgram.class, Map.of("XDG_RUNTIME_DIR", temporary.toString()), folder.toString());
        assertThat(folder).as("a socket that was open at the exit").isEmptyDirectory();
    }

    @Test
    void aFileThatIsLargerThanTheProcessMayMakeIt() throws Exception {
        String name = Unique.posixName();
        Path path = Unique.path();
        String limit = "RLIMIT_FSIZE = 1048576 bytes";
        prlimit("--fsize=1048576:");
        try {
            for (Refusal row : List.of(
                    new Refusal(
                            "shm",
                            () -> PosixSharedMemory.create(name, 1 << 21),
                            IpcException.class,
                            "posix_fallocate",
                            "EFBIG",
                            name,
                            limit),
                    new Refusal(
                            "sparse",
                            () -> PosixSharedMemory.create(name, 1 << 21, MemoryCreateOption.SPARSE),
                            IpcException.class,
                            "ftruncate",
                            "EFBIG",
                            name,
                            limit),
                    new Refusal(
                            "file",
                            () -> MappedFile.create(path, 1 << 21),
                            IpcException.class,
                            "posix_fallocate",
                            "EFBIG",
                            path.toString(),
                            limit),
                    new Refusal(
                            "memfd",
                            () -> Memfd.create("m", 1 << 21),
                            IpcException.class,
                            "posix_fallocate",
                            "EFBIG",
                            "memfd:m",
                            limit))) {
                row.check();
            }
        } finally {
            prlimit("--fsize=unlimited:");
        }
        assertThat(path).doesNotExist();
        assertThat(Path.of("/dev/shm" + name)).doesNotExist();
    }

    private static void prlimit(String limit) throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("prlimit", "--pid", pid, limit)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The room for a message grows from the kernel's default, 8192 bytes, to what was sent. */
    @ParameterizedTest
    @ValueSource(ints = {8192, 8193, 16385, 1_000_000})
    void aMessageAsLargeAsTheLimitOfTheSystem(int byteSize) throws Exception {
        Peers.OTHER_USER.require(); // root
        try (Peer peer = Peer.startInNewIpcNamespace(SysVLimitsProgram.class, Map.of())) {
            assertThat(peer.ask("msgmax " + byteSize + " message 0 " + byteSize))
                    .isEqualTo("nothing failed");
        }
    }

    /** An IPC namespace has its own limits, which apply only to its processes. */
    @Test
    void aLimitOfSystemV() throws Exception {
        Peers.OTHER_USER.require(); // root
        try (Peer peer = Peer.startInNewIpcNamespace(SysVLimitsProgram.class, Map.of())) {
            String[][] table = {
                {"shmmni 2 segment 2 64", "shmget(", "kernel.shmmni = 2 segments, 2 in use", "kernel.shmall"},
                {"shmall 2 segment 2 64", "shmget(", "kernel.shmall = 2 pages of ", "kernel.shmmni"},
                {"shmmax 63 segment 0 64", "shmget(", "64 bytes were asked for, kernel.shmmax = 63", "kernel.shmall"},
                {"msgmni 2 queue 2 0", "msgget(", "kernel.msgmni = 2 queues", "kernel.msgmnb"},
                {"sem 4,100,10,9 set 0 5", "semget(", "kernel.sem = 4 100 10 9: 4 in a set", "in all sets"},
                {"sem 4,8,10,9 set 2 4", "semget(", "kernel.sem = 4 8 10 9: 8 in all sets, 8 in use", "9 sets"},
                {"sem 4,100,10,2 set 2 1", "semget(", "kernel.sem = 4 100 10 2: 2 sets, 2 in use", "in all sets"},
                {"sem 4,100,10,9 operations 11 1", "semop(", "kernel.sem = 4 100 10 9: 10 in a call", "in all sets"},
            };
            for (String[] row : table) {
                assertThat(peer.askRaw(row[0]))
                        .as(row[0])
                        .startsWith("error ")
                        .contains(row[1], row[2])
                        .doesNotContain(row[3]);
            }
        }
    }
}
