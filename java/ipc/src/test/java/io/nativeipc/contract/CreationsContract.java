package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.inventory.Liveness;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lists of created objects: which process created an object, and what remains of it when the process is killed,
 * ends normally or is still running.
 */
public abstract class CreationsContract {

    private static List<String> addressesOf(long pid, boolean alive) throws IOException {
        return Leftovers.list().entries().stream()
                .filter(entry ->
                        entry.creator().pid() == pid && (entry.creator().state() == Liveness.State.ALIVE) == alive)
                .map(Leftovers.Entry::address)
                .toList();
    }

    @Test
    void aKilledProcesssObjectsAreLeftoversOfEveryKindAndNobodyElses() throws IOException {
        String name = Unique.posixName();
        try (PosixSharedMemory mine = PosixSharedMemory.create(Unique.posixName(), 64);
                Peer alive = Peer.startJava(
                        Creator.class, Unique.posixName(), Unique.key().toString())) {
            Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
            List<String> made = List.of(victim.ask("create").split(" ", -1));
            assertThat(made).hasSize(9);
            List<String> others = List.of(alive.ask("create").split(" ", -1));
            assertThat(addressesOf(victim.pid(), true)).containsExactlyInAnyOrderElementsOf(made);
            victim.kill();
            assertThat(addressesOf(victim.pid(), false)).containsExactlyInAnyOrderElementsOf(made);

            List<String> removed = new ArrayList<>(Leftovers.remove().removed());
            assertThat(removed)
                    .containsAll(made)
                    .doesNotContainAnyElementsOf(others)
                    .doesNotContain(mine.toString());
            assertThat(addressesOf(victim.pid(), false)).isEmpty();
            assertThat(Path.of("/dev/shm" + name)).doesNotExist();
            assertThat(addressesOf(alive.pid(), true)).containsExactlyInAnyOrderElementsOf(others);
            alive.ask("remove");
            assertThat(addressesOf(alive.pid(), true)).isEmpty();
            mine.unlink();
        }
    }

    @Test
    void whatHasTakenADeadOnesNameIsNotALeftover() throws IOException {
        String name = Unique.posixName();
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        List<String> made = List.of(victim.ask("create").split(" ", -1));
        victim.kill();
        PosixSharedMemory.unlink(name);
        try (PosixSharedMemory successor = PosixSharedMemory.create(name, 64)) {
            List<String> removed = Leftovers.remove().removed();
            assertThat(removed).hasSize(made.size() - 1).doesNotContain("posix-shm:" + name);
            assertThat(successor.stat().links()).isEqualTo(1);
            successor.unlink();
        }
    }

    @Test
    void aRingChannelStaysUntilItsLastUserIsDead() throws IOException {
        String name = Unique.posixName();
        String ring = "ring:" + name + "-r";
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        assertThat(victim.ask("create")).contains(ring);
        try (Peer producer = Peer.startJava(RingProgram.class, name + "-r")) {
            producer.ask("producer");
            victim.kill();
            assertThat(Leftovers.remove().removed())
                    .contains("posix-shm:" + name)
                    .doesNotContain(ring);
            assertThat(addressesOf(victim.pid(), false)).containsExactly(ring);
            producer.ask("produce 0 0 10");
            producer.kill();
        }
        assertThat(Leftovers.remove().removed()).contains(ring);
        assertThat(addressesOf(victim.pid(), false)).isEmpty();
    }

    /** The reason for a leftover that stays is the error of its removal, and not an invented error number. */
    @Test
    void whyALeftoverStaysIsWhatItsRemovalSaid() throws IOException {
        String name = Unique.posixName();
        String ring = "ring:" + name + "-r";
        Path file = Path.of("/dev/shm" + name + "-r");
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        assertThat(victim.ask("create")).contains(ring);
        victim.kill();
        try (RandomAccessFile header = new RandomAccessFile(file.toFile(), "rw")) {
            header.write(new byte[64]);
        }
        try {
            assertThat(Leftovers.remove().kept()).anySatisfy(kept -> {
                assertThat(kept.what()).isEqualTo(ring);
                assertThat(kept.reason()).contains("corrupt", name).doesNotContain("EINVAL");
            });
        } finally {
            Files.delete(file);
            Leftovers.remove();
        }
        assertThat(addressesOf(victim.pid(), false)).isEmpty();
    }

    @Test
    void whatAProcessLeavesThatEndsInOrderIsLeftOnPurpose() throws IOException {
        String name = Unique.posixName();
        try (Peer creator = Peer.startJava(Creator.class, name, Unique.key().toString())) {
            creator.ask("create-one");
        }
        assertThat(Leftovers.remove().removed()).doesNotContain("posix-shm:" + name);
        PosixSharedMemory.unlink(name);
    }

    /** A removal by the path would follow a link, or find a file of that name in another folder. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theListIsRemovedAtTheExitInItsOwnFolderAlone(boolean link, @TempDir Path temporary) throws Exception {
        Path folder = temporary.resolve("native-ipc");
        Path moved = temporary.resolve("moved");
        Path foreign = temporary.resolve("foreign");
        Path list;
        try (Peer creator = start(temporary, Map.of())) {
            creator.ask("fifo " + temporary.resolve("fifo"));
            list = onlyFileIn(folder).getFileName();
            Files.move(folder, moved);
            Files.createDirectory(foreign);
            Files.writeString(foreign.resolve(list), "precious");
            if (link) {
                Files.createSymbolicLink(folder, foreign);
            } else {
                Files.move(foreign, folder);
            }
        }
        assertThat(folder.resolve(list)).hasContent("precious");
        assertThat(Files.isSymbolicLink(folder)).isEqualTo(link);
        assertThat(moved).isEmptyDirectory();
    }

    @Test
    void theFolderStaysWhenTheLastListIsRemoved(@TempDir Path temporary) {
        try (Peer creator = start(temporary, Map.of())) {
            creator.ask("fifo " + temporary.resolve("fifo"));
        }
        assertThat(temporary.resolve("native-ipc")).isEmptyDirectory();
    }

    private static Path onlyFileIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** A tmpfs without space accepts a write up to the end of a page. */
    @Test
    void aLineForWhichThereIsNoSpaceSpoilsNoOther(@TempDir Path temporary) throws IOException {
        Path small = Files.createDirectory(temporary.resolve("small"));
        Path filler = small.resolve("filler");
        try (Peer creator =
                Peer.startWithSmall(small, LeftoversProgram.class, Map.of("XDG_RUNTIME_DIR", small.toString()))) {
            creator.ask("fifo " + temporary.resolve("first"));
            creator.ask("fill " + filler);
            String before = "";
            String now = creator.ask("known");
            for (int i = 0; !now.equals(before); i++) {
                creator.ask("fifo " + temporary.resolve("fifo-" + i));
                before = now;
                now = creator.ask("known");
            }
            assertThat(now).as("without space").startsWith("true ").isNotEqualTo("true 1");
            creator.ask("delete " + filler);
            creator.ask("fifo " + temporary.resolve("last"));
            assertThat(creator.ask("known")).startsWith("true ");
            assertThat(creator.ask("list")).contains("fifo:" + temporary.resolve("last") + "=ALIVE=true");
        }
    }

    @ParameterizedTest
    @CsvSource({"folder/../name, true", "na\\rme, true", "na\\tme, false", "na\\nme, false"})
    void aNameThatNoLineCanHaveSpoilsNoList(String escaped, boolean recorded, @TempDir Path temporary)
            throws IOException {
        Files.createDirectory(temporary.resolve("folder"));
        Path path = temporary.resolve(escaped.translateEscapes());
        Fifo.create(path);
        assertThat(Leftovers.list().unread()).isEmpty();
        assertThat(addressesOf(ProcessHandle.current().pid(), true).contains("fifo:" + path))
                .isEqualTo(recorded);
        Fifo.unlink(path);
        try (UnixServerSocket socket = UnixServerSocket.create(path)) {
            assertThat(Leftovers.list().unread()).isEmpty();
            assertThat(addressesOf(ProcessHandle.current().pid(), true).contains("unix:" + path))
                    .isEqualTo(recorded);
        }
    }

    @Test
    void theLongestNamesAreRecorded() throws IOException {
        String name = Unique.posixName();
        String longest = name + "x".repeat(256 - name.length());
        try (PosixSharedMemory memory = PosixSharedMemory.create(longest.substring(0, 255), 1);
                PosixSemaphore semaphore = PosixSemaphore.create(longest.substring(0, 252), 1);
                PosixMessageQueue queue = PosixMessageQueue.create(longest, 1, 1)) {
            Leftovers.Recorded recorded = Leftovers.list();
            memory.unlink();
            semaphore.unlink();
            queue.unlink();
            assertThat(recorded.unread()).isEmpty();
            assertThat(recorded.entries())
                    .extracting(Leftovers.Entry::address)
                    .contains(memory.toString(), semaphore.toString(), queue.toString());
        }
    }

    /** A list without a complete first line names no object. A list of another version can name any object. */
    @ParameterizedTest
    @CsvSource({
        "'',               Optional[false] Optional.empty",
        "n,                Optional[false] Optional.empty",
        "native-ipc-list 2 0123, Optional[false] Optional.empty",
        "native-ipc-list 3\\n, Optional.empty Optional[what this user's processes have created is unknown: ",
        "native-ipc-list 2 BOOT\\nx\\n, Optional.empty Optional[what this user's processes have created is unknown: "
    })
    void whyItIsUnknownWhatIsLeftOverIsTold(String list, String answer, @TempDir Path temporary) throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        try (Peer reader = start(temporary, Map.of())) {
            reader.ask("fifo " + temporary.resolve("fifo"));
            Path other = temporary.resolve("native-ipc/1-1");
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            Files.createFile(other, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(other, list.translateEscapes().replace("BOOT", boot));
            String told = reader.ask("origin file:" + file);
            assertThat(told).startsWith(answer);
            assertThat(told.contains(other + ": another version wrote this list, or it is damaged"))
                    .isEqualTo(answer.startsWith("Optional.empty"));
        }
    }

    /** Every user that can read a folder can lock it, and without the lock no name in it is proven to be free. */
    @Test
    void aLockOnTheFolderHindersOnlyWhatRemovesForADeadProcess(@TempDir Path temporary) throws Exception {
        Path fifo = temporary.resolve("fifo");
        Path socket = temporary.resolve("socket");
        Peer victim = start(temporary, Map.of());
        victim.ask("fifo " + fifo);
        victim.ask("pipe " + socket);
        victim.kill();
        int flags = Constants.O_RDONLY | Constants.O_DIRECTORY | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(temporary.toString(), flags, 0);
        try (Peer cleaner = start(temporary, Map.of())) {
            try {
                assertThat(Native.posix().flock(fd, Constants.LOCK_EX)).isZero();
                assertThat(cleaner.ask("clean")).isEqualTo("removed");
                assertThat(cleaner.ask("kept")).contains(fifo.toString(), socket.toString());
                assertThatThrownBy(() -> UnixServerSocket.takeOver(socket, Permissions.OWNER))
                        .isInstanceOf(AlreadyExistsException.class);
                Path other = temporary.resolve("other");
                UnixServerSocket.create(other).close();
                assertThat(other).doesNotExist();
                Fifo.create(other);
                Fifo.unlink(other);
            } finally {
                Native.posix().close(fd);
            }
            assertThat(cleaner.ask("clean")).contains(fifo.toString(), socket.toString());
        }
    }

    @Test
    void aListIsBegunAnewWhenItIsLong() throws IOException {
        String name = Unique.posixName();
        for (int i = 0; i < 600; i++) {
            PosixSharedMemory memory = PosixSharedMemory.create(name, 8);
            memory.close();
            memory.unlink();
        }
        try (PosixSharedMemory kept = PosixSharedMemory.create(name, 8)) {
            assertThat(addressesOf(ProcessHandle.current().pid(), true)).contains("posix-shm:" + name);
            kept.unlink();
        }
        Path ofUser = Path.of("/tmp/native-ipc-" + Native.posix().geteuid());
        Path folder = Files.isDirectory(ofUser) ? ofUser : Path.of(System.getenv("XDG_RUNTIME_DIR"), "native-ipc");
        long mine = ProcessHandle.current().pid();
        try (var lists = Files.newDirectoryStream(folder, mine + "-*")) {
            for (Path list : lists) {
                assertThat(Files.readAllLines(list)).hasSizeLessThan(260);
            }
        }
    }

    private static Peer start(Path runtime, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        return Peer.startJava(LeftoversProgram.class, environment);
    }

    /** What an attacker can put in place of the folder or of a list, and mistakes of the victim itself. */
    enum Forgery {
        FOLDER_FOR_OTHERS_TO_READ("has the mode 755, not 700") {
            @Override
            void make(Path folder, Path list) throws IOException {
                mode(folder, "rwxr-xr-x");
            }
        },
        FOLDER_OF_ANOTHER("belongs to uid 65534") {
            @Override
            void make(Path folder, Path list) throws IOException {
                own(list);
                own(folder);
            }
        },
        FOLDER_IS_A_LINK("is a symbolic link") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Path real = folder.resolveSibling("real");
                Files.move(folder, real);
                Files.createSymbolicLink(folder, real);
            }
        },
        LIST_OF_ANOTHER("belongs to uid 65534") {
            @Override
            void make(Path folder, Path list) throws IOException {
                own(list);
            }
        },
        LIST_FOR_OTHERS_TO_WRITE("has the mode 666, not 600") {
            @Override
            void make(Path folder, Path list) throws IOException {
                mode(list, "rw-rw-rw-");
            }
        },
        LIST_HAS_ANOTHER_NAME("has 2 names") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.createLink(folder.resolveSibling("other-name"), list);
            }
        },
        LIST_IS_A_LINK("is a symbolic link") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Path real = folder.resolveSibling("real-list");
                Files.move(list, real);
                Files.createSymbolicLink(list, real);
            }
        },
        LIST_IS_A_FIFO("is a pipe") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.delete(list);
                Fifo.create(list);
            }
        },
        LIST_IS_A_DIRECTORY("is a directory") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.delete(list);
                Files.createDirectory(list);
            }
        },
        FOLDER_IS_A_FILE("is a file") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.move(folder, folder.resolveSibling("real"));
                Files.createFile(folder);
            }
        },
        FOLDER_IS_A_FIFO("is a pipe") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.move(folder, folder.resolveSibling("real"));
                Fifo.create(folder);
            }
        },
        LIST_OF_ANOTHER_VERSION("another version") {
            @Override
            void make(Path folder, Path list) throws IOException {
                String text = Files.readString(list);
                Files.writeString(list, text.substring("native-ipc-list 2 ".length()));
            }
        },
        OBJECT_IS_ANOTHER_FILE("") {
            @Override
            void make(Path folder, Path list) throws IOException {
                // the victim's own file at the path of a listed object; the list has the identity of that object
                Path fifo = folder.resolveSibling("fifo");
                Files.delete(fifo);
                Files.writeString(fifo, "precious");
            }
        };

        /** What the refusal must say. */
        private final String reason;

        Forgery(String reason) {
            this.reason = reason;
        }

        abstract void make(Path folder, Path list) throws IOException;

        static void mode(Path path, String mode) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }

        /** Gives a file to another user, which only root can do. The tests that need it are skipped for other users. */
        static void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", 65534);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatALibraryOfThisUserDidNotWriteMakesNothingDisappear(Forgery forgery, @TempDir Path temporary)
            throws Exception {
        assumeTrue(
                !forgery.name().endsWith("OF_ANOTHER") || Native.posix().geteuid() == 0, "only root gives files away");
        Path fifo = temporary.resolve("fifo");
        Peer victim = start(temporary, Map.of());
        victim.ask("fifo " + fifo);
        victim.kill();
        Path folder = temporary.resolve("native-ipc");
        Path list = onlyFileIn(folder);
        try (Peer cleaner = start(temporary, Map.of())) {
            assertThat(cleaner.ask("list")).isEqualTo("listed fifo:" + fifo + "=DEAD=true");
            forgery.make(folder, list);
            assertThat(cleaner.ask("list")).doesNotContain("=true");
            String cleaned = cleaner.ask("clean");
            assertThat(cleaned).doesNotContain("fifo:" + fifo);
            assertThat(fifo).exists();
            if (forgery != Forgery.OBJECT_IS_ANOTHER_FILE) { // proven not to be the object
                assertThat(cleaned + cleaner.ask("kept")).contains(folder.toString(), forgery.reason);
            }
        }
    }

    /** {@code su} keeps XDG_RUNTIME_DIR, which then names a folder of another user. */
    @Test
    void aRuntimeFolderOfAnotherUserIsRefusedWithItsOwnerAndTheWayOut(@TempDir Path temporary) {
        try (Peer other =
                Peer.startAs(Peers.NOBODY, Map.of("XDG_RUNTIME_DIR", temporary.toString()), LeftoversProgram.class)) {
            assertThat(other.ask("ring"))
                    .startsWith("refused \"" + temporary + "/native-ipc\": refused: ")
                    .contains(
                            temporary + " belongs to uid " + Native.userId() + " and has the mode 700",
                            "this process has uid " + Peers.NOBODY,
                            "unset XDG_RUNTIME_DIR");
            assertThat(other.ask("list")).contains("unset XDG_RUNTIME_DIR", temporary + " belongs to uid");
        }
    }

    /** The id of the boot cannot be read without /proc, or when no descriptor is left. */
    @Test
    void whatWasRecordedInAnUnknownBootStaysUnlessItIsProven(@TempDir Path temporary) throws IOException {
        String fifo = "fifo:" + temporary.resolve("fifo");
        Peer victim = start(temporary, Map.of());
        victim.ask("fifo " + temporary.resolve("fifo"));
        String[] ids = victim.ask("sysv").split(" ", -1);
        victim.kill();
        Path list = onlyFileIn(temporary.resolve("native-ipc"));
        String text = Files.readString(list);
        Files.writeString(list, text.replaceFirst("2 [0-9a-f-]{36}\n", "2 unknown\n"));
        try (Peer cleaner = start(temporary, Map.of())) {
            String listed = cleaner.ask("list");
            assertThat(listed).contains(fifo + "=DEAD=true");
            cleaner.ask("intend SYSV_MQ " + Unique.key()); // removes the lists of earlier boots
            assertThat(cleaner.ask("clean")).isEqualTo("removed " + fifo);
            String kept = cleaner.ask("kept");
            for (String id : ids) {
                assertThat(listed).contains(id + "=DEAD=false");
                assertThat(kept).contains(id);
            }
            Files.writeString(list, text);
            assertThat(cleaner.ask("clean")).contains(ids);
        }
    }

    @Test
    void aServerThatTookOverADeadOnesSocketKeepsIt(@TempDir Path temporary) throws Exception {
        Map<String, String> folder = Map.of("TMPDIR", temporary.toString());
        Path socket = temporary.resolve("CoreFxPipe_orders");
        Peer dead = start(temporary, folder);
        dead.ask("pipe orders");
        dead.kill();
        try (Peer server = start(temporary, folder);
                Peer cleaner = start(temporary, folder)) {
            server.ask("pipe orders");
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(socket).exists();
            server.kill();
            assertThat(cleaner.ask("clean")).isEqualTo("removed unix:" + socket);
            assertThat(socket).doesNotExist();
        }
    }

    /**
     * ext4 gives the number of a freed inode to the next file, so a file with the same number is not the same file. The
     * test replaces the file up to 1000 times, until it has the number again.
     */
    @Test
    void whatHasADeadOnesNameAndInodeIsNotALeftover(@TempDir Path temporary) throws Exception {
        Path fifo = temporary.resolve("fifo");
        Peer dead = start(temporary, Map.of());
        dead.ask("fifo " + fifo);
        long inode = OpenFile.stat(fifo.toString()).inode();
        dead.kill();
        boolean again = false;
        for (int i = 0; i < 1000 && !again; i++) {
            Fifo.unlink(fifo);
            assertThat(Native.posix().mkfifo(fifo.toString(), 0600)).isZero();
            again = OpenFile.stat(fifo.toString()).inode() == inode;
        }
        try (Peer cleaner = start(temporary, Map.of())) {
            assertThat(cleaner.ask("clean")).as("inode again: " + again).isEqualTo("removed");
            assertThat(fifo).exists();
        }
    }

    /**
     * Containers can share a runtime folder. The id 0 of another container is another object, and a new namespace may
     * get the number of an earlier one.
     */
    @Test
    void whatHasADeadOnesIdInAnotherIpcNamespaceIsNotALeftover(@TempDir Path temporary) {
        assumeTrue(Native.posix().geteuid() == 0, "a new IPC namespace takes root");
        Map<String, String> folder = Map.of("XDG_RUNTIME_DIR", temporary.toString());
        Peer dead = Peer.startInNewIpcNamespace(LeftoversProgram.class, folder);
        String ids = dead.ask("sysv");
        dead.kill();
        try (Peer living = Peer.startInNewIpcNamespace(LeftoversProgram.class, folder)) {
            assertThat(living.ask("sysv")).isEqualTo(ids);
            assertThat(living.ask("clean")).isEqualTo("removed");
            for (String id : ids.split(" ", -1)) {
                assertThat(living.ask("list")).contains(id + "=ALIVE=true");
            }
        }
    }

    /** The lock file of a channel in a System V segment is in the runtime folder, beside the list. */
    @Test
    void theLockFileOfARingInARegionGoesWhenNoProcessHasTheChannelOpen(@TempDir Path temporary) {
        Peer creator = start(temporary, Map.of());
        String[] made = creator.ask("ring").split(" ", -1);
        String segment = made[0];
        Path lock = Path.of(made[1]);
        try (Peer cleaner = start(temporary, Map.of())) {
            assertThat(cleaner.ask("list")).contains(segment + "=ALIVE=true").contains("file:" + lock + "=ALIVE=true");
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            Peer user = start(temporary, Map.of());
            user.ask("join " + segment.substring("sysv-shm:id=".length()));
            creator.kill();
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(cleaner.ask("kept"))
                    .contains(segment, "it is attached 1 time", lock.toString(), "a process has the channel open");
            assertThat(lock).exists();
            user.kill();
            assertThat(cleaner.ask("clean")).startsWith("removed ").contains(segment, "file:" + lock);
            assertThat(lock).doesNotExist();
        }
    }

    /** What happens to an object with the name that a dead process was about to create. */
    enum Outcome {
        REMOVED,
        /** The object stays and is reported, because its creator is unknown. */
        REPORTED,
        /** The object stays and is not reported, because it is proven not to be the dead process's. */
        STAYS
    }

    /** The kinds that are recorded by an intent. On some file systems these are all kinds that are files. */
    enum Intended {
        FIFO(Outcome.REMOVED, Outcome.REPORTED),
        UNIX(Outcome.REMOVED, Outcome.STAYS),
        SYSV_SHM(Outcome.REMOVED, Outcome.STAYS),
        SYSV_SEM(Outcome.REPORTED, Outcome.REPORTED),
        SYSV_MQ(Outcome.REPORTED, Outcome.REPORTED),
        POSIX_MQ(Outcome.REPORTED, Outcome.STAYS),
        POSIX_SHM(Outcome.REPORTED, Outcome.REPORTED),
        RING_LOCK(Outcome.REPORTED, Outcome.REPORTED);

        final Outcome half;
        final Outcome foreign;

        Intended(Outcome half, Outcome foreign) {
            this.half = half;
            this.foreign = foreign;
        }

        String name(Path folder) {
            return switch (this) {
                case FIFO -> Intent.beginning(folder.resolve("fifo")).toString();
                case UNIX -> folder.resolve("socket").toString();
                case RING_LOCK -> folder.resolve("native-ipc/ring-0-1-2.lock").toString();
                case POSIX_MQ, POSIX_SHM -> Unique.posixName();
                default -> Unique.key().toString();
            };
        }
    }

    /** The process is killed after it recorded the intent and before it created the object. */
    @ParameterizedTest
    @EnumSource
    void anIntentOfWhichNothingCameIsForgotten(Intended kind, @TempDir Path temporary) throws IOException {
        Peer victim = start(temporary, Map.of());
        victim.ask("intend " + kind + " " + kind.name(temporary));
        victim.kill();
        try (Peer cleaner = start(temporary, Map.of())) {
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(cleaner.ask("kept")).isEqualTo("[]");
            try (Stream<Path> lists = Files.list(temporary.resolve("native-ipc"))) {
                assertThat(lists).isEmpty();
            }
        }
    }

    /** A creation of another process removes finished lists. One with an open intent is not finished. */
    @Test
    void aCreationOfAnotherProcessKeepsAnOpenIntent(@TempDir Path temporary) throws IOException {
        String object = Intended.POSIX_SHM + " " + Intended.POSIX_SHM.name(temporary);
        Peer victim = start(temporary, Map.of());
        assertThat(victim.ask("half " + object)).doesNotStartWith("-");
        victim.kill();
        try (Peer other = start(temporary, Map.of())) {
            other.ask("intend SYSV_MQ " + Unique.key()); // begins its own list, and removes the finished ones
        }
        clean(Outcome.REPORTED, object, temporary);
    }

    /** The process is killed after it created the object and before it recorded the object's identity. */
    @ParameterizedTest
    @EnumSource
    void whatWasCreatedAndNotIdentifiedIsRemovedOnlyWithProof(Intended kind, @TempDir Path temporary) {
        assumeTrue(
                kind != Intended.POSIX_MQ || Native.posix().geteuid() == 0,
                "only root opens a queue that has no mode yet");
        String object = kind + " " + kind.name(temporary);
        Peer victim = start(temporary, Map.of());
        assertThat(victim.ask("half " + object)).doesNotStartWith("-");
        victim.kill();
        clean(kind.half, object, temporary);
    }

    /** The process is killed before the creation. A live process has since created an object of that name. */
    @ParameterizedTest
    @EnumSource
    void aForeignObjectOfAnIntendedNameStays(Intended kind, @TempDir Path temporary) {
        String name = kind.name(temporary);
        Peer victim = start(temporary, Map.of());
        victim.ask("intend " + kind + " " + name);
        victim.kill();
        try (Peer foreign = start(temporary, Map.of())) {
            Intended found = kind == Intended.FIFO ? Intended.RING_LOCK : kind; // a regular file with the random name
            assertThat(foreign.ask("make " + found + " " + name)).doesNotStartWith("-");
            clean(kind.foreign, kind + " " + name, temporary);
        }
    }

    private static void clean(Outcome expected, String object, Path temporary) {
        try (Peer cleaner = start(temporary, Map.of())) {
            boolean removed = expected == Outcome.REMOVED;
            String name = object.split(" ", -1)[1];
            try {
                assertThat(cleaner.ask("exists " + object)).isEqualTo("true");
                String cleaned = cleaner.ask("clean");
                String kept = cleaner.ask("kept");
                assertThat(cleaned.contains(name)).as(cleaned).isEqualTo(removed);
                assertThat(cleaner.ask("exists " + object)).isEqualTo(Boolean.toString(!removed));
                if (expected == Outcome.REPORTED) {
                    assertThat(kept).contains(name, "unknown");
                } else {
                    assertThat(kept).isEqualTo("[]");
                }
            } finally {
                cleaner.ask("drop " + object);
            }
        }
    }
}
