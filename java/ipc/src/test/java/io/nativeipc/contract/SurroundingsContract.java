package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NoSpaceException;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.peer.JavaProgram;
import io.nativeipc.peer.Peers;
import io.nativeipc.peer.ReadableClassPath;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the library does not depend on its surroundings: a locale that cannot express a name, a umask that removes
 * the owner's rights, a full file system, and an interrupted thread.
 */
public abstract class SurroundingsContract {
    private static final List<String> OBJECTS = List.of(
            "posix-shm 600",
            "memory 600",
            "file 600",
            "sysv-shm 600",
            "posix-sem 600",
            "semaphore 600",
            "mutex 600",
            "sysv-sem 600",
            "posix-mq 600",
            "sysv-mq 600",
            "fifo 600",
            "unix 600",
            "pipe 600",
            "ring 600",
            "folder 700",
            "list 600",
            "lock-file 600");

    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "ipc-test-");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }

    /** Returns options of the child JVM with which the provider itself needs no temporary folder. */
    protected List<String> options(Path empty) throws IOException {
        return List.of();
    }

    @ParameterizedTest
    @CsvSource({"0022, false", "0277, false", "0777, false", "0277, true", "0777, true"})
    void everyKindIsCreatedAndUsableInEveryLocaleAndUmask(String umask, boolean otherUser) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh"));
        if (otherUser) {
            Peers.OTHER_USER.require();
            assertThat(Native.posix().chown(folder.toString(), Peers.NOBODY, Peers.NOBODY))
                    .isZero();
            command.addAll(List.of("setpriv", "--reuid=" + Peers.NOBODY, "--regid=" + Peers.NOBODY, "--clear-groups"));
        }
        String classPath = otherUser ? ReadableClassPath.get() : System.getProperty("java.class.path");
        List<String> lines = run(command, List.of(), classPath, "objects", folder);
        assertThat(lines).last().isEqualTo("done");
        assertThat(lines).containsAll(OBJECTS);
        assertThat(OBJECTS).as("no line says otherwise").containsAll(lines.subList(0, lines.size() - 1));
    }

    /** Java 17 detects the fault of a compiled offer late; {@link RingTruncationContract} tests that case. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-Xmixed"})
    void anAccessThatFindsNoSpaceSaysSo(String mode) throws Exception {
        Peers.MOUNT.require();
        Path small = Files.createDirectory(folder.resolve("small"));
        String mounts = "mount -t tmpfs -o size=64k ipc-test " + small
                + " && mount -t tmpfs -o size=64k ipc-test /dev/shm && exec \"$@\"";
        List<String> starter = List.of("unshare", "--mount", "sh", "-c", mounts, "sh");
        List<String> lines =
                new ArrayList<>(run(starter, List.of(mode), System.getProperty("java.class.path"), "full", small));
        boolean late = !mode.equals("-Xint") && Runtime.version().feature() < 21;
        if (late && lines.remove("offer InternalError")) {
            lines.add(lines.size() - 1, "offer NoSpaceException");
        }
        assertThat(lines)
                .containsExactly(
                        "posix-shm NoSpaceException",
                        "memory NoSpaceException",
                        "file NoSpaceException",
                        "descriptor CorruptException", // the descriptor is closed, so the file system cannot be queried
                        "new semaphore 0 /dev/shm",
                        "new mutex 0 /dev/shm",
                        "read NoSpaceException",
                        "mutex NoSpaceException",
                        "ring NoSpaceException",
                        "named ring NoSpaceException",
                        "offer NoSpaceException",
                        "done");
    }

    /** The C locale has no name for the object, and the JDK rejects a path that is made from its address. */
    @Test
    void theInventoryListsWhatTheLocaleCannotName() throws Exception {
        try (PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName() + "-\u00e9", 31_337)) {
            List<String> lines = run(List.of(), List.of(), System.getProperty("java.class.path"), "list", folder);
            memory.unlink();
            assertThat(lines).contains("31337").last().isEqualTo("done");
        }
    }

    /** A filter of system calls behaves like a file system without hard links. */
    @Test
    void aFifoIsCreatedWhereNoFileGetsASecondName() throws Exception {
        Peers.PYTHON.require();
        String wrapper = Peers.PROJECT
                .resolve("java/ipc/src/test/python/without_hard_links.py")
                .toString();
        assertThat(run(List.of("python3", wrapper), List.of(), System.getProperty("java.class.path"), "fifo", folder))
                .containsExactly(
                        "fifo 660",
                        "again AlreadyExistsException",
                        "in no folder NotFoundException",
                        "recorded fifo:/fifo",
                        "name fifo",
                        "done");
    }

    @Test
    void anInterruptedThreadGetsTheSameAnswers() throws Exception {
        Path path = folder.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.create(path)) {
            Background<Boolean> asking = Background.start(() -> {
                Thread.currentThread().interrupt();
                assertThat(ListeningSocket.inode(path))
                        .as("the listening socket")
                        .isPresent();
                assertThat(ListeningSocket.isProvenDead(path)).isFalse();
                assertThatThrownBy(() -> Memfd.create("large", Long.MAX_VALUE >> 1))
                        .isInstanceOf(NoSpaceException.class)
                        .hasMessageContaining("MemAvailable");
                return Thread.interrupted();
            });
            assertThat(asking.resultOrFailure()).as("the interrupt status").isTrue();
            assertThat(server.tryAccept(Duration.ZERO))
                    .as("a client that only asked")
                    .isEmpty();
        }
    }

    private List<String> run(List<String> starter, List<String> mode, String classPath, String what, Path where)
            throws Exception {
        String name = Unique.name();
        List<String> options = new ArrayList<>(options(folder));
        options.addAll(mode);
        options.add("-Dnativeipc.tmpdir=" + folder);
        options.add("-XX:-UsePerfData");
        List<String> command = new ArrayList<>(starter);
        command.addAll(JavaProgram.command(options, Surroundings.class, classPath));
        command.addAll(List.of(what, name, where.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        builder.environment().remove("LD_LIBRARY_PATH"); // the copy of the library must be tried too
        Process program = builder.start();
        try {
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(objectsOf(name)).as("what is left after %s", output).isEmpty();
            assertThat(program.waitFor()).as("exit code after %s", output).isZero();
            return output.lines().toList();
        } finally {
            program.destroyForcibly();
        }
    }

    private static List<Path> objectsOf(String name) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
            return all.filter(file -> file.toString().contains(name)).toList();
        }
    }
}
